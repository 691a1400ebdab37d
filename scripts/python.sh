#!/bin/sh
# Prints a Python 3.11 or later that can make virtual environments.
# On Debian and Ubuntu, as root, the missing part of Python is installed first.
set -eu

usable() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        if [ -n "$candidate" ] && usable "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

find_python && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing python3 and python3-venv ..." >&2
    { apt-get update -q && apt-get install -q -y --no-install-recommends python3 python3-venv; } >&2
    find_python && exit 0
fi

cat >&2 <<'MESSAGE'
No Python 3.11 or later with the venv module was found.
  Debian, Ubuntu:  sudo apt-get install python3 python3-venv
  macOS:           brew install python
  elsewhere:       install it and name it, for example  make demo PYTHON=/opt/python3.12/bin/python3
MESSAGE
exit 1
