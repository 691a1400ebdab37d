#!/bin/sh
# Sees to a Chromium and a Chinese font for the browser tests. Never fails: without a browser
# those tests are skipped and say so.
set -eu

have_browser() {
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" >/dev/null && return 0
    done
    return 1
}

have_font() { command -v fc-list >/dev/null && fc-list :lang=zh family 2>/dev/null | grep -q .; }

if have_browser && have_font; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium and fonts-noto-cjk for the browser tests ..."
    apt-get update -q || true
    apt-get install -q -y --no-install-recommends chromium fonts-noto-cjk fontconfig || true
fi
if ! have_browser; then
    echo "No Chromium: the browser tests will be skipped." \
        "To run them: sudo apt-get install chromium fonts-noto-cjk"
fi
