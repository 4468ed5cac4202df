# Commands for development. They need make and Python 3.11 or newer; `make venv` installs the rest into .venv.

.PHONY: help venv demo test check lint mypy pyright pytest needs programs browser redis docs bench bench-long generate format lock clean
.DEFAULT_GOAL := help

# The first Python that runs: version managers may provide names that do not. The newest is the one least tested.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3.14 python3 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)

# The tests start many interpreters: what is compiled once is kept.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
LOCKED := .venv/.locked
INSTALLED := .venv/.installed
BARE := .venvs/bare/.installed
FOREIGN := .venvs/foreign/.installed
CSDX := .venvs/csdx/.installed
SERIALIZER := .venvs/serializer/.installed
DOCS := .venvs/docs/.installed
TOOLS := .venvs/tools/.installed
CHECKS := pyright mypy lint
# Each of them uses one core. A core that waits for a download is used by the next.
SIDE_BY_SIDE := $(MAKE) --no-print-directory --jobs 2
TYPED := wrapper generated_client toolkit emulator testing generator
SOURCES := $(TYPED) tests benchmarks examples docs
LOCK := .venvs/tools/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-header --no-annotate $(UPGRADE)

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

venv: $(INSTALLED)  ## Create .venv from the lock file and install this project as editable

demo: $(INSTALLED)  ## Run the demo against the emulator, or a real stack if CONTENTSTACK_* is set
	$(BIN)/python -m examples.demo

test: $(INSTALLED)  ## Run all checks and tests
	@$(SIDE_BY_SIDE) $(CHECKS) needs
	@$(MAKE) --no-print-directory pytest

# A third of the time tests wait, so that three processes keep two cores busy. tests/conftest.py sets the order.
pytest: $(INSTALLED) needs  ## Run the tests
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder $(TESTS)

needs: $(FOREIGN) $(CSDX) $(SERIALIZER) $(DOCS) programs

programs: $(INSTALLED)
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.redis

browser: $(INSTALLED)  ## Find or install Chromium, which the browser tests need
	@$(BIN)/python -m tests.browser

redis: $(INSTALLED)  ## Find or install redis-server, which the tests of the shared pace need
	@$(BIN)/python -m tests.redis

check: $(INSTALLED)  ## Run the checks: format, lint, generated code, wording, imports and types
	@$(SIDE_BY_SIDE) $(CHECKS)

lint: $(INSTALLED)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/python -m generator check
	$(BIN)/lint-imports

mypy: $(INSTALLED)
	$(BIN)/mypy $(SOURCES)

pyright: $(INSTALLED)
	$(BIN)/pyright

docs: $(DOCS)  ## Build the documentation into site/
	NO_MKDOCS_2_WARNING=1 .venvs/docs/bin/mkdocs build --strict

bench: $(INSTALLED) $(BARE) $(FOREIGN) $(CSDX)  ## Compare the SDK with bare httpx, the official SDK and the official command line
	$(BIN)/python -m benchmarks

bench-long: $(INSTALLED) $(FOREIGN) $(CSDX)  ## Run the long benchmarks (about an hour): rate limits, 10,000 writes through faults
	$(BIN)/python -m benchmarks long

generate: $(INSTALLED)  ## Regenerate the client, the sync code, the emulator's description and the reference
	$(BIN)/python -m generator generate
	$(BIN)/python -m tests.toolkit

format: $(INSTALLED)  ## Format the code and apply the safe fixes of ruff
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

lock: $(TOOLS) $(INSTALLED)  ## Update the lock files; UPGRADE=--upgrade takes the newest versions
	$(LOCK) pyproject.toml --all-extras --group dev --output-file requirements/dev.lock
	$(LOCK) pyproject.toml --constraint requirements/dev.lock --output-file requirements/bare.lock
	$(LOCK) --group docs --output-file requirements/docs.lock
	$(LOCK) requirements/foreign.in --output-file requirements/foreign.lock
	$(LOCK) requirements/tools.in --output-file requirements/tools.lock
	$(BIN)/python -m tests.foreign.command_line $(if $(UPGRADE),upgrade,lock)
	$(BIN)/python -m tests.foreign.serializer $(if $(UPGRADE),upgrade,lock)

clean:  ## Remove environments, builds and caches
	rm -rf .venv .venvs build dist site .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): $(LOCKED) pyproject.toml
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(LOCKED): requirements/dev.lock
	@test -n "$(PYTHON)" || { echo "make: no Python 3.11 or newer found; set PYTHON" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/dev.lock
	@touch $@

# Separate environments for: the SDK without extras, the official SDK, the documentation, and the lock tool.
.venvs/%/.installed: requirements/%.lock
	@test -n "$(PYTHON)" || { echo "make: no Python 3.11 or newer found; set PYTHON" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venvs/$*
	.venvs/$*/bin/python -m pip install --quiet --require-hashes --requirement requirements/$*.lock
	@touch $@

# The official command line, which needs Node and no Python environment.
$(CSDX): requirements/csdx/package.json requirements/csdx/package-lock.json | $(LOCKED)
	$(BIN)/python -m tests.foreign.command_line install
	@touch $@

# The official serializer of JSON rich text, likewise.
$(SERIALIZER): requirements/serializer/package.json requirements/serializer/package-lock.json | $(LOCKED)
	$(BIN)/python -m tests.foreign.serializer install
	@touch $@
