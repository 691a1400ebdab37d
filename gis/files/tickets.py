"""Tables of tickets from elsewhere: columns found by their names, values made ours.

No row is lost: what cannot be taken in is told, row by row, with the reason.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely

from gis.errors import Fault, UnusableInputError
from gis.files import ticket_values
from gis.files.log import Log
from gis.files.source import Source, UnreadableError, load, opened
from gis.files.ticket_columns import LAYER, check_persons, guessed
from gis.files.values import texts
from gis.model.personal import masked
from gis.model.tickets import Channel, Stage
from gis.monitor.positions import check_crs

CSV = ".csv"
PARQUET = frozenset({".parquet", ".geoparquet"})
LOCAL = "Asia/Shanghai"
LONGEST = {"external": 200, "code": 200, "category": 200, "unit": 100, "address": 500,
           "description": 5000}  # fmt: skip
READ = (
    "external", "kind", "code", "category", "reported_at", "closed_at", "due_at", "stage",
    "channel", "unit", "description", "address", "x", "y", "crs", "refused",
)  # fmt: skip
"""Columns of what was read; ``refused`` says why a row cannot be taken in."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a table is to be read.

    Parameters
    ----------
    columns
        Our column -> the file's, where names do not tell; "" where there is none.
    crs
        Of the coordinates; None: as the file says, else WGS 84.
    zone
        Of times that do not say.
    drop_personal
        Leave out columns on persons instead of refusing the file.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    zone: str = LOCAL
    drop_personal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Tickets as a file has them, a row each in its order; columns are ``READ``."""

    rows: pd.DataFrame
    columns: Mapping[str, str]
    notices: tuple[str, ...]


def read_tickets(path: Path, reading: Reading) -> Table:
    """Read CSV, Parquet, or a vector file of an allowed format (``FILE:LAYER``).

    Raises
    ------
    UnusableInputError
        It cannot be read, lacks columns, or has some on persons.
    ParameterError
        There is no such time zone.
    """
    log = Log()
    ticket_values.zone(reading.zone)
    try:
        table = _load(path)
    except UnreadableError as error:
        raise UnusableInputError([Fault(LAYER, "", "", "", str(error))]) from None
    names = [str(name) for name in table.columns if name != "geometry"]
    chosen = guessed(names, reading.columns, log)
    check_persons(pd.DataFrame(table[names]), chosen, log, drop=reading.drop_personal)
    log.stop()
    rows = _rows(table, chosen, reading, log)
    return Table(_refusing(rows, table, chosen), chosen, tuple(log.notices))


def _load(path: Path) -> pd.DataFrame:
    source = Source.parse(str(path))
    kind = source.path.suffix.lower()
    if kind == CSV:
        return _csv(source.path)
    if kind in PARQUET and not _has_geometry(source.path):
        return _parquet(source.path)
    with opened(source.path, source.text) as file:
        names = [name for name in file.layers if source.layer in {None, name}]
        if len(names) != 1:
            there = ", ".join(file.layers)
            raise UnreadableError(f"say which layer, FILE:LAYER; there are {there}")
        return load(file, names[0])


def _has_geometry(path: Path) -> bool:
    try:
        return b"geo" in (pq.read_schema(path).metadata or {})
    except (OSError, ValueError):
        # Whoever opens it says what is wrong.
        return True


def _parquet(path: Path) -> pd.DataFrame:
    try:
        return pq.read_table(path).to_pandas()
    except (OSError, ValueError) as error:
        raise UnreadableError(f"the file cannot be read: {error}") from error


def _csv(path: Path) -> pd.DataFrame:
    if not path.is_file() or "://" in str(path):
        raise UnreadableError("there is no such file; check the path")
    for codec in ("utf-8-sig", "gb18030"):
        try:
            table = _parsed(path, codec)
        except UnicodeDecodeError:
            continue
        except pd.errors.EmptyDataError:
            raise UnreadableError(
                "the table is empty; its first row must name the columns"
            ) from None
        except (pd.errors.ParserError, pd.errors.ParserWarning, ValueError, OSError) as error:
            raise UnreadableError(f"the table cannot be read: {error}") from error
        twice = table.columns[table.columns.duplicated()]
        if len(twice):
            raise UnreadableError(f"two columns are called {twice[0]!r}; rename one")
        return table.replace("", None)
    raise UnreadableError("this is no table in UTF-8 or GB 18030; save it as CSV again")


def _parsed(path: Path, codec: str) -> pd.DataFrame:
    with warnings.catch_warnings():
        # A row with more fields than there are names would be cut.
        warnings.simplefilter("error", pd.errors.ParserWarning)
        return pd.read_csv(
            path, dtype=object, encoding=codec, keep_default_na=False, index_col=False
        )


def _rows(
    table: pd.DataFrame, chosen: Mapping[str, str], reading: Reading, log: Log
) -> pd.DataFrame:
    def own(name: str) -> pd.Series:
        if name in chosen:
            return table[chosen[name]]
        return pd.Series(None, index=table.index, dtype=object)

    rows = pd.DataFrame(index=table.index)
    for name, longest in LONGEST.items():
        rows[name] = _texts(own(name), longest)
    for name in ("description", "address"):
        before = rows[name]
        rows[name] = before.map(masked, na_action="ignore")
        if hidden := int((before.notna() & (before != rows[name])).sum()):
            log.notice(LAYER, f"numbers of persons were taken out of {name} in {hidden} rows")
    rows["kind"] = ticket_values.kinds(own("kind"), log)
    rows["stage"] = ticket_values.stages(own("stage"), log)
    rows["channel"] = ticket_values.channels(own("channel"), log)
    rows["channel"] = rows["channel"].where(rows["channel"].notna(), Channel.PLATFORM)
    for name in ("reported_at", "closed_at", "due_at"):
        rows[name] = ticket_values.times(own(name), reading.zone, log)
    open_ = rows["stage"].notna() & (rows["stage"] != Stage.CLOSED)
    rows["closed_at"] = rows["closed_at"].where(~open_)
    rows.loc[rows["closed_at"].notna(), "stage"] = Stage.CLOSED
    x, y, crs = _places(table, own("lon"), own("lat"), reading.crs, log)
    return rows.assign(x=x, y=y, crs=crs)


def _texts(values: pd.Series, longest: int) -> pd.Series:
    """Texts without blanks around them and characters that nobody sees; None for empty ones."""
    found = texts(values).astype("string").str.replace(r"[\x00-\x08\x0b-\x1f\x7f]", " ", regex=True)
    found = found.str.strip().str.slice(0, longest).replace("", pd.NA).astype(object)
    return found.where(found.notna(), None)


def _places(
    table: pd.DataFrame, lon: pd.Series, lat: pd.Series, crs: str | None, log: Log
) -> tuple[pd.Series, pd.Series, str]:
    """Coordinates and their system: of the geometry where there is one."""
    if not isinstance(table, gpd.GeoDataFrame):
        numbers = [pd.to_numeric(one, errors="coerce") for one in (lon, lat)]
        for name, given, read in zip(("lon", "lat"), (lon, lat), numbers, strict=True):
            if wrong := int((read.isna() & given.notna()).sum()):
                log.notice(LAYER, f"{name} is no number in {wrong} rows; they have no place")
        return numbers[0], numbers[1], check_crs(crs or "wgs84")
    if crs is None and table.crs is not None:
        code = table.crs.to_epsg()
        if code is None:
            table = table.to_crs(4326)
        crs = f"EPSG:{code or 4326}"
    shapes = table.geometry.to_numpy()
    points = (shapely.get_type_id(shapes) == 0) & ~shapely.is_empty(shapes)
    if others := int((~points & table.geometry.notna().to_numpy()).sum()):
        log.notice(LAYER, f"{others} geometries are no points; those rows have no place")
    shapes = np.where(points, shapes, None)
    at = [pd.Series(get(shapes), index=table.index) for get in (shapely.get_x, shapely.get_y)]
    return at[0], at[1], check_crs(crs or "wgs84")


def _refusing(rows: pd.DataFrame, table: pd.DataFrame, chosen: Mapping[str, str]) -> pd.DataFrame:
    """The rows with the reason why one cannot be taken in."""
    given = table[chosen["reported_at"]]
    said = given.notna() & (given.astype(str).str.strip() != "")
    closed = rows["stage"] == Stage.CLOSED
    reasons = {
        "it does not say when it was reported": ~said,
        "nobody can read when it was reported": said & rows["reported_at"].isna(),
        "it says nothing of what it is about": rows["code"].isna() & rows["category"].isna(),
        "it is closed, but does not say when": closed & rows["closed_at"].isna(),
        "it was closed before it was reported": closed & (rows["closed_at"] < rows["reported_at"]),
    }
    found = pd.Series([None] * len(rows), index=rows.index, dtype=object)
    for reason, where in reasons.items():
        found[where & found.isna()] = reason
    return rows.assign(refused=found)[list(READ)].reset_index(drop=True)


def store(table: Table, place: Path) -> None:
    """Write what was read for another process."""
    table.rows.to_parquet(place)
    told = {"columns": dict(table.columns), "notices": list(table.notices)}
    place.with_suffix(".json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def stored(place: Path) -> Table:
    """The reverse of ``store``."""
    rows = pd.read_parquet(place)
    for name in rows.select_dtypes(include=["object", "string"]):
        values = rows[name].astype(object)
        rows[name] = values.where(values.notna(), None)
    told = json.loads(place.with_suffix(".json").read_text(encoding="utf-8"))
    return Table(rows, told["columns"], tuple(told["notices"]))
