#!/bin/sh
# Make the virtual environment with a suitable Python, or say how to get one.
set -eu
venv=$1
[ -x "$venv/bin/python" ] && exec true

suitable() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

python=
for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3; do
    if [ -n "$candidate" ] && suitable "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "未找到 Python 3.11 或更高版本。Debian 12：以 root 执行 apt-get install python3 python3-venv；" >&2
    echo "或以 PYTHON=/路径/python3.11 make run 指定。" >&2
    exit 1
fi

# Debian keeps ensurepip in a package of its own.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "安装 Debian 软件包 $package …"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
    else
        echo "缺少 Debian 软件包 $package。请以 root 执行：apt-get install $package" >&2
        exit 1
    fi
fi

echo "建立 $venv（$("$python" --version)）并安装依赖，首次约需一至两分钟…"
rm -rf "$venv"
"$python" -m venv "$venv"
