#!/bin/sh
# make_venv.sh PYTHON FOLDER: a virtual environment that works, made anew only when it does not.
set -eu
python=$1 venv=$2

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

"$venv/bin/python" -m pip --version >/dev/null 2>&1 && exit 0
command -v "$python" >/dev/null || fail \
    "没有找到 $python。请先安装 Python 3.11 或更新的版本；已装在别处时用 make PYTHON=/路径/python3 指定。" \
    "$python was not found. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail \
    "需要 Python 3.11 或更新的版本，$python 是 $("$python" -c 'import platform; print(platform.python_version())')。可用 make PYTHON=/路径/python3 指定。" \
    "Python 3.11 or newer is needed. Name one: make PYTHON=/path/to/python3"
"$python" -m venv --clear "$venv" || fail \
    "虚拟环境没有建成。Debian 和 Ubuntu 上请先运行：apt-get install python3-venv" \
    "The virtual environment could not be made. On Debian and Ubuntu: apt-get install python3-venv"
