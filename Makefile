# Everything a person needs: `make run` opens the app, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock

.DEFAULT_GOAL := help
.PHONY: help venv run test check fix bench soak lock

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(VENV)/.core ## create .venv with what the app needs

run: $(VENV)/.core ## open the app
	$(BIN)/python -m streamlit run app.py

test: $(VENV)/.dev ## run every test
	$(BIN)/python -m pytest --quiet --numprocesses auto --dist loadfile --durations 10 $(ARGS)

check: $(VENV)/.dev ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: $(VENV)/.dev ## put right what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## measure every claim about speed: ours, the reference, the ratio
	$(BIN)/python -m benchmarks $(ARGS)

soak: $(VENV)/.dev ## the long tests: 5 GB in one file, 10 million posts, many examples
	$(BIN)/python -m tests.soak
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest --quiet --numprocesses auto --dist loadfile $(ARGS)

lock: $(VENV)/.dev ## pin the whole tree as it is installed now
	$(BIN)/python -m pip freeze --disable-pip-version-check --exclude-editable | sort --ignore-case > requirements.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Doppelscope needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make run PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: requirements.txt requirements.lock | $(VENV)/bin/python
	@echo "Installing what the app needs into $(VENV) (once; a few minutes)"
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.core
	$(PIP) -r requirements-dev.txt
	@touch $@
