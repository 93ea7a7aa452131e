# Everything a command needs it makes by itself, below this folder: see scripts/bootstrap.py.
PYTHON ?= python3
BOOTSTRAP = $(PYTHON) scripts/bootstrap.py
PY = .venv/bin/python
LAUNCH = $(PY) -m docprocessor.launch
UV = $(or $(wildcard $(CURDIR)/.tools/uv/bin/uv),uv)
LOCK = $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"

export PATH := $(CURDIR)/.tools/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help run dev test e2e lint fmt types api migrate bench faults conformance screenshots flower psql lock clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

# `exec` in the long-running ones: a signal that make passes on must reach the program, not a shell around it.

run: ## Start the service, with its servers unless .env names others (PORT=8000)
	@$(BOOTSTRAP) backend page pango
	@exec $(LAUNCH) run

dev: ## The same with reload, and the page from Vite on port 5173
	@$(BOOTSTRAP) backend-dev node pango
	@exec $(LAUNCH) dev

test: ## Every test: backend, frontend units, browser
	@$(BOOTSTRAP) backend-dev page chromium pango
	@exec $(PY) scripts/test.py backend frontend browser

e2e: ## The browser tests alone
	@$(BOOTSTRAP) backend-dev page chromium pango
	@exec $(PY) scripts/test.py browser

lint: ## Check style, format and who imports whom
	@$(BOOTSTRAP) backend-dev node
	cd backend && ../.venv/bin/ruff check . ../scripts
	cd backend && ../.venv/bin/ruff format --check . ../scripts
	cd backend && ../.venv/bin/lint-imports
	cd frontend && npm run lint

fmt: ## Format, and mend what can be mended
	@$(BOOTSTRAP) backend-dev node
	cd backend && ../.venv/bin/ruff check --fix . ../scripts
	cd backend && ../.venv/bin/ruff format . ../scripts
	cd frontend && npm run fmt

types: ## Check the types
	@$(BOOTSTRAP) backend-dev node
	cd backend && SECRET_KEY=only-to-read-the-settings ../.venv/bin/mypy
	cd scripts && ../.venv/bin/mypy --strict .
	cd frontend && npm run types

api: ## Write docs/openapi.yaml, and the page's types from it
	@$(BOOTSTRAP) backend-dev node
	$(LAUNCH) servers -- $(PY) backend/manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml
	cd frontend && npm run api

migrate: ## Bring the database to this version (`make run` does it by itself)
	@$(BOOTSTRAP) backend
	@exec $(LAUNCH) servers --data .data -- $(PY) backend/manage.py migrate

bench: ## Measure imports against plain COPY and others (ARGS=--help)
	@$(BOOTSTRAP) backend peers
	@cd backend && exec ../$(LAUNCH) servers --durable -- ../$(PY) -m bench $(ARGS)

faults: ## Break every part and see that nothing is lost (ARGS=--help)
	@$(BOOTSTRAP) backend
	@cd backend && exec ../$(PY) -m faults $(ARGS)

conformance: ## Ask each operation of the API hundreds of questions (EXAMPLES=200)
	@$(BOOTSTRAP) backend-dev pango
	@cd backend && CONFORMANCE_EXAMPLES=$(or $(EXAMPLES),200) exec ../$(LAUNCH) servers -- \
		../$(PY) -m pytest docprocessor/tests/test_openapi_conformance.py

screenshots: ## Take pictures of every screen and state into docs/screenshots
	@$(BOOTSTRAP) backend page chromium
	@exec $(PY) scripts/test.py screenshots

flower: ## Watch the running service's workers in Flower (FLOWER_PORT=5555)
	@$(BOOTSTRAP) backend
	@exec $(LAUNCH) servers --data .data -- $(PY) -m docprocessor.launch.flower

psql: ## Open psql on the database
	@$(BOOTSTRAP) backend
	@exec $(LAUNCH) servers --data .data -- sh -c 'exec psql "$$DATABASE_URL"'

lock: ## Lock the dependencies anew, with their hashes
	@$(BOOTSTRAP) backend-dev
	cd scripts && $(LOCK) uv.in -o requirements-uv.lock
	cd scripts && $(LOCK) node.in -o requirements-node.lock
	cd backend && $(LOCK) pyproject.toml --extra embedded --extra flower -o requirements.lock
	cd backend && $(LOCK) pyproject.toml --extra embedded --extra flower --extra dev -c requirements.lock \
		-o requirements-dev.lock
	cd backend && $(LOCK) bench/requirements.in -c requirements.lock -o bench/requirements-bench.lock

clean: ## Remove all that was made; data and .env stay
	rm -rf .venv .tools frontend/node_modules frontend/dist backend/static backend/.coverage
	find . -name __pycache__ -prune -exec rm -rf {} + -o -name '.*_cache' -prune -exec rm -rf {} +
