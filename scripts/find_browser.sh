#!/bin/sh
# find_browser.sh BIN: make sure that there is a browser for the tests.
# Debian's own Chromium when it is there or can be installed, else the one that Playwright brings.
set -eu
bin=$1

[ -x /usr/bin/chromium ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo '正在安装 Chromium · installing Chromium'
    apt-get update -qq >/dev/null || true
    if DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; then
        [ -x /usr/bin/chromium ] && exit 0
    fi
fi
exec "$bin/playwright" install chromium
