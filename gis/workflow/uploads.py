"""Folders of uploaded files: one for each upload, gone when its job is over."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath, PureWindowsPath

from gis.store.jobs import Job

ABANDONED = 3600.0
"""Seconds without a change after which files that no job waits for are removed."""
LONGEST_NAME = 80
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


def remove(data: Path, folder: str) -> None:
    """Remove an upload, as far as it is there."""
    shutil.rmtree(place(data) / folder, ignore_errors=True)


def sweep(data: Path, keep: Collection[str], *, older: float = ABANDONED) -> None:
    """Remove what interrupted uploads and dead services left behind."""
    if not place(data).is_dir():
        return
    for folder in place(data).iterdir():
        if folder.name not in keep and time.time() - _touched(folder) > older:
            remove(data, folder.name)


def _touched(folder: Path) -> float:
    """When anything in a folder last changed: a long upload writes to one file for hours."""
    try:
        return max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))
    except FileNotFoundError:
        # It is being removed already.
        return time.time()
