# On a fresh machine with Python 3.11 or later and make, `make demo` and `make test` are each the one command
# that does everything; ARGS reaches the command behind a target: make demo ARGS="--check", make test ARGS="-k ladder".

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.setup-done
GRAPHIQL := infra/http/static/graphiql
LOCKS := requirements/bootstrap.txt requirements/runtime.txt requirements/dev.txt
CHECKS := check-lint check-format check-types check-imports check-schema check-coverage
PYTHON ?= $(firstword $(foreach python,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	$(python) -c 'import sys; sys.version_info >= (3, 11) and print("$(python)")' 2>/dev/null)))

# uv trusts whom the machine trusts, as pip does: else it goes nowhere through a proxy that signs for itself.
export UV_SYSTEM_CERTS ?= 1

# Without a home that can be written to, the downloads are kept beside what is made of them.
ifneq ($(shell test -n "$$HOME" && test -w "$$HOME" && echo yes),yes)
export UV_CACHE_DIR := $(CURDIR)/$(VENV)/.cache/uv
export PIP_CACHE_DIR := $(CURDIR)/$(VENV)/.cache/pip
export npm_config_cache := $(CURDIR)/$(VENV)/.cache/npm
endif

.PHONY: setup demo test test-oldest test-disclosure check $(CHECKS) bench lock schema coverage-page format clean
.DELETE_ON_ERROR:

setup: $(STAMP) graphiql

$(STAMP): pyproject.toml $(LOCKS)
	@test -n "$(PYTHON)" || { echo "Trappa needs Python 3.11 or later; name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

# The page at /docs works without these: it then says how to get them. Hence no npm is no error.
.PHONY: graphiql
ifeq ($(shell command -v npm 2>/dev/null),)
graphiql:
	@test -d $(GRAPHIQL) || echo "GraphiQL is left out: npm was not found. With Node 18 or later, run make setup again."
else
graphiql: $(GRAPHIQL)/.done
endif

$(GRAPHIQL)/.done: package.json package-lock.json .npmrc
	@if npm ci --loglevel=error; then sh requirements/graphiql.sh $(GRAPHIQL) && touch $@; \
	else echo "GraphiQL is left out: npm ci failed, see above."; test -z "$$CI"; fi

demo: setup
	$(BIN)/trappa demo $(ARGS)

# In two processes, each with a server of its own; a file stays in one, so that what its tests share is made once.
test: setup
	$(BIN)/pytest --numprocesses 2 --dist loadfile $(ARGS)

test-oldest: setup
	$(BIN)/python -m tests.rig.oldest $(ARGS)

# A thousand random tables are hidden and attacked; make test takes some of them.
test-disclosure: setup
	DISCLOSURE_TABLES=1000 $(BIN)/pytest tests/core/test_attack.py tests/core/test_disclosure.py $(ARGS)

check: $(CHECKS)

check-lint: setup
	$(BIN)/ruff check

check-format: setup
	$(BIN)/ruff format --check

check-types: setup
	$(BIN)/mypy

check-imports: setup
	$(BIN)/lint-imports

check-schema: setup
	$(BIN)/trappa schema > $(VENV)/schema.graphql
	diff -u schema/schema.graphql $(VENV)/schema.graphql
	$(BIN)/trappa ruleset schema > $(VENV)/ruleset.schema.json
	diff -u docs/ruleset.schema.json $(VENV)/ruleset.schema.json
	$(BIN)/trappa indicators schema > $(VENV)/indicators.schema.json
	diff -u docs/indicators.schema.json $(VENV)/indicators.schema.json
	$(BIN)/trappa schema --national > $(VENV)/national.graphql
	diff -u schema/national.graphql $(VENV)/national.graphql
	$(BIN)/trappa schema --openapi > $(VENV)/national.openapi.json
	diff -u docs/national.openapi.json $(VENV)/national.openapi.json

check-coverage: setup
	$(BIN)/python -m tests.coverage.page --check

bench: setup
	$(BIN)/python -m tests.bench $(ARGS)

schema: setup
	$(BIN)/trappa schema > $(VENV)/schema.graphql
	cp $(VENV)/schema.graphql schema/schema.graphql
	$(BIN)/trappa ruleset schema > $(VENV)/ruleset.schema.json
	cp $(VENV)/ruleset.schema.json docs/ruleset.schema.json
	$(BIN)/trappa indicators schema > $(VENV)/indicators.schema.json
	cp $(VENV)/indicators.schema.json docs/indicators.schema.json
	$(BIN)/trappa schema --national > $(VENV)/national.graphql
	cp $(VENV)/national.graphql schema/national.graphql
	$(BIN)/trappa schema --openapi > $(VENV)/national.openapi.json
	cp $(VENV)/national.openapi.json docs/national.openapi.json

coverage-page: setup
	$(BIN)/python -m tests.coverage.page

format: setup
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

# Versions move only when asked: make lock ARGS=--upgrade
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(ARGS)
lock: setup
	$(COMPILE) requirements/bootstrap.in -o requirements/bootstrap.txt
	$(COMPILE) pyproject.toml -o requirements/runtime.txt
	$(COMPILE) pyproject.toml --group dev -c requirements/runtime.txt -o requirements/dev.txt
	npm install --package-lock-only
	node requirements/strip-lock.cjs package-lock.json

clean:
	rm -rf $(VENV) $(GRAPHIQL) node_modules build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
