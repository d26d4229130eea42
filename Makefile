# Each target sets itself up: a clean clone needs Python 3.11 or newer and nothing else.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready
KILLS ?= 200

.PHONY: help setup run test check bench crash

help:  ## Show what can be made.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/ —/'

setup: $(STAMP)  ## Build .venv from requirements.txt and requirements-dev.txt.

$(STAMP): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Saphan needs Python 3.11 or newer as '$(PYTHON)'. Install it, or say: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what Saphan needs into .venv (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	@touch $(STAMP)

run: setup  ## Start the bot, the console and a local LINE; Ctrl-C stops all three.
	@exec $(BIN)/python -m simulator.desk

test: setup  ## Run every test, on SQLite and on a real PostgreSQL.
	@$(BIN)/python -m pytest -n 3 --dist worksteal

check: setup  ## Lint, format, types, import rules and sizes.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pytest -q -p no:randomly tests/house/test_sizes.py

bench: setup  ## Measure against a floor in the same run; prints ratios.
	@for each in webhook pipeline matching console campaign embedded writing; do $(BIN)/python -m benchmarks.$$each || exit 1; done
	@$(BIN)/python -m benchmarks.reports --sessions 100000
	@$(BIN)/python -m benchmarks.growth --contacts 20000 --messages 200000

crash: setup  ## The long run: KILLS random SIGKILLs on both engines, with every fault on.
	@$(BIN)/python -m tests.crash --kills $(KILLS)
