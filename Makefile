# 远评 Yuanping: the commands that a person types.
.DEFAULT_GOAL := help
.PHONY: help install run demo-witness test lint types imports migrations unit browser bench screenshots lock clean

VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

help: ## 显示各命令
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: $(STAMP) ## 建立 .venv 并安装固定版本（带校验值）的依赖

run: $(STAMP) ## 启动平台（首次启动自动建库并装入演示数据）
	@exec $(VENV)/bin/yuanping run

demo-witness: $(STAMP) ## 在本机启动三个节点（市、县、外省），互相见证
	@exec $(VENV)/bin/yuanping demo witness

test: $(DEV_STAMP) ## 全部检查与测试（含浏览器测试）
	@sh tools/test.sh

bench: $(DEV_STAMP) ## 性能对照
	$(PY) tools/bench_draw.py
	$(PY) tools/bench_vrf.py
	$(PY) tools/bench_pool.py
	$(PY) tools/bench_policy.py
	$(PY) tools/bench_witness.py

screenshots: $(DEV_STAMP) ## 由浏览器测试重拍各页截图到 var/screenshots
	$(PY) -m pytest tests/browser -q

lock: ## 重新计算依赖的固定版本与校验值（需要 uv）
	uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements/main.in -o requirements/main.txt
	uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements/dev.in -o requirements/dev.txt

clean: ## 删除 .venv（数据在 var/，不受影响）
	rm -rf $(VENV)

$(STAMP): requirements/main.txt pyproject.toml tools/make_venv.sh
	@sh tools/make_venv.sh $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/main.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): $(STAMP) requirements/dev.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
