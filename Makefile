# Everything a person or CI runs. `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
PINS := requirements/base requirements/build requirements/dev
READY := $(VENV)/.ready

ARGS ?=
CSV ?=
SEED ?=
ONLY ?=
QUICK ?=
COUNT ?=

.PHONY: help install lock demo story chaos bench test browser pictures screens messages check fmt

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

install: $(READY)  ## make .venv with all that is pinned in requirements/

$(READY): requirements/build.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Followup needs Python 3.11 or later, and '$(PYTHON)' is not. Install it and run" >&2; \
	  echo "  make install PYTHON=python3.11" >&2; exit 1; }
	test -x $(RUN)/python || $(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --require-hashes -r requirements/build.txt
	$(RUN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	$(RUN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

lock:  ## compile requirements/*.in anew, for all platforms, with hashes and no addresses
	test -x build/lock/bin/uv || { $(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet uv; }
	for pins in $(PINS); do build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
	  --output-file $$pins.txt $$pins.in; done

demo: install  ## the whole system with pretend patients, on this machine
	@$(RUN)/followup demo

story: install  ## ten days in the life of a clinic, told and checked (CSV=file of treatments)
	@$(RUN)/followup story $(CSV)

chaos: install  ## kill and cut whatever there is while texts go out, then count (SEED=7 QUICK=1)
	@$(RUN)/followup chaos $(if $(SEED),--seed $(SEED)) $(if $(QUICK),--quick)

bench: install  ## how fast it is, beside its limits (QUICK=1, ONLY=pipeline)
	@$(RUN)/followup bench $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY))

test: install browser  ## all tests; ARGS goes to pytest
	$(RUN)/python -m pytest $(ARGS)

browser: install
	@$(RUN)/python -m tests.browser.find

fuzz: install  ## random templates against the renderer and the linter (COUNT=1000000 SEED=7)
	$(RUN)/python -m tests.messaging.fuzz --count $(or $(COUNT),100000) $(if $(SEED),--seed $(SEED))

pictures: install browser  ## the screenshots in docs/, taken anew from the demo
	$(RUN)/python -m tests.browser.pictures

screens: install browser  ## a picture of every page, both widths, both schemes (ONLY=name), in build/screens/
	$(RUN)/python -m tests.browser.screens $(if $(ONLY),--only $(ONLY))

messages: install  ## the words of the staff's pages: gather them into followup/locale, and compile
	$(RUN)/python -m tests.translations

check: install browser  ## everything CI runs: format, lint, types, layers, and all tests
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/djlint --check --lint followup
	$(RUN)/python -m pytest $(ARGS)

fmt: install  ## format everything
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .
	$(RUN)/djlint --reformat --quiet followup
