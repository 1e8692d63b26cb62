# Two commands: `make demo` runs the main job, `make test` passes the tests. Both set everything up.
# `make test-fast` leaves out what is slow (kills, browsers, wheels, whole demos): for every day.
PYTHON ?= python3
BIN := .venv/bin
# One test process a core; what runs out of time on a busy machine has bounds of its own.
JOBS ?= auto
# Without compiled files every process of a test would compile the project anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-fast lint bench peers golden picture fit clean

.venv/.ready: constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "anslag needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "This Python cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up .venv (once, about a minute) …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: .venv/.ready
	@$(BIN)/python -m anslag.demo

test: .venv/.ready
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

test-fast: .venv/.ready
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not slow"

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture

bench: .venv/.ready
	$(BIN)/python -m bench

# What `make bench` measures beside, in a place of its own.
peers: .venv-peers/.ready

.venv-peers/.ready: bench/peers.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r bench/peers.txt
	@touch $@

golden: .venv/.ready
	$(BIN)/python -m tests.golden
	$(BIN)/python -m tests.test_notebook

picture: .venv/.ready
	$(BIN)/python -m bench.picture > docs/extract.svg

# Releases that the project may not hold: their labels are its own, the texts lie beside it.
ARCHIVE := $(wildcard ../shared/regeringen/releases-2014-2023.tar.gz)
# The folders of labelled releases: the project's own, and others that lie beside it. TUNED: rules were written with them,
# but for those that UNTOUCHED lists.
LABELLED := fixtures/releases fixtures/made fixtures/fresh $(wildcard ../shared/corpus ../shared/regeringen/gold) $(if $(ARCHIVE),build/regeringen)
TUNED := fixtures/releases $(wildcard ../shared/corpus)
UNTOUCHED := $(wildcard ../shared/corpus/second-batch.list)

fit: .venv/.ready
	$(if $(ARCHIVE),$(BIN)/python -m anslag.fitting.elsewhere $(ARCHIVE) fixtures/regeringen build/regeringen)
	$(BIN)/python -m anslag.fitting $(LABELLED) $(addprefix --tuned ,$(TUNED)) $(addprefix --untouched ,$(UNTOUCHED)) --cases fixtures/cases --figures docs/figures.md

clean:
	rm -rf .venv .venv-peers build dist *.egg-info demo-data
