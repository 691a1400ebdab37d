"""Folders of uploaded files: one for each upload, gone when its job is over.

Files that are looked at before they are imported stay longer. Such an upload is *held* by who
sent it: until it is imported or deleted, its owner sends too many more, or a day is over.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from gis.files.guard import FORMATS
from gis.model import JobKind, JobState
from gis.store.jobs import Job

ABANDONED = 3600.0
"""Seconds without a change after which files that no job waits for are removed."""
KEPT = 24 * 3600.0
"""The same for what is held."""
MOST_HELD = 5
"""Uploads that one user may hold; the oldest goes when another comes."""
PART = "file"
"""The folder, within that of a held upload, in which its files are."""
LONGEST_NAME = 80
_HELD = "held.json"
_ODD = re.compile(r"[^\w.-]|^[.-]+")


def place(data: Path) -> Path:
    """Where all uploads are."""
    return data / "uploads"


def new_folder(data: Path) -> Path:
    """An empty folder for one upload, with a name that nobody guesses; only we may look in."""
    folder = place(data) / secrets.token_hex(16)
    folder.mkdir(parents=True, mode=0o700)
    return folder


def safe_name(name: str) -> str:
    """A file's name without its folders and anything a system could take amiss.

    Examples
    --------
    >>> safe_name("../../etc/passwd"), safe_name("楼栋 1.gpkg"), safe_name("..")
    ('passwd', '楼栋_1.gpkg', 'file')
    """
    last = PureWindowsPath(PurePosixPath(name).name).name
    plain = PurePosixPath(_ODD.sub("_", last.lstrip(".-")))
    # The bytes count, and a character may have four.
    stem = plain.stem.encode()[:LONGEST_NAME].decode(errors="ignore")
    return f"{stem}{plain.suffix[:12]}" or "file"


def needed(unfinished: Iterable[Job]) -> set[str]:
    """Names of the folders that jobs still need."""
    return {job.params["upload"] for job in unfinished if job.params.get("upload")}


@dataclass(frozen=True, slots=True)
class Held:
    """An upload that stays until it is imported.

    Parameters
    ----------
    folder
        Where it is.
    by
        Name of who sent it; nobody else may use it.
    job
        The job that looks at it.
    """

    folder: Path
    by: str
    job: int

    @property
    def home(self) -> Path:
        """Where its files are."""
        return self.folder / PART

    @property
    def files(self) -> list[str]:
        """Names of the files that can be opened; parts of Shapefiles go with their ``.shp``."""
        return sorted(p.name for p in self.home.iterdir() if p.suffix.lower() in FORMATS)

    @property
    def expires(self) -> float:
        """When it will be removed, in seconds of the epoch."""
        return _touched(self.folder) + KEPT


def hold(data: Path, folder: str, by: str, job: int) -> Held:
    """Keep an upload for its owner."""
    one = Held(place(data) / folder, by, job)
    values = {name: value for name, value in asdict(one).items() if name != "folder"}
    (one.folder / _HELD).write_text(json.dumps(values), encoding="utf-8")
    return one


def held(data: Path, folder: str) -> Held | None:
    """The upload of a folder; None where there is none, or it is not held."""
    home = place(data) / folder
    try:
        return Held(home, **json.loads((home / _HELD).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def renew(one: Held) -> None:
    """Begin the day anew."""
    (one.folder / _HELD).touch()


def spare(data: Path, by: str, keep: Collection[str]) -> Iterator[str]:
    """Folders that a user holds beyond ``MOST_HELD``, the oldest ones, and that no job needs."""
    if not place(data).is_dir():
        return
    mine = [one for folder in place(data).iterdir() if (one := held(data, folder.name))]
    mine = sorted((o for o in mine if o.by == by), key=lambda o: o.expires, reverse=True)
    yield from (one.folder.name for one in mine[MOST_HELD:] if one.folder.name not in keep)


def spent(data: Path, over: Job) -> str | None:
    """The folder that nobody needs any more after a job, if there is one.

    What is held goes when it is stored, or could not even be looked at; a failed import may be
    tried again with other decisions.
    """
    folder = over.params.get("upload")
    if folder is None or held(data, folder) is None:
        return folder
    done = over.state is JobState.DONE
    looked = over.kind is JobKind.INSPECT and over.params["layers"] is None
    return folder if (over.kind is JobKind.IMPORT and done) or (looked and not done) else None


def remove(data: Path, folder: str) -> None:
    """Remove an upload, as far as it is there."""
    shutil.rmtree(place(data) / folder, ignore_errors=True)


def sweep(data: Path, keep: Collection[str], *, older: float = ABANDONED) -> None:
    """Remove what interrupted uploads and dead services left behind."""
    if not place(data).is_dir():
        return
    for folder in place(data).iterdir():
        limit = older if held(data, folder.name) is None else max(older, KEPT)
        if folder.name not in keep and time.time() - _touched(folder) > limit:
            remove(data, folder.name)


def _touched(folder: Path) -> float:
    """When anything in a folder last changed: a long upload writes to one file for hours."""
    try:
        return max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))
    except FileNotFoundError:
        # It is being removed already.
        return time.time()
