# Everything a developer types. The system's Python and make are enough; the rest is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
LIANDONG_DEMO ?= $(if $(filter production,$(LIANDONG_MODE)),0,1)

.DEFAULT_GOAL := help
.PHONY: help run test check bench lock bundles bundles-check journey clean environment environment-dev

ifeq ($(shell command -v $(PYTHON) 2>/dev/null),)
$(error 找不到 $(PYTHON)：请安装 Python 3.11 或更新（apt install python3 python3-venv）/ $(PYTHON) is missing: install Python 3.11 or newer (apt install python3 python3-venv))
endif

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: export LIANDONG_DEMO := $(LIANDONG_DEMO)
run: ## Start everything on 127.0.0.1:$PORT (8000): database, demonstration, web, worker; Ctrl-C stops it
	@$(PYTHON) -m app.launch.bootstrap app.launch.run

test: ## The whole suite, browser tests included; ARGS="tests/feel -x" narrows it
	@$(PYTHON) -m app.launch.bootstrap --dev tests.run $(ARGS)

check: environment-dev bundles-check ## Format, lint, types, import contracts, shipped processes
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/flask --app wsgi workflows check

bench: environment-dev ## The benchmarks, one JSON line a figure; also into docs/benchmarks.json
	$(BIN)/python -m benchmarks

journey: environment ## One referral up and down over HTTP against a running installation
	$(BIN)/flask --app wsgi journey $(ARGS)

lock: environment-dev ## Write requirements.txt and requirements-dev.txt anew from their .in files
	$(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 requirements-dev.in -o requirements-dev.txt

bundles: ## Build the browser bundles from frontend/
	frontend/build.sh

bundles-check: ## Prove that the committed bundles are what frontend/ builds
	@if [ -x frontend/check.sh ]; then frontend/check.sh; fi

environment:
	@$(PYTHON) -m app.launch.bootstrap

environment-dev:
	@$(PYTHON) -m app.launch.bootstrap --dev

clean: ## Remove what tools leave; data and .venv stay
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find app tests migrations -name __pycache__ -type d -prune -exec rm -rf {} +
