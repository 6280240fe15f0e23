# Each target does all its own set-up on a machine that has python3 (3.11 or newer), make and git.
PYTHON ?= python3
PORT ?= 8000
export PORT

.PHONY: help setup run demo test bench format lock

help:
	@echo 'make run      set up what is missing and serve Lull on http://127.0.0.1:$(PORT) with its demo'
	@echo 'make demo     three breaks arranged through the site by everyone in them, every sum, state and letter checked'
	@echo 'make test     every check and every test'
	@echo 'make setup    what make run needs, without starting anything'
	@echo 'make bench    the measurements of bench/, one JSON line each'
	@echo 'make format   put the code into its one form'
	@echo 'make lock     work out requirements/*.lock anew from pyproject.toml (UPGRADE=1: newest versions)'

setup:
	@$(PYTHON) -m scripts.setup run

run: setup
	@.venv/bin/python -m scripts.serve

demo: setup
	@.venv/bin/python -m scripts.golden

test:
	@$(PYTHON) -m scripts.setup test
	@.venv/bin/python -m scripts.check

bench:
	@$(PYTHON) -m scripts.setup test
	@set -e; for engine in sqlite postgresql; do \
		.venv/bin/python -m bench.search --engine $$engine --listings 20000; \
		.venv/bin/python -m bench.fresh --engine $$engine --pairs 1000; \
		.venv/bin/python -m bench.booking --engine $$engine --clients 4; \
		.venv/bin/python -m bench.ledger --engine $$engine --clients 4 --races 500; \
		.venv/bin/python -m bench.race --engine $$engine --of space --rounds 1000 --clients 8; \
		.venv/bin/python -m bench.race --engine $$engine --of pot --rounds 1000 --clients 8; \
	done

format:
	@$(PYTHON) -m scripts.setup test
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .

lock:
	@$(PYTHON) -m scripts.setup test
	@.venv/bin/python -m scripts.lock $(if $(UPGRADE),--upgrade)
