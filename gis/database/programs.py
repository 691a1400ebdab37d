"""Finding an installed PostgreSQL with PostGIS."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gis.errors import DatabaseError

OLDEST, OLDEST_POSTGIS = 15, (3, 3)
_NEEDED = ("initdb", "postgres", "pg_ctl", "pg_dump", "pg_restore")
# Debian and Ubuntu; Red Hat and SUSE; Homebrew; Postgres.app.
_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/lib/postgresql*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
HOW_TO_INSTALL = """\
  Debian, Ubuntu:  sudo apt-get install postgresql postgresql-postgis
                   (as root, "make setup" does it)
  macOS:           brew install postgresql@17 postgis
  elsewhere:       install both and name the folder of pg_ctl in WANGGE_POSTGRES_BIN"""


@dataclass(frozen=True, slots=True)
class Programs:
    """One installed PostgreSQL.

    Parameters
    ----------
    folder
        Where ``pg_ctl`` and the others lie.
    version
        Major version of PostgreSQL.
    postgis
        Version of PostGIS it offers; empty where it offers none.
    """

    folder: Path
    version: int
    postgis: tuple[int, ...]

    def path(self, name: str) -> str:
        """Full path of a program."""
        return str(self.folder / name)

    def has(self, name: str) -> bool:
        """Whether an optional program is there."""
        return (self.folder / name).exists()


def find(folder: Path | None = None, *, version: int | None = None) -> Programs:
    """Find the newest PostgreSQL that will do.

    Parameters
    ----------
    folder
        Where to look instead of the usual places.
    version
        Only this major version, because a data directory of it is there already.

    Raises
    ------
    DatabaseError
        None is there; names what was found, and the packages to install.
    """
    found = sorted(installed(folder), key=lambda one: (one.version, one.postgis), reverse=True)
    fit = [
        one
        for one in found
        if one.version >= OLDEST
        and one.postgis >= OLDEST_POSTGIS
        and version in {None, one.version}
    ]
    if fit:
        return fit[0]
    wanted = f"PostgreSQL {OLDEST} or later"
    if version:
        wanted = f"PostgreSQL {version}, with which this private cluster was made,"
    had = "; ".join(
        f"{one.folder} has PostgreSQL {one.version}"
        + (
            f" with PostGIS {'.'.join(map(str, one.postgis))}"
            if one.postgis
            else " without PostGIS"
        )
        for one in found
    )
    raise DatabaseError(
        f"no {wanted} with PostGIS 3.3 or later was found"
        f" ({had or 'no PostgreSQL at all'}).\n{HOW_TO_INSTALL}"
    )


def newest(folder: Path | None = None) -> Programs | None:
    """The newest PostgreSQL here, for its client programs; None without one."""
    return max(installed(folder), key=lambda one: one.version, default=None)


def installed(folder: Path | None = None) -> Iterator[Programs]:
    """Every complete PostgreSQL of this machine, or the one in ``folder``."""
    seen = set()
    for place in [folder] if folder else _places():
        real = place.resolve()
        if real not in seen and all((place / name).exists() for name in _NEEDED):
            seen.add(real)
            version = _major(place)
            if version:
                yield Programs(place, version, _postgis(place, version))


def _places() -> Iterator[Path]:
    for name in ("pg_config", "pg_ctl"):
        program = shutil.which(name)
        if program and name == "pg_config":
            yield Path(_output([program, "--bindir"]) or "/nonexistent")
        elif program:
            yield Path(program).resolve().parent
    for pattern in _PLACES:
        yield from sorted(Path("/").glob(pattern[1:]))


def _major(folder: Path) -> int | None:
    match = re.search(r"(\d+)", _output([str(folder / "postgres"), "--version"]))
    return int(match[1]) if match else None


def _postgis(folder: Path, version: int) -> tuple[int, ...]:
    """Version in the extension's control file, empty without one."""
    shares = [folder.parent / "share" / "postgresql", folder.parent / "share"]
    shares.append(Path(f"/usr/share/postgresql/{version}"))
    if (folder / "pg_config").exists():
        shares.insert(0, Path(_output([str(folder / "pg_config"), "--sharedir"]) or "/nonexistent"))
    for share in shares:
        control = share / "extension" / "postgis.control"
        if control.is_file():
            match = re.search(r"default_version\s*=\s*'([\d.]+)", control.read_text("utf-8"))
            if match:
                return tuple(map(int, match[1].rstrip(".").split(".")))
    return ()


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 -- programs found in the places above
            command, capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
