"""Households, residents, floors and heights: the truth, and what the survey knows of it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from gis.sample.bend import Floats

RESIDENTS = 2.6
"""Mean residents of a household."""

DORMITORY = {"school": (24, 60), "industry": (20, 70)}
"""Quarters whose smallest building is a dormitory, with its range of households."""


def populate(houses: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Add the true ``households``, ``residents``, ``height``; dormitories among works and schools.

    Parameters
    ----------
    houses
        Footprints in metres with ``quarter``, ``lot``, ``use``, ``floors``, ``staircases``.
    """
    houses = _dormitories(houses.copy(), rng)
    households = _households(houses, rng)
    houses["households"] = households
    size = np.where(houses["dormitory"], 2.4, RESIDENTS - 1)
    houses["residents"] = households + rng.poisson(households * size)
    hall = houses["use"].isin(["industrial"]) | houses["quarter"].eq("market")
    storey = np.where(hall, rng.uniform(5.5, 8.0, len(houses)), rng.uniform(2.9, 3.2, len(houses)))
    houses["height"] = np.round(houses["floors"] * storey + rng.uniform(0, 0.8, len(houses)), 1)
    return houses


def _dormitories(houses: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    houses["dormitory"] = False
    some = houses[houses["quarter"].isin(list(DORMITORY))]
    some = some.assign(area=some.area, built=some.groupby("lot")["use"].transform("size"))
    smallest = (
        some[some["built"] >= 3].sort_values("area", kind="stable").groupby("lot").head(1).index
    )
    houses.loc[smallest, "dormitory"] = True
    houses.loc[smallest, "use"] = "residential"
    houses.loc[smallest, "floors"] = rng.integers(4, 7, len(smallest))
    return houses


def _households(houses: gpd.GeoDataFrame, rng: np.random.Generator) -> Floats:
    """(n,) households by quarter: flats where there are staircases, families else."""
    floors, stairs = houses["floors"].to_numpy(), houses["staircases"].to_numpy()
    quarter, n = houses["quarter"].to_numpy(), len(houses)
    flats_a_landing = np.where((quarter == "tower") & (stairs == 1), 4, 2)
    flats = np.nan_to_num(floors * stairs * flats_a_landing).astype(np.int64)
    over_shops = np.maximum(floors - 1, 0) * np.maximum(1, np.round(houses.area / 125))
    low, high = (
        np.select(
            [quarter == name for name in DORMITORY], [ends[side] for ends in DORMITORY.values()], 1
        )
        for side in (0, 1)
    )
    found = np.select(
        [houses["dormitory"], np.isin(quarter, ["slab", "tower"]) | (flats > 0),
         houses["use"].eq("mixed"), quarter == "old", quarter == "rows", quarter == "village"],
        [rng.integers(low, high + 1),
         rng.binomial(flats, 0.95),
         rng.binomial(over_shops.to_numpy().astype(np.int64), 0.85),
         rng.choice([0, 1, 1, 1, 1, 2, 2, 3], n),
         rng.choice([1, 1, 1, 2, 2, 3], n),
         rng.choice([0, 1, 1, 1, 1, 1, 1, 1, 1, 2], n)],
        0,
    )  # fmt: skip
    return np.asarray(found, dtype=np.float64)


def survey(houses: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """What the survey knows: some counts, floors, heights and staircases are missing.

    A few lots were never surveyed, and single houses anywhere; each house keeps its use and
    either its floors or its height. Villages with ``only_total`` are known as a whole alone.
    """
    known = houses.copy()
    n = len(known)
    lived_in = known["use"].isin(["residential", "mixed"]).to_numpy()
    group = known["quarter"] + known["lot"].astype(str)
    skipped = rng.random(group.nunique()) < 0.05
    gone = skipped[group.factorize()[0]] & known["quarter"].ne("old").to_numpy()
    gone |= (rng.random(n) < 0.075) | known["only_total"].to_numpy()
    nobody = ~lived_in & (rng.random(n) < 0.5)
    known.loc[(gone & lived_in) | nobody, ["households", "residents"]] = np.nan
    part = rng.random(n)
    known.loc[part < 0.08, "floors"] = np.nan
    known.loc[part > 0.88, "height"] = np.nan
    known.loc[rng.random(n) < 0.35, "staircases"] = np.nan
    return known
