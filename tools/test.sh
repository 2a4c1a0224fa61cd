#!/bin/sh
# What `make test` runs: every check, then every test. Stops at the first that fails.
set -eu
py=.venv/bin/python
bin=.venv/bin

say() { printf '\n== %s\n' "$1"; }

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    missing=
    [ -x /usr/bin/chromium ] || missing="$missing chromium"
    command -v pdfsig >/dev/null 2>&1 || missing="$missing poppler-utils"
    [ -d /usr/share/fonts/opentype/noto ] && ls /usr/share/fonts/opentype/noto | grep -q CJK || missing="$missing fonts-noto-cjk"
    if [ -n "$missing" ]; then
        say "安装测试所需的 Debian 软件包：$missing"
        apt-get update -qq
        # shellcheck disable=SC2086 -- the list is meant to be split
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    fi
else
    [ -x /usr/bin/chromium ] || echo "缺少 chromium：浏览器测试将跳过（apt-get install chromium fonts-noto-cjk poppler-utils）。"
fi

say "格式与静态检查（ruff）"
$bin/ruff format --check .
$bin/ruff check .
say "模板（djlint）"
$bin/djlint src/yuanping/web --lint --quiet
say "类型（mypy --strict）"
$bin/mypy
say "分层与依赖方向（import-linter）"
$bin/lint-imports --no-cache
say "数据库迁移是否齐全"
$bin/yuanping check-migrations
say "测试（pytest）"
$py -m pytest -n 3 --dist loadgroup -q
