# Two commands are enough on a bare machine:  make demo  and  make test
# Each sets up what is missing, says what it does, and runs again in seconds.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test faults check lint format types contracts bench lock browser postgres ffmpeg \
	web picture clean

VENV := .venv
BIN := $(VENV)/bin
WEB := gis/maps/web
PIP := $(BIN)/python -m pip install --disable-pip-version-check
GIS := $(BIN)/gis

# What decides whether the tests pass.
SOURCES := $(shell find gis tests fixtures -type f -not -path '*/__pycache__/*' -not -name '.*' \
	-not -path '$(WEB)/node_modules/*' -not -path '$(WEB)/dist/*' 2>/dev/null) \
	pyproject.toml requirements.lock
WEB_SOURCES := $(shell find $(WEB) -type f -not -path '*/node_modules/*' -not -path '*/dist/*' \
	-not -name schema.d.ts 2>/dev/null)
NPM = sh scripts/npm.sh $(CURDIR)/$(BIN)/python

help:  ## Say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.compiled web postgres  ## Make .venv with the locked dependencies, compile the kernels

# A half-made environment is recognised by a pip that does not answer, and made anew.
$(VENV)/.installed: requirements.lock pyproject.toml
	@echo "== Setting up $(VENV) (a minute or two the first time)"
	@python=$$(sh scripts/python.sh) && \
	if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		echo "   with $$($$python --version)"; $$python -m venv --clear $(VENV); \
	fi
	@$(PIP) $(if $(wildcard $@),--quiet) --requirement requirements.lock
	@$(PIP) --quiet --no-build-isolation --no-deps --editable .
	@touch $@

# numba keeps the compiled kernels beside their source; a tiny town makes it compile them all.
# Old ones go first: numba does not notice when a kernel in another file has changed.
$(VENV)/.compiled: $(VENV)/.installed $(wildcard gis/partition/*.py gis/geometry/*.py gis/monitor/pack*.py)
	@echo "== Compiling the kernels"
	@rm -f gis/partition/__pycache__/*.nb[ic] gis/monitor/__pycache__/*.nb[ic]
	@$(BIN)/python -c 'from gis.monitor.pack import warm; warm()'
	@mkdir -p .data/warm
	@$(GIS) sample .data/warm/town.gpkg --buildings 400 >/dev/null
	@$(GIS) partition .data/warm/town.gpkg --out .data/warm/plan.gpkg --effort fast --jobs 1 >/dev/null \
		|| test $$? -eq 1
	@touch $@

web: $(WEB)/dist/index.html  ## Build the web page

$(WEB)/node_modules/.installed: $(WEB)/package-lock.json $(VENV)/.installed
	@echo "== Installing what the web page is built with"
	@$(NPM) ci --loglevel=error
	@touch $@

$(WEB)/dist/index.html: $(WEB)/node_modules/.installed $(WEB_SOURCES)
	@echo "== Building the web page"
	@$(NPM) run --silent build -- --logLevel warn

# The types of the page's requests and answers, from the service's own description.
$(WEB)/src/api/schema.d.ts: $(WEB)/node_modules/.installed $(shell find gis/api gis/model gis/workflow -name '*.py')
	@mkdir -p .data
	@$(BIN)/python scripts/schema.py >.data/openapi.json
	@$(NPM) exec --silent -- openapi-typescript $(CURDIR)/.data/openapi.json -o src/api/schema.d.ts >/dev/null

# Serves until interrupted; SERVE=--no-serve stops before.
demo: $(VENV)/.compiled web postgres ffmpeg  ## Bring up a database, publish a plan of a made-up town, serve it
	@echo "== The demonstration: a made-up town, a published plan, a draft on it"
	@$(GIS) demo $(SERVE)

picture: browser  ## Renew the pictures of the READMEs from the demo's map (make demo, then this)
	$(BIN)/python -m scripts.picture

# All tests share the processors, a file at a time and in their order: those with a browser last.
test: $(VENV)/.compiled web browser postgres ffmpeg  ## Run all tests (some of them: make test ARGS='-m "not slow"')
	$(if $(ARGS),,$(NPM) test)
	$(BIN)/python -m pytest $(or $(ARGS),-n $$(getconf _NPROCESSORS_ONLN) --dist loadfile --no-loadscope-reorder)
	@$(if $(ARGS),:,touch $(VENV)/.tested)

# As "make test" runs them, but with each thing killed as often as docs promise.
faults: $(VENV)/.compiled postgres  ## Kill, cut and fill up everything, as often as promised (half an hour)
	WANGGE_FAULTS=full $(BIN)/python -m pytest tests/faults $(ARGS)

# Tests that passed on exactly these sources are not run again, so that "make test" followed by
# "make check" (as .ci/run does) takes no longer than it must.
$(VENV)/.tested: $(SOURCES)
	@$(MAKE) --no-print-directory test

check: lint types contracts $(VENV)/.tested  ## Lint, types, import contracts, tests

lint: $(VENV)/.installed $(WEB)/node_modules/.installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(NPM) run --silent lint

format: $(VENV)/.installed $(WEB)/node_modules/.installed  ## Let ruff and biome format and mend what they can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(NPM) run --silent format

types: $(VENV)/.installed $(WEB)/src/api/schema.d.ts
	$(BIN)/mypy
	$(NPM) run --silent types

contracts: $(VENV)/.installed
	$(BIN)/lint-imports

bench: $(VENV)/.compiled  ## Measure speed and memory (BUILDINGS=10000 or more); OF=edits, live, load, loading, page, tickets or tiles
	$(BIN)/python -m tests.benchmarks.$(or $(OF),scale) \
		$(if $(filter-out edits live load loading page tickets,$(or $(OF),scale)),--buildings $(or $(BUILDINGS),10000)) $(ARGS)

# Versions only: no index address gets into the lock, so any mirror serves it.
lock: $(VENV)/.installed  ## Renew requirements.lock from pyproject.toml
	$(PIP) --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra dev \
		--no-annotate --no-header --no-emit-index-url --output-file requirements.lock pyproject.toml

# Missing packages are installed as root, else named. Tests start a cluster of their own in
# .data/test and stop it when the last of them ends.
postgres: $(VENV)/.installed
	@sh scripts/postgres.sh $(BIN)/python

browser:
	@sh scripts/browser.sh

# Live pictures of the simulated cameras.
ffmpeg:
	@sh scripts/ffmpeg.sh

# Both clusters are stopped first: a server without its folder could only be killed.
clean:  ## Remove the environment and everything generated, the private database included
	@for data in .data .data/test; do \
		if [ -d $$data/postgres ] && [ -x $(GIS) ]; then $(GIS) db down --data $$data; fi; done
	rm -rf $(WEB)/node_modules $(WEB)/dist
	rm -rf $(VENV) .data .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
	find gis tests fixtures -name __pycache__ -type d -prune -exec rm -rf {} +
