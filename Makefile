PYTHON ?= python3.11
BIN := .venv/bin

.DEFAULT_GOAL := help

test:
	$(BIN)/python -m pytest
