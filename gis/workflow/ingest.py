"""Use case: read a town from untrusted files, cut it into atoms and store both.

Loads little by itself: the child that reads the files starts before everything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gis.errors import UnusableInputError
from gis.workflow.isolated import Reader
from gis.workflow.work import Effect, Outcome, Progress, Work

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gis.files.reading import Wanted
    from gis.frames import Ground, Town


@dataclass(frozen=True, slots=True)
class Prepared:
    """A town that was read and checked, and its atoms."""

    town: Town
    ground: Ground


@dataclass(frozen=True, slots=True)
class Files:
    """What is to be imported.

    Parameters
    ----------
    home
        Folder that the paths are relative to; messages do not name it.
    path
        File with several layers; None where every layer has its own.
    layers
        Layer -> ``FILE[:layer]``, or how it is to be read.
    drop_personal
        Leave out columns that look like data on persons instead of refusing the file.
    """

    home: Path
    path: str | None = None
    layers: Mapping[str, Wanted] | None = None
    drop_personal: bool = False


def prepare(
    files: Files,
    *,
    processes: int,
    progress: Progress,
    scope: Sequence[str] | None = None,
) -> Prepared:
    """Read and check files in a child process, and cut the town into atoms.

    Parameters
    ----------
    scope
        Jurisdictions in which the communities must lie; None for no such bound.

    Raises
    ------
    UnusableInputError
        With every fault.
    """
    with Reader() as reader:
        return _prepare(reader, files, processes, progress, scope)


def _prepare(
    reader: Reader,
    files: Files,
    processes: int,
    progress: Progress,
    scope: Sequence[str] | None,
) -> Prepared:
    progress("reading", 0, 1)
    from gis.workflow.inputs import Inputs

    path = None if files.path is None else Path(files.path)
    inputs = Inputs(path, dict(files.layers or {}), files.drop_personal)
    town = reader.read(inputs, folder=files.home)
    progress("reading", 1, 1)
    if scope is not None:
        _check_scope(town, scope)
    from gis.partition.ground import dissect
    from gis.workflow.pool import runner

    with runner(processes) as run:
        ground = dissect(town, run=run, progress=progress)
    return Prepared(town, ground)


def store(conn: Connection, name: str, prepared: Prepared, by: str) -> Outcome:
    """Store a dataset, in the transaction of the connection, and note who did it.

    The result tells its number, and whether the same had been imported before.
    """
    from gis.store import audit_log, datasets

    town, ground = prepared.town, prepared.ground
    stored, existing = datasets.save(conn, name, town, ground, by)
    result = {
        "dataset": stored.id,
        "name": stored.name,
        "version": stored.version,
        "existing": existing,
        "counts": stored.totals,
        "notices": [*town.notices, *ground.notices],
    }
    about = f"dataset {stored.id}"
    details = {"name": stored.name, "version": stored.version, "digests": dict(stored.digests)}
    audit_log.append(conn, by, "import", about, details, jurisdiction=stored.jurisdiction)
    return Outcome(result, stored.jurisdiction)


def handle(work: Work) -> Effect:
    """Do a job of kind import."""
    params = work.params
    home = Path(params["home"])
    with Reader() as reader:
        from gis.files.reading import of_json

        layers = of_json(params["layers"])
        files = Files(home, params["path"], layers, params["drop_personal"])
        prepared = _prepare(reader, files, work.processes, work.progress, params["scope"])

    def effect(conn: Connection) -> Outcome:
        work.progress("storing", 0, 1)
        return store(conn, params["name"], prepared, work.by)

    return effect


def order(files: Files, name: str, *, scope: Sequence[str], upload: str | None) -> dict[str, Any]:
    """The parameters of a job that imports these files.

    Parameters
    ----------
    upload
        The folder of the upload, to be removed afterwards; None for files of the server.
    """
    from gis.files.reading import as_json

    return {
        "name": name,
        "home": str(files.home.resolve()),
        "path": files.path,
        "layers": as_json(files.layers or {}),
        "drop_personal": files.drop_personal,
        "scope": list(scope),
        "upload": upload,
    }


def _check_scope(town: Town, scope: Sequence[str]) -> None:
    from gis.files.scope import foreign

    faults = foreign([str(code) for code in town.communities["code"]], scope)
    if faults:
        raise UnusableInputError(faults)
