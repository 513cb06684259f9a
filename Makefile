# Two commands are enough: `make run` and `make test`. `make help` lists the others.

PYTHON ?= python3.11
BIN := .venv/bin
WORKERS ?= $(shell nproc)
BROWSER ?= chromium
# Neighbouring tests stay in one process as long as there is work for all: what a file prepares is prepared once.
SHARED = -n $(WORKERS) --dist worksteal

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test test-fast test-15 check mend bench shots lock clean

help: ## Say what can be made
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "  make %-12s %s\n", $$1, $$2 }'

# --- The site ---------------------------------------------------------------------------------------------------------

run: export MAILLAGE_DEMONSTRATION ?= 1
run: .venv/run.stamp ## Start the demonstration site and print its address (Ctrl-C stops it)
	@$(BIN)/maillage run

# --- Proofs -----------------------------------------------------------------------------------------------------------

test: .venv/dev.stamp ## Run every test, in a real database and a real browser (DATABASE_URL=... for another server)
	@make/browser $(BROWSER)
	@$(BIN)/python -m pytest $(SHARED) $(TESTS)

test-fast: .venv/dev.stamp ## Run the tests that need no browser
	@$(BIN)/python -m pytest $(SHARED) -m "not browser" $(TESTS)

test-15: .venv/dev.stamp ## Run the tests on PostgreSQL 15, in a server made for them
	@make/postgresql-15 $(BIN)/python -m pytest $(SHARED) -m "not browser" $(TESTS)

check: .venv/dev.stamp ## Check style, types, import rules, house rules, templates, words and migrations
	@make/check

mend: .venv/dev.stamp ## Put right what can be put right by itself: layout, imports, French typography
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@$(BIN)/python -m maillage.platform.typography --mend
	@$(BIN)/python -m maillage.platform.translations extract

bench: .venv/dev.stamp ## Measure the budgets: figure, budget, ratio
	@make/browser $(BROWSER)
	@$(BIN)/python -m bench

shots: .venv/dev.stamp ## Take a picture of every page, two widths, light and dark, into shots/
	@make/browser $(BROWSER)
	@$(BIN)/python -m pytest tests/shots --shots
	@$(BIN)/python make/images.py

# --- The environment --------------------------------------------------------------------------------------------------

.venv/bin/pip:
	@make/environment $(PYTHON)

# Installing again only when a lock changes. The development lock holds everything that the other one holds.
.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/pip
	@make/install requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml | .venv/bin/pip
	@make/install requirements-dev.lock
	@touch $@ .venv/run.stamp

lock: .venv/dev.stamp ## Write the two locks again from pyproject.toml (UPGRADE=1 takes the newest versions)
	@make/lock $(if $(UPGRADE),--upgrade)

clean: ## Remove the environment and the caches (never the data in var/)
	rm -rf .venv shots .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
