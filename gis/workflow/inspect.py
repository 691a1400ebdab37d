"""Use case: look at uploaded files, and check what an import of them would say, storing nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gis.model import JobKind
from gis.workflow.isolated import Reader
from gis.workflow.work import Effect, Outcome, Work

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gis.files.reading import Reading
    from gis.store.jobs import Job
    from gis.workflow.uploads import Held


def begin(
    conn: Connection,
    folder: Path,
    names: Sequence[str],
    *,
    by: str,
    scope: Sequence[str],
) -> Job:
    """Put a look at files into the queue.

    Parameters
    ----------
    folder
        That of the upload.
    names
        Files in its folder ``uploads.PART``.
    scope
        Jurisdictions in which the communities must lie.

    Raises
    ------
    ExhaustedError
        Too many jobs of this user wait already.
    """
    params = {"name": names[0], "upload": folder.name, "files": list(names), "layers": None}
    return _enqueue(conn, params, by, scope)


def check(
    conn: Connection,
    upload: Held,
    layers: Mapping[str, Reading],
    *,
    drop_personal: bool,
    scope: Sequence[str],
) -> Job:
    """Put a check of files, under decisions about their layers, into the queue.

    Raises
    ------
    ParameterError
        A decision about a file, layer or column that cannot be.
    ExhaustedError
        Too many jobs of this user wait already.
    """
    from gis.files.reading import as_json
    from gis.workflow import uploads
    from gis.workflow.imports import decided

    decided(upload, layers)
    uploads.renew(upload)
    params = {
        "name": upload.files[0],
        "upload": upload.folder.name,
        "layers": as_json(layers),
        "drop_personal": drop_personal,
    }
    return _enqueue(conn, params, upload.by, scope)


def _enqueue(conn: Connection, params: dict[str, Any], by: str, scope: Sequence[str]) -> Job:
    from gis.store import jobs
    from gis.workflow.imports import check_queue

    check_queue(conn, by)
    return jobs.enqueue(conn, JobKind.INSPECT, {**params, "scope": list(scope)}, by=by)


def handle(work: Work) -> Effect:
    """Do a job of kind inspect; the result has what ``gis.files.inspection`` tells."""
    params = work.params
    with Reader() as reader:
        work.progress("reading", 0, 1)
        from gis.workflow import uploads

        folder = uploads.place(work.data) / params["upload"]
        home = folder / uploads.PART
        if params["layers"] is None:
            told = reader.inspect(params["files"], home, folder, params["scope"])
        else:
            from gis.files.reading import of_json
            from gis.workflow.inputs import Inputs

            inputs = Inputs(None, of_json(params["layers"]), params["drop_personal"])
            told = reader.check(inputs, home, params["scope"])
    work.progress("reading", 1, 1)
    result = {"upload": params["upload"], **told}
    return lambda _: Outcome(result)
