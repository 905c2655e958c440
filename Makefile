# Every target has a `##` line; bare `make` prints them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8311
DEMO ?= yes
PYTEST_ARGS ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run test check format engines long bench lock hooks docs clean

help: ## Print what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## Run everything embedded on http://127.0.0.1:8311 (PORT=…, DEMO=no)
	$(BIN)/citymend run --port $(PORT) $(if $(filter no,$(DEMO)),--no-demo)

test: $(VENV)/.dev ## Run every test; engines that are missing are visible skips
	$(BIN)/python -m tests.support.side_by_side $(PYTEST_ARGS)

check: $(VENV)/.dev ## Format, lint, types, import contracts, docs in step
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.support.docs_in_step

format: $(VENV)/.dev ## Rewrite the code in the one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

engines: $(VENV)/.dev ## Bring real Kafka, Elasticsearch, PostgreSQL and Chromium
	$(BIN)/python -m tests.support.engines install

long: $(VENV)/.dev ## Full sizes: long failure tests and full benchmarks, by hand
	$(BIN)/python -m tests.support.engines helm
	$(BIN)/python -m pytest -m long --timeout 3600 $(PYTEST_ARGS)
	$(BIN)/python -m tests.bench full

bench: $(VENV)/.dev ## The benchmarks at small size, one JSON line each
	$(BIN)/python -m tests.bench

docs: $(VENV)/.dev ## Regenerate the documents that are made from code
	$(BIN)/python -m tests.support.docs_in_step --write

COMPILE := $(VENV)/lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-annotate
# What an image installs: a service with its engines, at the versions that were tested.
SERVED := $(COMPILE) -c requirements-dev.lock --extra postgres --extra kafka

lock: ## Resolve pyproject.toml into the lock files (hashes, no addresses)
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/pip install -q uv
	$(COMPILE) --extra embedded --extra build pyproject.toml -o requirements.lock
	$(COMPILE) --extra test --extra build pyproject.toml -o requirements-dev.lock
	$(SERVED) --extra intake pyproject.toml -o deploy/locks/intake.lock
	$(SERVED) --extra projectbank pyproject.toml -o deploy/locks/projectbank.lock
	$(SERVED) --extra search --extra elasticsearch pyproject.toml -o deploy/locks/search.lock
	echo hatchling | $(COMPILE) -c requirements-dev.lock - -o deploy/locks/build.lock

hooks: ## Install the git hook that runs `make check` before a commit
	@printf '#!/bin/sh\nexec make check\n' > .git/hooks/pre-commit
	@chmod +x .git/hooks/pre-commit

clean: ## Remove what the tools made, not your data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Citymend needs Python 3.11 or newer; name one with: make run PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The lock files are whole, so pip need not resolve: older pips lose the pin of `name[extra]` as soon as a newer
# release exists, and refuse the hash.
$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	@test -f $(VENV)/.dev || $(BIN)/pip install -q --no-deps --require-hashes -r requirements.lock
	@test -f $(VENV)/.dev || $(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install -q --no-deps --require-hashes -r requirements-dev.lock
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@
