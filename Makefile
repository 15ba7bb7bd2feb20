# What each command does: README.md and CONTRIBUTING.md.
PYTHON ?= python3
BIN := .venv/bin

# What runs here keeps its bytecode, whatever the machine says: tests start a hundred processes.
export PYTHONDONTWRITEBYTECODE =

.PHONY: run class test stress lint types compiled bench lists messages drawing clean

run: .venv/app
	$(BIN)/streamlit run dashboard/app.py

class: .venv/app
	$(BIN)/makemore class

test: .venv/dev lint
	.ci/chromium
	$(MAKE) --jobs 2 types compiled
	$(BIN)/python -m pytest --numprocesses 3 --dist worksteal

stress: .venv/dev
	.ci/chromium
	$(BIN)/python -m tests.stress

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev
	$(BIN)/mypy

compiled: .venv/dev  # once, beside mypy: of pytest's workers each would do it
	-$(BIN)/python -m pytest --collect-only -qq >/dev/null

bench: .venv/dev
	$(BIN)/python -m tests.benchmarks.bench_library
	$(BIN)/python -m tests.benchmarks.bench_sizes
	$(BIN)/python -m tests.benchmarks.bench_contexts
	$(BIN)/python -m tests.benchmarks.bench_reading

lists: .venv/dev
	$(BIN)/python data/make_lists.py

messages: .venv/dev
	$(BIN)/python -m dashboard.words.catalogue

drawing: .venv/dev
	$(BIN)/python tests/test_house.py

clean:
	rm -rf .venv

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/app: .venv/bin/python requirements.txt pyproject.toml setup.py
	.ci/torch $(BIN)/python
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $@

.venv/dev: .venv/app requirements-dev.txt
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	touch $@
