# make run    a private environment, the bundled sample documents, three answers, a small evaluation
#             STORE=neo4j keeps the graph on the server of GRAPHLOOP_STORE__URI, __USER, __PASSWORD and __DATABASE
# make test   everything that is checked, as in CI
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: run test lint lock clean
.DEFAULT_GOAL := run

ifdef STORE
run: export GRAPHLOOP_STORE__BACKEND = $(STORE)
endif
run: $(VENV)/base
	@$(BIN)/graphloop demo

test: export HF_HUB_OFFLINE = 1
# Hundreds of programs are started, which would compile all that they import each time.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/all
	@tests/tools/chromium.sh
	@tests/tools/axe.sh
	@$(MAKE) --no-print-directory lint & lint=$$!; $(BIN)/pytest --processes 3; tests=$$?; wait $$lint && exit $$tests

lint: $(VENV)/all
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock:
	tests/tools/lock.sh

clean:
	rm -rf $(VENV) .graphloop .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist *.egg-info

# Modules are compiled when first imported, which most of them never are.
# The stamps are written last, so that an installation that was broken off is taken up again.
$(VENV)/base: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --no-compile --no-deps --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-compile --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/all: requirements-all.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --no-compile --no-deps --require-hashes -r requirements-all.lock
	$(PIP) install --quiet --no-compile --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "graphloop needs Python 3.11 or later; this is $$($(PYTHON) --version 2>&1). Try: make run PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  rm -rf $(VENV); echo "$(PYTHON) cannot make environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
