# taxhall: everything lives in .venv and typings; only `make test`, where it is root on a
# Debian-like system, also installs packages of the system (a browser and a Chinese font).

PYTHON ?= python3
DEMO_SECONDS ?=
PYTEST_ARGS ?=
# Most tests wait for processes more than they work.
JOBS ?= 2

BIN := .venv/bin
STAMPS := .venv/.stamps
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export DEMO_SECONDS

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup program demo test test-long lint format lock system clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

setup: $(STAMPS)/project typings/.complete ## .venv from the lock, and MicroPython's types in typings
	@$(BIN)/python -m tools.vm_check

program: $(STAMPS)/python ## .venv for a hall's or a city's own machine, without what tests need
	@echo "Installing the packages of requirements/run.txt in .venv"
	@$(BIN)/python -m pip install -qq --no-deps --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation .

demo: setup ## a whole hall on this machine; DEMO_SECONDS=30 ends it by itself
	@$(BIN)/taxhall demo

test: setup system ## the tests, those of many minutes shortened or left out
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(PYTEST_ARGS)

test-long: setup system ## every test, nothing left out
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal --long $(PYTEST_ARGS)

lint: setup ## ruff, mypy for the host and for the boards, the rules of the house
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy --config-file mypy-firmware.ini
	$(BIN)/lint-imports

format: setup ## let ruff set the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: $(STAMPS)/python ## write requirements/ anew from pyproject.toml
	@$(BIN)/python -m pip install -qq uv
	@tools/lock.sh $(BIN)/uv

clean: ## remove all that make made
	rm -rf .venv typings build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

system:
	@tools/system_packages.sh

$(STAMPS)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
		"taxhall needs Python 3.11 or newer, and $(PYTHON) is not: name one with make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo \
		"$(PYTHON) cannot make a virtual environment: on Debian, apt install python3-venv"; exit 1; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/packages: requirements/dev.txt $(STAMPS)/python
	@echo "Installing the packages of requirements/dev.txt in .venv"
	@$(BIN)/python -m pip install -qq --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

# The lock holds setuptools, so the project installs without fetching a build backend.
$(STAMPS)/project: pyproject.toml $(STAMPS)/packages
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@

# In a folder of their own: they shadow the standard library.
typings/.complete: requirements/firmware-stubs.txt $(STAMPS)/python
	@echo "Installing MicroPython's types in typings"
	@rm -rf typings
	@$(BIN)/python -m pip install -qq --no-deps --require-hashes --target typings \
		-r requirements/firmware-stubs.txt
	@touch $@
