"""Points to be looked up, from tables and vector files, and what was found back into them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.errors import Fault, ParameterError, UnusableInputError
from gis.files.ledger import guarded
from gis.files.log import Log
from gis.files.source import UnreadableError, load, opened
from gis.files.writing import replacing, write_layers

NAMES = {
    "lon": ("lon", "lng", "longitude", "x", "经度"),
    "lat": ("lat", "latitude", "y", "纬度"),
    "floor": ("floor", "楼层"),
}
LONGEST = 64 << 20
"""Bytes of a table of points."""
LIMITS = {"lon": 180.0, "lat": 90.0}


@dataclass(frozen=True)
class Points:
    """Points in the order of their file.

    Parameters
    ----------
    rows
        Everything that the file says of each; geometry where it is no table.
    lon, lat
        (n,) degrees in WGS 84.
    floor
        (n,) floor or None.
    """

    rows: pd.DataFrame
    lon: Sequence[float]
    lat: Sequence[float]
    floor: Sequence[int | None]


def read_points(path: Path) -> Points:
    """Read points from ``.csv`` or a vector file of an allowed format.

    Raises
    ------
    UnusableInputError
        With every row that has no usable place.
    """
    if path.suffix.lower() != ".csv":
        return _of_layer(path)
    try:
        if path.stat().st_size > LONGEST:
            raise _unusable(f"the table is larger than {LONGEST >> 20} MB; divide it")
        return parse_points(path.read_bytes())
    except OSError as error:
        raise _unusable(f"{path} cannot be read: {error.strerror}") from None


def parse_points(data: bytes) -> Points:
    """Read points from the bytes of a CSV in UTF-8 or GB 18030, with a row of names.

    Raises
    ------
    UnusableInputError
        With every row that has no usable place.
    """
    rows = _table(_text(data))
    log, columns = Log(), {}
    for ours, known in NAMES.items():
        plain = {str(name).strip().lower(): name for name in reversed(rows.columns)}
        columns[ours] = next((plain[name] for name in known if name in plain), None)
        if columns[ours] is None and ours in LIMITS:
            log.fault("points", f"the column is missing; name it {ours}", field=ours)
    log.stop()
    places = {ours: _numbers(rows[columns[ours]], ours, log) for ours in LIMITS}
    floor: Sequence[int | None] = [None] * len(rows)
    if columns["floor"] is not None:
        floor = _floors(rows[columns["floor"]], log)
    log.stop()
    return Points(rows, places["lon"].tolist(), places["lat"].tolist(), floor)


def write_points(path: Path, points: Points, found: Mapping[str, Sequence[Any]]) -> None:
    """Write points with what was found: a table as ``.csv``, a layer as ``.gpkg``.

    Raises
    ------
    ParameterError
        For another ending, or a layer asked of a table without geometry.
    """
    kind = path.suffix.lower()
    if kind == ".csv":
        with replacing(path) as draft:
            draft.write_bytes(table_of(points, found))
    elif kind == ".gpkg":
        rows = points.rows
        if not isinstance(rows, gpd.GeoDataFrame):
            shapes = gpd.points_from_xy(points.lon, points.lat, crs=4326)
            rows = gpd.GeoDataFrame(rows, geometry=shapes)
        told = {f"{name}_found" if name in rows else name: v for name, v in found.items()}
        write_layers(path, {"points": rows.assign(**told)})
    else:
        raise ParameterError(f"{path}: what was found is written as .csv or .gpkg")


def table_of(points: Points, found: Mapping[str, Sequence[Any]]) -> bytes:
    """Points with what was found as the bytes of a CSV that spreadsheets open safely."""
    rows = pd.DataFrame(points.rows.drop(columns="geometry", errors="ignore"))
    if "geometry" in points.rows:
        rows = rows.assign(lon=points.lon, lat=points.lat)
    told = {f"{name}_found" if name in rows else name: v for name, v in found.items()}
    text = guarded(rows.assign(**told)).to_csv(index=False, lineterminator="\r\n")
    return str(text).encode("utf-8-sig")


def _text(data: bytes) -> str:
    for codec in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise _unusable("this is no table in UTF-8 or GB 18030; save it as CSV again")


def _table(text: str) -> pd.DataFrame:
    """Rows as texts; every row must have as many fields as the first."""
    try:
        lines = [line for line in csv.reader(io.StringIO(text), strict=True) if line]
    except csv.Error as error:
        raise _unusable(f"the table cannot be read: {error}") from None
    if not lines:
        raise _unusable("the table is empty; its first row must name the columns")
    head, *rows = lines
    if len(set(head)) != len(head):
        raise _unusable("two columns have the same name; rename one")
    log = Log()
    for number, row in enumerate(rows, start=2):
        if len(row) != len(head):
            log.fault("points", f"{len(row)} fields instead of {len(head)}; correct the row",
                      feature=f"row {number}")  # fmt: skip
    log.stop()
    return pd.DataFrame(rows, columns=head, dtype=object)


def _numbers(texts: pd.Series, name: str, log: Log) -> NDArray[np.float64]:
    number: NDArray[np.float64] = pd.to_numeric(texts.str.strip(), errors="coerce").to_numpy(
        dtype=float
    )
    wrong = np.flatnonzero(~(np.abs(number) <= LIMITS[name]))
    remedy = f"this is no {name} in degrees of WGS 84; correct it"
    rows = [f"row {at + 2}" for at in wrong]
    log.each("points", rows, remedy, field=name, values=texts.iloc[wrong].tolist())
    return number


def _floors(texts: pd.Series, log: Log) -> list[int | None]:
    floors: list[int | None] = []
    for at, text in enumerate(texts.str.strip()):
        plain = text.removeprefix("-")
        if plain and not (plain.isascii() and plain.isdigit() and len(plain) < 5):
            log.fault("points", "this is no floor; give a whole number", feature=f"row {at + 2}",
                      field="floor", value=text)  # fmt: skip
        floors.append(int(text) if plain.isascii() and plain.isdigit() else None)
    return floors


def _of_layer(path: Path) -> Points:
    try:
        with opened(path, str(path)) as file:
            if len(file.layers) > 1:
                there = ", ".join(file.layers)
                raise _unusable(f"{path} has several layers ({there}); leave only the points")
            frame = load(file, next(iter(file.layers)))
    except UnreadableError as error:
        raise _unusable(str(error)) from None
    if frame.crs is None:
        raise _unusable(f"{path} does not say its CRS; set it")
    shapes = frame.geometry
    good = shapes.notna() & ~shapes.is_empty & (shapes.geom_type == "Point")
    log = Log()
    log.each("points", [f"row {n + 1}" for n in np.flatnonzero(~good)], "this is no point; mend it")
    log.stop()
    degrees = shapes.to_crs(4326)
    there = np.isfinite(degrees.x) & np.isfinite(degrees.y)
    log.each("points", [f"row {n + 1}" for n in np.flatnonzero(~there)], "it lies off the earth")
    log.stop()
    floor: Sequence[int | None] = [None] * len(frame)
    if "floor" in frame:
        floor = [None if pd.isna(value) else int(value) for value in frame["floor"]]
    return Points(frame, degrees.x.tolist(), degrees.y.tolist(), floor)


def _unusable(remedy: str) -> UnusableInputError:
    return UnusableInputError([Fault("points", "", "", "", remedy)])
