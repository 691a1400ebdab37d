"""Under which account of the system PostgreSQL runs, and where that account may write.

PostgreSQL refuses to run as root. When we are root it runs as the owner of the data directory
that is there already, else as ``postgres``, else as ``nobody``.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from gis.errors import DatabaseError

# Where a private cluster goes when the account cannot reach the project's folder.
_ELSEWHERE = (Path("/var/lib/wangge"), Path("/var/tmp/wangge"))  # noqa: S108 -- checked in _ours


@dataclass(frozen=True, slots=True)
class Account:
    """An account that runs programs; ``user`` is None where it is our own."""

    name: str
    user: int | None = None
    group: int | None = None

    def run(
        self,
        command: list[str],
        *,
        timeout: float = 180,
        environment: dict[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run a program under this account; never raises for its exit status."""
        # PG* variables of the caller would steer our programs to another server.
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        return subprocess.run(  # noqa: S603 -- PostgreSQL's own programs with our arguments
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            cwd="/",
            env={**kept, "LC_ALL": "C", **(environment or {})},
            user=self.user,
            group=self.group,
            extra_groups=None if self.user is None else [],
            umask=0o077,
        )

    def give(self, path: Path) -> None:
        """Make the account the owner of a file or folder."""
        if self.user is not None:
            os.chown(path, self.user, self.group if self.group is not None else -1)

    def reaches(self, folder: Path) -> bool:
        """Whether the account can enter a folder."""
        return (
            self.user is None
            or self.run(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]).returncode == 0
        )


def choose(data: Path) -> Account:
    """Choose the account for the data directory ``data``, which need not be there yet.

    Raises
    ------
    DatabaseError
        The directory belongs to somebody else and we may not act for them.
    """
    me = os.geteuid()
    owner = data.stat().st_uid if data.exists() else None
    if me != 0:
        if owner not in {None, me}:
            raise DatabaseError(
                f"{data} belongs to {_name(owner)}, and only they or root can run it;"
                " go on as one of them, or choose another folder with --data"
            )
        return Account(_name(me))
    if owner not in {None, 0}:
        return _other(owner)
    for name in ("postgres", "nobody"):
        try:
            return _other(pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
    raise DatabaseError(
        "PostgreSQL does not run as root, and there is no account postgres or nobody to run it;"
        " go on as an ordinary user"
    )


def home(folder: Path) -> Path:
    """The folder the cluster lives in: ``folder`` itself, or a reachable one in its stead.

    Raises
    ------
    DatabaseError
        There is no folder that the account could reach.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # One spelling, however it is named: the server is known by its folder.
    folder = folder.resolve()
    account = choose(folder / "data")
    if account.user is None:
        return folder
    # Whoever runs the server must pass through; what is secret in it has modes of its own.
    folder.chmod(0o711)
    key = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    others = [parent / key for parent in _ELSEWHERE]
    # Where one was made it stays, even if the way to the folder was opened or closed since.
    made = [place for place in (folder, *others) if (place / "data").exists()]
    for place in made or (folder, *others):
        ours = place == folder or (_ours(place.parent) and _ours(place))
        if ours and account.reaches(place):
            return place
    raise DatabaseError(
        f"the account {account.name}, which must run PostgreSQL for root, cannot reach {folder};"
        " choose a folder it can reach with --data"
    )


def _ours(folder: Path) -> bool:
    """Make a folder only root can write to; false where somebody else has prepared it."""
    try:
        folder.mkdir(mode=0o711, exist_ok=True)
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != os.geteuid():
            return False
        folder.chmod(0o711)
    except OSError:
        return False
    return True


def _other(user: int) -> Account:
    entry = pwd.getpwuid(user)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _name(user: int | None) -> str:
    try:
        return pwd.getpwuid(user if user is not None else -1).pw_name
    except (KeyError, OverflowError):
        return f"user {user}"
