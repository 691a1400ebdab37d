"""Use case: order the import of an uploaded table of tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from gis.errors import ExhaustedError, NotFoundError, ParameterError
from gis.files import ticket_values
from gis.files.tickets import Reading
from gis.model import JobKind, covers
from gis.monitor.positions import Box, check_crs
from gis.store import jobs, scopes
from gis.store.jobs import Job
from gis.workflow import imports
from gis.workflow.ticket_imports import Order, check_source, digest_of

TABLES = frozenset({".csv", ".parquet", ".geoparquet", ".geojson", ".json", ".gpkg", ".fgb"})


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded table, and what was said of it.

    Parameters
    ----------
    files
        Relative to the folder; one, or the parts of a Shapefile.
    jurisdiction
        Whose tickets they are where no grid is in force; None: the caller's own.
    """

    folder: Path
    files: Sequence[str]
    source: str
    jurisdiction: str | None
    reading: Reading
    extent: Box | None
    new_categories: bool


def begin(conn: Connection, upload: Upload, *, by: str, scope: Sequence[str], home: str) -> Job:
    """Put an import into the queue.

    Parameters
    ----------
    scope
        Jurisdictions in which tickets may be put.
    home
        The jurisdiction that the caller belongs to.

    Raises
    ------
    ParameterError
        The source, the CRS, the time zone or the kind of file.
    NotFoundError
        There is no such jurisdiction, or none of the caller's.
    ExhaustedError
        Too many jobs of this user wait already.
    """
    source = check_source(upload.source)
    reading = upload.reading
    if reading.crs is not None:
        reading = replace(reading, crs=check_crs(reading.crs))
    ticket_values.zone(reading.zone)
    path = _table(upload.files)
    code = upload.jurisdiction or (home if _inside(home, scope) else scope[0])
    if not _inside(code, scope) or scopes.jurisdiction(conn, code) is None:
        raise NotFoundError(
            "there is no such jurisdiction, or none that you may import for",
            "没有该辖区，或者您无权向其导入。",
        )
    if jobs.waiting(conn, by) >= imports.MOST_WAITING:
        raise ExhaustedError(
            "too many of your jobs wait already; let some end", 60, "您的任务过多，请稍候。"
        )
    order = Order(
        source, path.name, digest_of(upload.folder / path), code, tuple(scope), upload.extent,
        upload.new_categories,
    )  # fmt: skip
    params = {
        "name": path.name,
        "home": str(upload.folder.resolve()),
        "path": str(path),
        "reading": asdict(reading),
        "order": asdict(order),
        "upload": upload.folder.name,
    }
    return jobs.enqueue(conn, JobKind.TICKETS, params, by=by, jurisdiction=code)


def _table(files: Sequence[str]) -> Path:
    tables = [path for path in map(Path, files) if path.suffix.lower() in TABLES]
    if len(files) != 1 or not tables:
        listed = ", ".join(sorted(TABLES))
        raise ParameterError(f"send one table of tickets: {listed}", f"请上传一个事件表：{listed}")
    return tables[0]


def _inside(code: str, scope: Sequence[str]) -> bool:
    return any(covers(one, code) for one in scope)
