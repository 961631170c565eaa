# Two commands do all set-up: `make audit` (examine the lab factory, or SEGMENT=192.168.10.0/24) and
# `make test`. What is there already is not installed again.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
OUT ?= out/audit
ZONE ?= mixed
LAB ?= status
FUZZ ?= 120

.PHONY: help audit test check fix lab bench fuzz pages deb deb-test offline lock clean

help:  ## Show this list.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 16

audit: .stamps/run  ## Examine the lab factory, or SEGMENT=192.168.10.0/24 ZONE=ot, and write a report.
	@packaging/audit.sh "$(SEGMENT)" "$(ZONE)" "$(OUT)"

test: .stamps/dev .stamps/system  ## Run all tests.
	$(BIN)/pytest $(ARGS)

check: .stamps/dev  ## Style, types, floors and tests: run it before each commit.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest $(ARGS)

fix: .stamps/dev  ## Format, and mend what can be mended mechanically.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lab: .stamps/dev .stamps/system  ## The lab factory: LAB=up, down or status.
	$(BIN)/python -m tests.lab $(LAB)

bench: .stamps/dev .stamps/system  ## Measure side by side with nmap (ARGS=--long for the long runs).
	$(BIN)/python -m benchmarks $(ARGS)

fuzz: .stamps/fuzz  ## Attack every parser with made-up answers for FUZZ seconds.
	PYTHONPATH=.fuzz $(BIN)/python -m tests.fuzz --seconds $(FUZZ) $(ARGS)

pages: .stamps/dev  ## Write the pages that are made from the code again.
	$(BIN)/python -m reports.schema
	$(BIN)/python -m reports.catalogue
	$(BIN)/python -m scanner.sensor.catalogue > docs/protocols.md
	$(BIN)/python -m scanner.agent.handbook > docs/checks.md

deb:  ## Build a Debian package into dist/ (PYTHON=python3.13 for another Python).
	@PYTHON=$(PYTHON) packaging/deb.sh dist

offline:  ## Build an archive for computers without internet into dist/.
	@PYTHON=$(PYTHON) packaging/offline.sh dist

deb-test: .stamps/dev .stamps/system  ## Install, use, upgrade and purge the packages in clean trees (root, debootstrap).
	VAGLIO_PACKAGES=1 $(BIN)/pytest -m deb tests/packaging $(ARGS)

lock:  ## Choose the newest versions and write the lock files again (needs uv).
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header -p 3.11 --upgrade pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header -p 3.11 --upgrade -c requirements/run.txt --extra pdf pyproject.toml -o requirements/package.txt
	echo pip | uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header -p 3.11 --upgrade - -o requirements/pip.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header -p 3.11 --upgrade pyproject.toml --group dev -o requirements/dev.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header -p 3.11 --upgrade --group lab -o requirements/lab.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header -p 3.11 --upgrade --group build -o requirements/build.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header -p 3.11 --upgrade --group fuzz -o requirements/fuzz.txt

clean:  ## Take the environments and caches away.
	rm -rf .venv .venv-lab .stamps .mypy_cache .ruff_cache .pytest_cache .hypothesis out dist .fuzz

.stamps/run: requirements/run.txt pyproject.toml packaging/setup.sh
	@packaging/setup.sh run

.stamps/dev: requirements/dev.txt pyproject.toml packaging/setup.sh
	@packaging/setup.sh dev

.stamps/system: requirements/lab.txt tests/lab/packages.txt packaging/setup.sh packaging/packages.txt
	@packaging/setup.sh system

.stamps/fuzz: .stamps/dev requirements/fuzz.txt
	@$(BIN)/pip install -q --require-hashes --no-deps --upgrade --target .fuzz -r requirements/fuzz.txt
	@touch $@
