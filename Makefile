# 公开 Gongkai. `make help` lists the commands.
PYTHON ?= python3
VENV := .venv
CRASH_POINTS ?= 200
BIN := $(VENV)/bin
# Tests and checks never see the data or the settings of a running site.
CLEAN := env -u GONGKAI_DATA_DIR -u GONGKAI_SECRET_KEY -u GONGKAI_DEMO -u GONGKAI_HOSTS -u GONGKAI_BASE_URL
.DEFAULT_GOAL := help
.PHONY: help install install-test serve test test-postgres crash-test lint bench

help: ## 列出命令 · list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | \
		while IFS="$$(printf '\t')" read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done
	@printf '\n  %s\n' '换端口 · another port: make serve PORT=8001' '数据在 GONGKAI_DATA_DIR（默认 ./data） · data lives there'

install: $(VENV)/.installed ## 安装到 .venv · install into .venv

$(VENV)/.installed: requirements.txt pyproject.toml
	@scripts/make_venv.sh '$(PYTHON)' '$(VENV)'
	@echo '正在安装依赖 · installing dependencies'
	@$(BIN)/python -m pip install -q --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install -q --no-deps -e .
	@touch $@

install-test: $(VENV)/.installed-test ## 安装测试所需的一切 · install what the tests need

$(VENV)/.installed-test: $(VENV)/.installed requirements-test.txt
	@echo '正在安装测试依赖 · installing test dependencies'
	@$(BIN)/python -m pip install -q --require-hashes -r requirements-test.txt
	@scripts/find_browser.sh $(BIN)
	@touch $@

serve: install ## 打开演示城市 · start the demo city
	@exec $(BIN)/gongkai serve --demo

test: install-test ## 全部测试，用 SQLite · the whole suite on SQLite
	$(CLEAN) -u DATABASE_URL $(BIN)/python -m pytest -n 2

test-postgres: install-test ## 全部测试，用 PostgreSQL（没有 DATABASE_URL 时临时起一个） · the same on PostgreSQL
	$(CLEAN) $(BIN)/python scripts/private_postgres.py $(BIN)/python -m pytest -n 2

crash-test: install-test ## 反复杀死进程，核对公开记录 · kill processes, check the record (CRASH_POINTS=200)
	CRASH_POINTS=$(CRASH_POINTS) $(CLEAN) -u DATABASE_URL $(BIN)/python -m pytest -m crash --timeout 7200
	CRASH_POINTS=$(CRASH_POINTS) $(CLEAN) $(BIN)/python scripts/private_postgres.py $(BIN)/python -m pytest -m crash --timeout 7200

lint: install-test ## 代码检查 · code checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(CLEAN) -u DATABASE_URL GONGKAI_DATA_DIR=$(VENV)/lint $(BIN)/gongkai manage check --fail-level WARNING
	$(CLEAN) -u DATABASE_URL GONGKAI_DATA_DIR=$(VENV)/lint $(BIN)/gongkai manage makemigrations --check --dry-run

bench: install-test ## 测速 · measure
	@for file in benchmarks/bench_*.py; do PYTHONPATH=. $(BIN)/python "$$file" || exit 1; done
