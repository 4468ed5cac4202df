# Everything a developer runs. Needs Python 3.11 or newer and make; the rest is installed into .venv from the lock.

.PHONY: help venv demo test check pytest browser redis docs bench bench-long generate format lock clean
.DEFAULT_GOAL := help

# A Python that really runs: a version manager may offer names that do not.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)

BIN := .venv/bin
LOCKED := .venv/.locked
INSTALLED := .venv/.installed
BARE := .venvs/bare/.installed
FOREIGN := .venvs/foreign/.installed
CSDX := .venvs/csdx/.installed
DOCS := .venvs/docs/.installed
TOOLS := .venvs/tools/.installed
TYPED := wrapper generated_client emulator testing generator
SOURCES := $(TYPED) tests benchmarks examples docs
LOCK := .venvs/tools/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-header --no-annotate $(UPGRADE)

help:  ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

venv: $(INSTALLED)  ## Create .venv from the lock, with this project in it, editable

demo: $(INSTALLED)  ## Run the whole job against the emulator, or a real stack if CONTENTSTACK_* is set
	$(BIN)/python -m examples.demo

test: check pytest  ## Run every check and every test

pytest: $(INSTALLED) $(FOREIGN) $(CSDX) $(DOCS) browser redis  ## Run the tests
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(TESTS)

browser: $(INSTALLED)  ## See that there is a browser for the tests of the emulator's page, or install one
	@$(BIN)/python -m tests.browser

redis: $(INSTALLED)  ## Find or install the Redis server that the tests of the shared pace start
	@$(BIN)/python -m tests.redis

check: $(INSTALLED)  ## Run the checks that need no tests
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/python -m generator check
	$(BIN)/lint-imports
	$(BIN)/mypy $(SOURCES)
	$(BIN)/pyright

docs: $(DOCS)  ## Build the documentation into site/
	NO_MKDOCS_2_WARNING=1 .venvs/docs/bin/mkdocs build --strict

bench: $(INSTALLED) $(BARE) $(FOREIGN)  ## Measure beside bare httpx and the official SDK
	$(BIN)/python -m benchmarks

bench-long: $(INSTALLED) $(FOREIGN)  ## Measure the pace in every way, and 10,000 writes through faults: about an hour
	$(BIN)/python -m benchmarks long

generate: $(INSTALLED)  ## Write the client, the synchronous code, the emulator's description and the reference anew
	$(BIN)/python -m generator generate

format: $(INSTALLED)  ## Format the code, and mend what can be mended safely
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

lock: $(TOOLS) $(INSTALLED)  ## Write the lock files anew; UPGRADE=--upgrade takes the newest versions
	$(LOCK) pyproject.toml --all-extras --group dev --output-file requirements/dev.lock
	$(LOCK) pyproject.toml --constraint requirements/dev.lock --output-file requirements/bare.lock
	$(LOCK) --group docs --output-file requirements/docs.lock
	$(LOCK) requirements/foreign.in --output-file requirements/foreign.lock
	$(LOCK) requirements/tools.in --output-file requirements/tools.lock
	$(BIN)/python -m tests.foreign.command_line $(if $(UPGRADE),upgrade,lock)

clean:  ## Remove the environments, the builds and the caches
	rm -rf .venv .venvs build dist site .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): $(LOCKED) pyproject.toml
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(LOCKED): requirements/dev.lock
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or newer is needed" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/dev.lock
	@touch $@

# One environment each for what must not mix with ours: what users get without extras, the official SDK, the
# documentation, the lock tool.
.venvs/%/.installed: requirements/%.lock
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or newer is needed" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venvs/$*
	.venvs/$*/bin/python -m pip install --quiet --require-hashes --requirement requirements/$*.lock
	@touch $@

# The official command line, which runs on Node; no environment of Python's.
$(CSDX): requirements/csdx/package.json requirements/csdx/package-lock.json | $(LOCKED)
	$(BIN)/python -m tests.foreign.command_line install
	@touch $@
