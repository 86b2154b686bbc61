# Plaint: the targets a person types. `make help` lists them.
#
# Everything needed is installed by the targets themselves: Python packages into .venv (hash-locked), Node.js from the
# same lock, npm packages into js/node_modules, and, where a system package is missing, Debian's own by apt-get.

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: demo
.PHONY: help setup report bench wheel soak browsers test onion-test fuzz check format docs pictures wheels lock clean js

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(VENV)/.stamp js/node_modules/.stamp ## install what the other targets need

$(VENV)/.stamp: requirements/dev.txt pyproject.toml
	tools/system-packages python
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

js/node_modules/.stamp: js/package-lock.json $(VENV)/.stamp
	cd js && npm ci --silent --no-fund --no-audit
	touch $@

browsers: ## install Chromium, Firefox and pdftotext from Debian where they are missing
	tools/system-packages browsers

demo: setup ## a working group, its intake and desks on this machine, with invented complaints
	$(BIN)/python -m plaint demo --register examples/register $(ARGS)

report: setup ## the annual report of an invented year, every step of it, in ./demo-report
	$(BIN)/python -m plaint report demo demo-report --whole $(ARGS)

# Most tests wait for the disk, again and again: where there is much memory, what they write lies there.
SCRATCH := $(shell test "$$(df --output=avail -BG /dev/shm 2>/dev/null | tail -n 1 | tr -dc 0-9)" -ge 8 2>/dev/null \
	&& echo PYTEST_DEBUG_TEMPROOT=/dev/shm)

# `check` has run these a moment ago.
CHECKED := --ignore=tests/docs

test: setup browsers check ## every test: Python, JavaScript, browsers (under 15 minutes on 2 cores)
	$(BIN)/python -m compileall -q src tests/support # three workers and a hundred programs read what is compiled once
	cd js && npm test --silent
	$(SCRATCH) PLAINT_BROWSERS=required $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(CHECKED)

onion-test: setup browsers ## the journey over a private Tor network on this machine (takes a few minutes)
	tools/system-packages onion
	PLAINT_BROWSERS=required PLAINT_ONION=1 $(BIN)/python -m pytest -s tests/onion

COUNT ?= 1000000
fuzz: setup ## a million inputs for each parser of outside bytes (an hour on one core); COUNT=20000 for fewer, ONLY="record armor" for some
	$(BIN)/python -m tests.fuzz.run --count $(COUNT) $(ONLY)

bench: setup browsers ## every figure beside its bare limit (docs/performance.md); ARGS=--quick for a look in a few minutes
	$(BIN)/python bench/all.py $(ARGS)

MINUTES ?= 10
soak: setup ## file, kill, start again, sync, until MINUTES are over: nothing acknowledged is lost, nothing grows
	$(BIN)/python tools/soak.py --minutes $(MINUTES)

check: setup ## lint, types, import contracts, the house rules, the built bundle
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -q --no-header tests/docs
	cd js && npm run --silent check

format: setup ## let the formatter have its way
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

js: setup ## rebuild the browser bundle that is committed
	cd js && npm run --silent build

docs: setup ## write anew the pages that are made from the code
	$(BIN)/python tools/commands.py > docs/commands.md

pictures: setup browsers ## take the pictures of the README anew from a running demonstration
	$(BIN)/python -m tools.pictures
	$(BIN)/python -m tools.report_pages

wheels: setup ## check that a desk installs without a compiler on Windows and macOS (asks the package index)
	$(BIN)/python tools/wheels.py

lock: ## write the lock files anew (needs uv on the PATH)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--exclude-newer "$$(date -u -d '7 days ago' +%Y-%m-%dT00:00:00Z)" \
		--all-extras --group dev pyproject.toml -o requirements/dev.txt
	for extra in intake desk cosign handover register report; do \
		uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
			--constraint requirements/dev.txt --extra $$extra pyproject.toml -o requirements/$$extra.txt; done
	cd js && npm install --package-lock-only --omit-lockfile-registry-resolved

wheel: setup ## build the package that operators install without the network (docs/operations.md)
	$(BIN)/python -m hatchling build -t wheel

clean: ## remove what the targets made
	rm -rf $(VENV) js/node_modules build dist demo-data demo-report
