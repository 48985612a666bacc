# Lampyris: `make help` lists what there is to do.
.DEFAULT_GOAL := help
.PHONY: help setup setup-for-tests demo serve check test fuzz bench validate problem-codes lock clean

# PYTHON chooses the interpreter that set-up makes .venv from, such as `make setup PYTHON=python3.12`.
export PYTHON
bin := .venv/bin

help:  ## lists these words
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-22s %s\n", $$1, $$2}'

setup:  ## makes this folder ready to run; quick when nothing changed
	@./setup.sh

setup-for-tests:  ## the same, and a browser and OpenGL for the tests
	@./setup.sh --for-tests

demo: setup  ## does the whole job once through the real service; results in out/demo
	@$(bin)/lampyris demo

serve: setup  ## runs the service and the page at http://localhost:8000
	@$(bin)/lampyris serve

check: setup-for-tests  ## format, lint, types and import rules
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy
	$(bin)/lint-imports
	@if [ -f web/package.json ]; then PATH="$$PWD/$(bin):$$PATH" npm --prefix web run check; fi

test: check  ## the checks and every test
	@if [ -f web/package.json ]; then PATH="$$PWD/$(bin):$$PATH" npm --prefix web run test; fi
	$(bin)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

fuzz: setup-for-tests  ## reads 200,000 damaged photometric files and twenty damaged copies of each room: no crash, no hang
	@PYTHONPATH=.:tests/support $(bin)/python tests/fuzz/campaign.py
	@PYTHONPATH=.:tests/support $(bin)/python tests/fuzz/room_campaign.py

bench: setup  ## times what we promise to be quick
	@$(bin)/python -m benchmarks

validate: setup  ## compares the engine with every known answer, measures our luminaires; writes docs/validation.md
	@$(bin)/python -m render.our_photometry
	@$(bin)/python tests/validation/report.py

problem-codes: setup  ## writes docs/problem-codes.md from the code
	$(bin)/python docs/make_problem_codes.py

lock: setup  ## writes requirements.lock anew from pyproject.toml
	$(bin)/pip-compile --generate-hashes --all-extras --strip-extras --all-build-deps --allow-unsafe \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header \
		--output-file requirements.lock pyproject.toml
	@sed -i '1i # Exact versions with hashes for CPython 3.11 on Linux; written by `make lock` from pyproject.toml.' \
		requirements.lock

clean:  ## takes away what set-up and runs have made, the data folder excepted
	rm -rf .venv .setup out web/node_modules web/dist *.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
