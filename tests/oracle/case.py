"""The two files of a case, and what a unit of their CRS is in metres."""

from __future__ import annotations

import math
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely

SQUARE_CENTIMETRE = 1e-4
HOMES = (300, 500)
MICRO = (50, 80)


@dataclass(frozen=True)
class Case:
    """A town and its proposal, as read; ``metres`` of a unit along x and y."""

    communities: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    barriers: gpd.GeoDataFrame
    crossings: gpd.GeoDataFrame
    compounds: gpd.GeoDataFrame
    population: gpd.GeoDataFrame
    grids: gpd.GeoDataFrame
    microgrids: gpd.GeoDataFrame
    placed: gpd.GeoDataFrame
    parts: gpd.GeoDataFrame
    metres: tuple[float, float]

    @property
    def square(self) -> float:
        """Square metres of a square unit."""
        return self.metres[0] * self.metres[1]

    def in_metres(self, geometries: gpd.GeoSeries) -> gpd.GeoSeries:
        """Geometries with axes scaled to metres; straight lines stay straight."""
        moved = shapely.transform(geometries.to_numpy(), lambda xy: xy * self.metres)
        return gpd.GeoSeries(moved, index=geometries.index)


def load(town: Path, plan: Path) -> Case:
    """Read both files; an absent layer is an empty frame in the CRS of the communities."""
    communities = gpd.read_file(town, layer="communities")
    present = set(pyogrio.list_layers(town)[:, 0])

    def optional(layer: str) -> gpd.GeoDataFrame:
        if layer in present:
            return gpd.read_file(town, layer=layer).to_crs(communities.crs)
        return gpd.GeoDataFrame({"class": []}, geometry=[], crs=communities.crs)

    return Case(
        communities=communities,
        buildings=optional("buildings"),
        barriers=optional("barriers"),
        crossings=optional("crossings"),
        compounds=optional("compounds"),
        population=optional("population"),
        grids=gpd.read_file(plan, layer="grids"),
        microgrids=gpd.read_file(plan, layer="microgrids"),
        placed=gpd.read_file(plan, layer="buildings"),
        parts=gpd.read_file(plan, layer="building_parts"),
        metres=_metres(communities),
    )


def _metres(frame: gpd.GeoDataFrame) -> tuple[float, float]:
    if not frame.crs.is_geographic:
        return 1.0, 1.0
    _, south, _, north = frame.total_bounds
    middle = math.radians((south + north) / 2)
    # Lengths of a degree on the WGS 84 ellipsoid, to centimetres (series in multiples of latitude).
    x = 111412.84 * math.cos(middle) - 93.5 * math.cos(3 * middle) + 0.118 * math.cos(5 * middle)
    y = 111132.954 - 559.822 * math.cos(2 * middle) + 1.175 * math.cos(4 * middle)
    return x, y


def rows(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every layer as stored, geometries as blobs, in the order of the file."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        layers = [name for (name,) in database.execute("SELECT table_name FROM gpkg_contents")]
        stored = {
            layer: database.execute(f'SELECT * FROM "{layer}" ORDER BY rowid').fetchall()  # noqa: S608
            for layer in sorted(layers)
        }
    database.close()
    return stored
