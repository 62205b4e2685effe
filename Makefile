# The only place where a check is spelled: hooks and CI call these targets.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= $(shell command -v python3.11 || command -v python3)
RUN := .venv
DEV := .venv-dev
DEV2 := .venv-duckdb2
UV_VERSION := 0.13.9
LOCK_OPTIONS := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q
CLIENTS ?= 1.0.0 1.1.3 1.2.2 1.3.2 1.4.4 2.0.0
ARGS ?=

.PHONY: help
help: ## List the targets.
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

.PHONY: run
run: $(RUN)/.installed ## Ingest seeds/ as a Prefect flow, and say what came of it.
	@$(RUN)/bin/wirehouse ingest --prefect --examples $(ARGS)

.PHONY: test
test: $(DEV)/.installed ## Run the tests.
	@$(DEV)/bin/python -m pytest -n auto $(ARGS)

.PHONY: test-duckdb2
test-duckdb2: $(DEV2)/.installed ## Run the tests on DuckDB 2.0, which the lock does not name.
	@$(DEV2)/uv pip install -q --python $(DEV2)/bin/python duckdb==2.0.0
	@$(DEV2)/bin/python -m pytest -n auto $(ARGS)

.PHONY: test-clients
test-clients: $(DEV)/.installed ## Read a warehouse with each DuckDB of CLIENTS, from 1.0 on.
	@PYTHONPATH=.:tests/support $(DEV)/bin/python tests/tools/try_clients.py $(CLIENTS)

.PHONY: check
check: $(DEV)/.installed ## Format, lint, types and tests.
	@$(DEV)/bin/ruff format --check .
	@$(DEV)/bin/ruff check .
	@$(DEV)/bin/mypy
	@$(MAKE) --no-print-directory test

.PHONY: format
format: $(DEV)/.installed ## Bring the code into its form.
	@$(DEV)/bin/ruff format .
	@$(DEV)/bin/ruff check --fix .

.PHONY: bench
bench: $(RUN)/.installed ## Measure the jobs against their floors (some minutes).
	@$(RUN)/bin/python -m benchmarks $(ARGS)

.PHONY: lock
lock: $(DEV)/.installed ## Resolve the dependencies anew.
	@$(DEV)/uv pip compile pyproject.toml --group build $(LOCK_OPTIONS) -P duckdb==1.5.5 -o requirements.lock
	@$(DEV)/uv pip compile pyproject.toml --group build --group dev -c requirements.lock $(LOCK_OPTIONS) -o requirements-dev.lock

.PHONY: docs
docs: $(DEV)/.installed ## Write the parts of README and docs that come from the code.
	@PYTHONPATH=tests/support $(DEV)/bin/python tests/tools/regenerate_docs.py

.PHONY: clean
clean: ## Remove the environments and the caches; var/ stays.
	@rm -rf $(RUN) $(DEV) $(DEV2) .venv-clients .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(RUN)/.installed: requirements.lock pyproject.toml
	@$(call install,$(RUN),requirements.lock)

$(DEV)/.installed: requirements-dev.lock pyproject.toml
	@$(call install,$(DEV),requirements-dev.lock)

$(DEV2)/.installed: requirements-dev.lock pyproject.toml
	@$(call install,$(DEV2),requirements-dev.lock)

# An environment from a lock file, with bytecode: without it Prefect takes three times as long to import.
# uv from the PATH if it is there, else into the environment.
define install
	echo "Making $(1) from $(2) …" >&2
	test -x $(1)/bin/python || $(PYTHON) -m venv $(1)
	rm -f $(1)/uv
	if command -v uv >/dev/null; then ln -s "$$(command -v uv)" $(1)/uv; else \
	  $(1)/bin/python -m pip install -qq --disable-pip-version-check uv==$(UV_VERSION) && ln -s bin/uv $(1)/uv; fi
	$(1)/uv pip install -q --python $(1)/bin/python --require-hashes --compile-bytecode -r $(2)
	$(1)/uv pip install -q --python $(1)/bin/python --no-deps --no-build-isolation --compile-bytecode -e .
	touch $(1)/.installed
endef
