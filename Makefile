# Desbumi. `make help` lists what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
UV_VERSION := 0.13.9
export DESBUMI_HOME ?= var
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python

.PHONY: help up setup test check bench torture lock messages docs new pictures clean
.DEFAULT_GOAL := help

help: ## What can be done here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

up: $(VENV)/.web ## Set everything up and serve on http://localhost:8000 (PORT=… for another; EMPTY=1: real, without demo)
	@$(if $(EMPTY),$(BIN)/desbumi init --empty)
	@exec $(BIN)/desbumi up --port $(PORT)

setup: $(VENV)/.dev ## The virtual environment with everything for development

test: $(VENV)/.dev ## All tests: units, both databases, properties, browser
	@$(BIN)/python tools/run_tests.py $(if $(COUNTS),--counts $(COUNTS))

check: $(VENV)/.dev ## Style, types, imports, templates, migrations
	@$(BIN)/python tools/run_checks.py $(if $(COUNTS),--counts $(COUNTS))

bench: $(VENV)/.dev ## Measure; prints a table, writes JSON under bench/results/ (ENTRIES=1000000: backup and restore of so many; PEOPLE=10000,1000000: sizes of the register)
	@$(BIN)/python bench/run.py

torture: $(VENV)/.dev ## The heavy faults: power cuts, kills, full disks; prints a table, writes JSON (ONLY=tamper for a part)
	@$(BIN)/python tools/run_torture.py $(ONLY)

lock: $(VENV)/.uv ## Renew the lock files from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml -o locks/web.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml --group dev -o locks/dev.txt

messages: $(VENV)/.dev ## Gather the words of the interface for translation
	$(BIN)/python -m tools.messages gather

docs: $(VENV)/.dev ## Write the documents that are made from the code
	@$(BIN)/python -m tools.docs

new: $(VENV)/.dev ## Write an empty room that passes all guards: ROOM=kas (BESIDE=people to say where it stands)
	@$(BIN)/python -m tools.new_room "$(ROOM)" $(if $(BESIDE),--beside "$(BESIDE)")

pictures: $(VENV)/.dev ## Take the pictures of the docs anew
	@$(BIN)/python tools/pictures.py

clean: ## Remove the virtual environment; data in var/ stays
	rm -rf $(VENV)

$(VENV)/.uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@echo "Setting up (once)…"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

$(VENV)/.web: locks/web.txt pyproject.toml | $(VENV)/.uv
	@$(UV) --require-hashes -r locks/web.txt
	@$(UV) --no-deps -e .
	@$(BIN)/python -m tools.messages compile
	@$(BIN)/python -m desbumi.ui.styles
	@touch $@

$(VENV)/.dev: locks/dev.txt pyproject.toml | $(VENV)/.uv
	@$(UV) --require-hashes -r locks/dev.txt
	@$(UV) --no-deps -e .
	@$(BIN)/python -m tools.messages compile
	@$(BIN)/python -m desbumi.ui.styles
	@touch $@ $(VENV)/.web
