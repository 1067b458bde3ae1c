# The commands of a developer and of a newcomer. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run test soak bench bench-ui screenshots format clean

# A fixed port keeps links between colleagues and the browser's history alive.
PORT ?= 8501
# How many events the benchmarks make.
EVENTS ?= 1000000
# Which Python makes the environment; empty looks for one.
PYTHON ?=
export PYTHON

IN := .venv/bin/python -m

# Arguments can be read by every user of the machine, in the list of processes.
$(foreach name,SCIRIUS_TOKEN EVELENS_TOKEN OPENSEARCH_PASSWORD OPENSEARCH_API_KEY,$(if $(findstring command line,$(origin $(name))),\
$(error $(name) as an argument can be read in the list of processes: write it into .env, or before the command)))

help:  ## lists these commands
	@echo "make COMMAND [PORT=8501] [EVE_PATH=/a/file.json] [PYTHON=/a/python3]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run:  ## the dashboard over EVE_PATH, over SCIRIUS_HOST, or over a demonstration
	@tools/setup.sh requirements.txt
	@exec $(IN) connector dashboard --port $(PORT)

test:  ## linter, types and tests, the browser's too
	@tools/setup.sh requirements-dev.txt
	@tools/chromium.sh
	$(IN) ruff check .
	$(IN) ruff format --check .
	$(IN) mypy
	@tools/opensearch.sh
	$(IN) pytest --ignore tests/browser --ignore tests/cluster -n auto --maxprocesses 4
	$(IN) pytest tests/cluster -m "not long"
	$(IN) pytest tests/browser -n 2 --dist loadfile -m "not long"

soak:  ## an hour of kills, of live reading and of fuzzing; the long walks in a browser
	@tools/setup.sh requirements-dev.txt
	@tools/chromium.sh
	@tools/opensearch.sh
	@tools/opensearch.sh 2.19.1.0
	$(IN) pytest tests/browser -n 2 --dist loadfile -m long
	$(IN) pytest tests/cluster -m long
	$(IN) pytest tests/soak --soak

bench:  ## how fast it is on this machine; EVENTS=10000000 for ten million
	@tools/setup.sh requirements-dev.txt
	@$(IN) benchmarks --events $(EVENTS)

bench-ui:  ## how fast every page is in Chromium, over EVENTS and over a real day
	@tools/setup.sh requirements-dev.txt
	@tools/chromium.sh
	@$(IN) benchmarks.pages --events $(EVENTS)

screenshots:  ## every page, light and dark, into docs/screenshots
	@tools/setup.sh requirements-dev.txt
	@tools/chromium.sh
	@$(IN) tools.screenshots

format:  ## formats the code and mends what the linter can mend
	@tools/setup.sh requirements-dev.txt
	$(IN) ruff check --fix .
	$(IN) ruff format .

clean:  ## removes the environment and the caches, never your events or .env
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
