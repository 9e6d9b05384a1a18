# `make help` lists the targets.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
BIN := .venv/bin
DAY ?=
DEMO_FLAGS ?=

# uv installs in a third of the time; where it cannot reach the registry that pip is set up for, pip does it.
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes
install = $(PIP) -r requirements/uv.txt && \
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r $(1) || $(PIP) -r $(1)

ASSETS := webapp/static/built/manifest.json

.DEFAULT_GOAL := help
.PHONY: help demo test test-postgres check format lint types imports assets lock clean

help: ## Show every target with what it does
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

demo: .venv/run.stamp $(ASSETS) ## Set everything up, harvest the demo region and open the web front end (DAY=2: a day later)
	@exec $(BIN)/python -m samla demo $(if $(DAY),--day $(DAY)) $(DEMO_FLAGS)

test: .venv/dev.stamp $(ASSETS) ## Set everything up and run all tests
	@$(BIN)/python -m pytest -n auto --dist loadgroup -q $(ARGS)

test-postgres: .venv/dev.stamp $(ASSETS) ## Run the tests of the catalogue and all above it on PostgreSQL (Debian's package)
	@$(BIN)/python -m tests.support.postgres $(BIN)/python -m pytest -q -m "not browser" $(ARGS)

check: .venv/dev.stamp ## Format, lint, types, import rules and all tests
	@$(MAKE) --no-print-directory format lint types imports test

format: .venv/dev.stamp ## Format the code
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix-only .

lint: .venv/dev.stamp ## Check format and lint, changing nothing
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check .

types: .venv/dev.stamp ## Check the types (mypy, strict)
	@$(BIN)/mypy

imports: .venv/dev.stamp ## Check who imports whom
	@$(BIN)/lint-imports

assets: .venv/run.stamp ## Fetch and build the style sheets, fonts, icons and translations
	@$(BIN)/python -m webapp.build_assets

lock: ## Choose the newest versions again and pin them with hashes (needs uv)
	echo "uv" | uv pip compile -q -U --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 - -o requirements/uv.txt
	uv pip compile -q -U --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		pyproject.toml --group build -o requirements/run.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt

clean: ## Remove everything that was built, the environment and the demo's data
	rm -rf .venv .demo .cache node_modules webapp/static/built .mypy_cache .ruff_cache .pytest_cache

$(ASSETS): package-lock.json webapp/build_assets.py $(wildcard webapp/static/*.svg webapp/static/css/* webapp/translations/*/*/*.po) | .venv/run.stamp
	@$(BIN)/python -m webapp.build_assets --quiet
	@touch $@

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Samla needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python"; exit 2; }
	@$(PYTHON) -m venv .venv || { echo "could not make .venv; on Debian: apt install python3-venv"; rm -rf .venv; exit 2; }

.venv/run.stamp: requirements/run.txt | .venv/bin/python
	@echo "Installing what Samla needs (once) …" >&2
	@$(call install,requirements/run.txt)
	@touch $@

.venv/dev.stamp: requirements/dev.txt | .venv/bin/python
	@echo "Installing what the tests need (once) …" >&2
	@$(call install,requirements/dev.txt)
	@touch $@ .venv/run.stamp
