#!/bin/sh
# Sees to PostgreSQL 15 or later with PostGIS 3.3 or later. As root on Debian and Ubuntu both are
# installed when missing, without the cluster of the system that apt would make and start. Which
# versions will do is decided by gis.database.programs, not here.
set -eu

python=$1

complete() {
    "$python" - <<'PYTHON'
from gis.database import programs
from gis.errors import GisError
from gis.settings import Settings

try:
    programs.find(Settings.read().postgres_bin)
except GisError as error:
    raise SystemExit(str(error)) from None
PYTHON
}

complete 2>/dev/null && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing PostgreSQL and PostGIS ..."
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        mkdir -p /etc/postgresql-common/createcluster.d
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/wangge.conf
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q || true
    apt-get install -q -y --no-install-recommends postgresql postgresql-postgis || true
fi
# Tells what is missing and how to install it.
complete
