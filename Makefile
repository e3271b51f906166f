# make demo [LANGUAGE=pl]   a workbook to play with, put in order
# make test [ARGS=tests/x]  all tests, or some; ARGS goes to pytest
# make check                ruff and mypy --strict
# Each sets up what it needs in .venv, once; a machine with Python 3.11+, pip and make is enough.

LANGUAGE = en
PYTHON =
ARGS =
BIN = .venv/bin
SET_UP_FROM = pyproject.toml setup.py constraints.txt scripts/set-up.sh

.DEFAULT_GOAL = help
.PHONY: help demo test check format clean

help:
	@sed -n 's/^# //p' Makefile

demo: .venv/ready-demo
	@$(BIN)/python -m sheetcrm demo --language $(LANGUAGE)

test: .venv/ready-test
	@$(BIN)/python -m pytest -n auto $(ARGS)

check: .venv/ready-test
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy --strict

format: .venv/ready-test
	@$(BIN)/python -m ruff check --fix .
	@$(BIN)/python -m ruff format .

.venv/ready-demo: $(SET_UP_FROM)
	@PYTHON="$(PYTHON)" sh scripts/set-up.sh demo
	@touch $@

.venv/ready-test: $(SET_UP_FROM)
	@PYTHON="$(PYTHON)" sh scripts/set-up.sh test
	@touch $@ .venv/ready-demo

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
