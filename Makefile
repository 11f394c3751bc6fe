# `make run` and `make test` need Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
WORKERS ?= 2

.PHONY: help run test test-night lint bench wheel migration vendor clean
.DEFAULT_GOAL := help

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: $(VENV)/installed  ## serve http://127.0.0.1:8000 with sample data (PORT=… for another port)
	@$(BIN)/formengine run --demo --port $(PORT)

test: $(VENV)/installed-test lint  ## lint, types and the whole test suite
	$(BIN)/python -m pytest -n $(WORKERS) -m "not night" --dist loadfile

test-night: $(VENV)/installed-test  ## the slow and the long random tests
	$(BIN)/python -m pytest -n $(WORKERS) -m night

lint: $(VENV)/installed-test  ## ruff and mypy
	$(BIN)/ruff check --config tools/ruff.toml formengine submissions tests tools
	$(BIN)/ruff format --check --config tools/ruff.toml formengine submissions tests tools
	$(BIN)/mypy

bench: $(VENV)/installed-test  ## figures as ratios, side by side in one run
	$(BIN)/python tools/bench/run.py

wheel: $(VENV)/installed-test  ## dist/formengine-….whl
	$(BIN)/python -m build --wheel

migration: $(VENV)/installed-test  ## write a migration for changed tables: make migration MESSAGE="what changed"
	$(BIN)/python tools/new_migration.py "$(MESSAGE)"

vendor:  ## fetch and compile the front-end files anew (needs Node.js)
	$(PYTHON) tools/vendor/fetch.py

clean:  ## remove the environment and what was built; var/ stays
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "FormEngine needs Python 3.11 or newer; '$(PYTHON)' is not. Name one: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "The environment could not be made: install Python's venv module (Debian: python3-venv)." >&2; rm -rf $(VENV); exit 1; }

$(VENV)/installed: setup.cfg constraints.txt | $(VENV)/bin/python
	@echo "Installing FormEngine into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/installed-test: setup.cfg constraints.txt | $(VENV)/bin/python
	@echo "Installing FormEngine with its test tools into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[test,postgres,gunicorn]"
	@touch $@ $(VENV)/installed
