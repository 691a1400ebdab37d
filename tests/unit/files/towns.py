"""A town of two communities, three buildings and whatever a test adds; and how it is broken."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point, box

from gis.errors import Fault, UnusableInputError
from gis.files import read_town, write_layers

CRS = "EPSG:4549"
X, Y = 500_000.0, 3_000_000.0
SIDE = 1000.0


def communities(**columns: Sequence[Any]) -> gpd.GeoDataFrame:
    """Two squares of one kilometre side by side."""
    values: dict[str, Any] = {
        "code": ["330106001001", "330106001202"],
        "name": ["文苑社区", "青枫村"],
        "kind": ["urban", "rural"],
    }
    shapes = [box(X + i * SIDE, Y, X + (i + 1) * SIDE, Y + SIDE) for i in range(2)]
    return gpd.GeoDataFrame({**values, **columns}, geometry=shapes, crs=CRS)


def buildings(**columns: Sequence[Any]) -> gpd.GeoDataFrame:
    """Three houses; two in the first community."""
    values: dict[str, Any] = {"id": ["a", "b", "c"], "households": [10, 20, 30]}
    shapes = [box(X + 10 + i * 600, Y + 10, X + 40 + i * 600, Y + 30) for i in range(3)]
    return gpd.GeoDataFrame({**values, **columns}, geometry=shapes, crs=CRS)


def barriers(**columns: Sequence[Any]) -> gpd.GeoDataFrame:
    """Two lines across the town."""
    values: dict[str, Any] = {"class": ["primary", "river"], "name": ["人民路", None]}
    lines = [LineString([(X, Y + 100 * i), (X + 2 * SIDE, Y + 100 * i)]) for i in (5, 7)]
    return gpd.GeoDataFrame({**values, **columns}, geometry=lines, crs=CRS)


def sites(**columns: Sequence[Any]) -> gpd.GeoDataFrame:
    """A school and a park."""
    values: dict[str, Any] = {
        "id": ["s1", "s2"],
        "category": ["school", "scenic_spot"],
        "name": ["实验小学", None],
    }
    shapes = [box(X + 700, Y + 700, X + 800, Y + 800), Point(X + 1500, Y + 500)]
    return gpd.GeoDataFrame({**values, **columns}, geometry=shapes, crs=CRS)


def squares(**columns: Sequence[Any]) -> gpd.GeoDataFrame:
    """Two polygons for compounds, population or grids."""
    shapes = [box(X + i * 600, Y, X + i * 600 + 300, Y + 300) for i in range(2)]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def moved(frame: gpd.GeoDataFrame, row: int, geometry: Any) -> gpd.GeoDataFrame:
    """The frame with another geometry in one row."""
    changed = frame.copy()
    shapes = list(frame.geometry)
    shapes[row] = geometry
    changed.geometry = gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs)
    return changed


def write(folder: Path, **layers: gpd.GeoDataFrame) -> Path:
    """Write the town, with ``layers`` in place of its own or beside them."""
    path = folder / "town.gpkg"
    frames = {"communities": communities(), "buildings": buildings(), **layers}
    write_layers(path, frames)
    return path


def faults_of(path: Path | str | None, **options: Any) -> tuple[Fault, ...]:
    """The faults for which a town is refused."""
    with pytest.raises(UnusableInputError) as refused:
        read_town(path, **options)
    return refused.value.faults


def only_fault(path: Path | str | None, **options: Any) -> Fault:
    """The fault for which a town is refused, where there is exactly one."""
    faults = faults_of(path, **options)
    assert len(faults) == 1, "\n".join(map(str, faults))
    return faults[0]
