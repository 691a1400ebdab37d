"""Sites and compounds as layers."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.sample import names
from gis.sample.layout import Geometries
from gis.sample.walls import ESTATES

STREET_INSIDE = 10.0
"""Streets up to twice as wide inside an industrial park belong to it, in metres."""

LANE_INSIDE = 4.3
"""The same for lanes in a natural village."""


def sites(lots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Sites ``id``, ``category``, ``name``: one a lot, the lots of an industrial park together."""
    single = lots[lots["site"].notna() & (lots["site"] != "works")]
    own = gpd.GeoDataFrame(
        {"category": single["quarter"].to_numpy(), "name": single["name"].to_numpy(),
         "town": single["town"].to_numpy()},
        geometry=single["ground"].to_numpy(),
    )  # fmt: skip
    works = lots[lots["site"] == "works"]
    parks = [_park(int(town), part["ground"].to_numpy()) for town, part in works.groupby("town")]
    found = gpd.GeoDataFrame(pd.concat([own, *parks], ignore_index=True))
    found = found.sort_values("town", kind="stable", ignore_index=True)
    found.insert(0, "id", [f"S{number:05d}" for number in range(1, len(found) + 1)])
    return gpd.GeoDataFrame(found[["id", "category", "name", "geometry"]])


def _park(town: int, grounds: Geometries) -> gpd.GeoDataFrame:
    grown = shapely.union_all(shapely.buffer(grounds, STREET_INSIDE + 2.5, join_style="mitre"))
    closed = shapely.buffer(grown, -(STREET_INSIDE + 2.5), join_style="mitre")
    closed = shapely.union_all(np.append(grounds, closed), grid_size=0.01)
    parts = shapely.get_parts(closed)
    head = names.town_name(town).removesuffix("镇")
    ending = [""] if len(parts) == 1 else [f"{mark}区" for mark in "一二三四五六七"[: len(parts)]]
    return gpd.GeoDataFrame(
        {
            "category": "industrial_park",
            "name": [f"{head}工业园{mark}" for mark in ending],
            "town": town,
        },
        geometry=[shapely.polygons(part.exterior) for part in parts],
    )


def estates(lots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Compounds of flats: ``name``, ``lot`` and outline."""
    own = lots[lots["quarter"].isin(ESTATES)]
    return gpd.GeoDataFrame(
        {"name": own["name"].to_numpy(), "lot": own.index.to_numpy()},
        geometry=own["ground"].to_numpy(),
    )


def villages(land: gpd.GeoDataFrame, named: np.ndarray) -> gpd.GeoDataFrame:
    """Natural villages as compounds: ``name``, ``hamlet`` and outline over their lanes.

    Parameters
    ----------
    land
        Village lots with ``hamlet``.
    named
        Name of each hamlet.
    """
    codes, hamlets = land["hamlet"].factorize(sort=True)
    order = np.argsort(codes, kind="stable")
    bundle = shapely.multipolygons(land.geometry.to_numpy()[order], indices=codes[order])
    grown = shapely.buffer(bundle, LANE_INSIDE, join_style="mitre")
    closed = shapely.buffer(grown, -LANE_INSIDE, join_style="mitre")
    closed = shapely.union(closed, bundle, grid_size=0.01)
    parts, at = shapely.get_parts(closed, return_index=True)
    parts = shapely.polygons(shapely.get_exterior_ring(parts))
    hamlet = np.asarray(hamlets)[at]
    return gpd.GeoDataFrame({"name": named[hamlet], "hamlet": hamlet}, geometry=parts)
