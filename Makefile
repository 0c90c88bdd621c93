# One word to run, one word to check. Needs python3 (3.11 or newer, with venv) and make; installs by hash from the locks.

.DEFAULT_GOAL := help
.PHONY: help run test drill kills journey bench check lock clean
.DELETE_ON_ERROR:

PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check --no-input --quiet install --require-hashes
IS_FIT := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
WORKERS = $(shell expr $$(nproc 2>/dev/null || echo 1) + 1)# one waits while the others work
FIND := for python in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do \
	$$python -c '$(IS_FIT)' 2>/dev/null && echo $$python && break; done

help:
	@echo "make run      a labelled demo on http://127.0.0.1:8080, everything in ./var; Ctrl-C stops it"
	@echo "make test     all tests, on SQLite and again on PostgreSQL"
	@echo "make drill    the long stories: the main job on both kinds of services, three accounts, memory, restores that die"
	@echo "make kills    a thousand processes killed while people file, on PostgreSQL; then everything is looked at"
	@echo "make journey  the whole story over HTTP, in a fresh instance"
	@echo "make bench    measures everything, writes bench/RESULTS.md"
	@echo "make check    the linter"
	@echo "make lock     makes the two locks anew from pyproject.toml"
	@echo "make clean    removes .venv and what tools leave; never ./var"

# When make is killed, everything stops. The allocator overwrites what is freed: set here, so that the program need not
# start itself a second time.
run: .venv/installed
	@exec env WBS_STOP_WITH_PARENT=1 PYTHONMALLOC=malloc GLIBC_TUNABLES=glibc.malloc.perturb=165:glibc.malloc.tcache_count=0 $(PYTHON) -m wbs run

test: .venv/installed-test
	@$(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not drill" $(ARGS)

drill: .venv/installed-test
	@$(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m drill $(ARGS)

kills: .venv/installed-test
	@$(PYTHON) -m tests.journeys.kills --kills 1000 $(ARGS)

journey: .venv/installed-test
	@$(PYTHON) -m tests.journeys $(ARGS)

bench: .venv/installed-test
	@$(PYTHON) -m bench all $(ARGS)

check: .venv/installed-test
	@$(PYTHON) -m ruff check .

# The stamps are newer than the lock they were installed from: nothing is installed twice.
.venv/installed: requirements.lock | .venv/bin/python .venv/bin/pip
	@echo "Installing (once, some 20 seconds) ..."
	@$(PIP) -r $< || { echo >&2; \
		echo "The packages could not be installed: is there a network, and for Python 3.13 or newer a C compiler" >&2; \
		echo "(apt-get install gcc python3-dev)? Run the same command again afterwards." >&2; exit 1; }
	@touch $@

.venv/installed-test: requirements-test.lock | .venv/bin/python .venv/bin/pip
	@echo "Installing what the tests need (once) ..."
	@$(PIP) -r $<
	@touch $@

# pip comes last: a .venv whose making was broken off has a python already.
.venv/bin/python .venv/bin/pip &:
	@python=$$($(FIND)); \
	if [ -z "$$python" ]; then \
		echo "No python3 of 3.11 or newer with venv was found. On Debian: apt-get install python3 python3-venv" >&2; exit 1; \
	fi; \
	rm -rf .venv && $$python -m venv .venv

lock:
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	python=$$($(FIND)) && "$$python" -m venv "$$folder/uv" && "$$folder/uv/bin/pip" --quiet install uv && \
	compile="$$folder/uv/bin/uv pip compile --quiet --system-certs --universal --python-version 3.11 --generate-hashes --no-header --no-annotate" && \
	$$compile pyproject.toml -o requirements.lock && \
	$$compile pyproject.toml --group test -o requirements-test.lock

clean:
	rm -rf .venv .pytest_cache .hypothesis .ruff_cache
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
