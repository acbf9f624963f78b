# make run    set up, then turn the articles in seeds/ into briefs in outputs/
# make test   set up, then lint, type-check and test
# make fault-test   disturb a run at every one of its writes (needs strace; see docs/reliability.md)
# Nothing is done twice: .venv is built once, and again only when a lock or pyproject.toml changes.

PYTHON ?= python3.11
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test lint types pytest fault-test lock clean

run: .venv/run.stamp
	$(BIN)/kortom run

test: lint types pytest

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev.stamp
	$(BIN)/mypy

# Two at a time: many tests wait for a process. A file's tests stay together, with their fixtures.
pytest: .venv/dev.stamp
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

# Every point of a run, for a quarter of an hour; `make test` takes a sample of them.
fault-test: .venv/dev.stamp
	$(BIN)/python -m tests.faults

.venv/run.stamp: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.lock
	$(BIN)/pip install --quiet --requirement requirements-dev.lock
	touch $@

# Resolve the newest versions that pyproject.toml allows, in a fresh environment, into the locks.
lock:
	PYTHON=$(PYTHON) sh jobs/lock.sh

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
