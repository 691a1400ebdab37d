"""Atoms for any town, quick to make: what lies nearest to each building within its community."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.frames import Ground, Town


def ground(town: Town) -> Ground:
    """Voronoi polygons of the buildings, cut at the border of each community."""
    points = shapely.point_on_surface(town.buildings.geometry.to_numpy())
    borders = town.communities.geometry.to_numpy()
    home = shapely.STRtree(borders).query_nearest(points, all_matches=False)[1]
    polygons = np.empty(len(points), dtype=object)
    for number, border in enumerate(borders):
        own = np.flatnonzero(home == number)
        tiles = shapely.get_parts(
            shapely.voronoi_polygons(
                shapely.MultiPoint(points[own]), extend_to=border, ordered=True
            )
        )
        cut = shapely.intersection(tiles, border)
        parts = [max(shapely.get_parts(one), key=shapely.area, default=None) for one in cut]
        polygons[own] = np.array(parts, dtype=object)
    order = np.argsort(home, kind="stable")
    return _tables(town, polygons[order], home, order)


def _tables(town: Town, polygons: Any, home: Any, order: Any) -> Ground:
    size = len(polygons)
    rng = np.random.default_rng(0)
    households = np.nan_to_num(town.buildings["households"].to_numpy(dtype=float)).astype(int)
    residents = households * 3
    compounds = town.buildings["compound"].to_numpy(dtype=object)[order]
    site = pd.Series(pd.array(np.full(size, None), dtype="Int32"))
    if len(town.sites):
        site[: min(size, 3)] = len(town.sites) - 1
    atoms = gpd.GeoDataFrame(
        {
            "community": home[order],
            "households": households[order],
            "residents": residents[order],
            "buildings": np.ones(size, dtype=np.int64),
            "area": shapely.area(polygons),
            "staircase": pd.Series(pd.array(np.full(size, None), dtype="Int32")),
            "site": site,
            "compound": pd.Series(compounds, dtype=object),
        },
        geometry=polygons,
        crs=town.communities.crs,
    )
    low, high = shapely.STRtree(polygons).query(polygons, predicate="touches")
    kept = (low < high) & (home[order][low] == home[order][high])
    low, high = (side[kept] for side in (low, high))
    near = np.lexsort((high, low))
    low, high = low[near], high[near]
    metres = {side: rng.random(len(low)).round(3) for side in ("east", "south", "west", "north")}
    named = pd.Series(rng.random(len(low)) < 0.3)
    edges = pd.DataFrame(
        {
            "low": low, "high": high, "length": rng.random(len(low)), "cost": rng.random(len(low)),
            "passable": rng.random(len(low)) > 0.2, "reachable": rng.random(len(low)) > 0.1,
            **metres,
            "along": pd.Series(named.map({True: "人民路", False: None}), dtype=object),
            "along_en": pd.Series(named.map({True: "Renmin Rd", False: None}), dtype=object),
        }
    )  # fmt: skip
    outer = np.flatnonzero(rng.random(size) < 0.1)
    rims = pd.DataFrame(
        {
            "atom": outer, "part": np.zeros(len(outer), dtype=np.int64),
            **{name: rng.random(len(outer)) for name in ("length", *metres)},
            "along": pd.Series([None] * len(outer), dtype=object),
            "along_en": pd.Series([None] * len(outer), dtype=object),
        }
    )  # fmt: skip
    members = pd.DataFrame(
        {
            "atom": np.arange(size), "building": order,
            "households": households[order], "residents": residents[order],
        }
    )  # fmt: skip
    buildings = pd.DataFrame(
        {
            "community": home, "households": households, "residents": residents,
            "source": pd.Series(["estimated"] * size, dtype=object),
            "floors": np.full(size, 2), "staircases": np.full(size, 1),
        }
    )  # fmt: skip
    digests = tuple(f"digest {code}" for code in town.communities["code"])
    return Ground(atoms, edges, rims, members, buildings, digests, ("made for a test",))
