"""Everything that stands: lots with their quarters, houses, ponds, natural villages."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.sample import communities, houses, lots, names, quarters, sites, walls
from gis.sample.bend import Floats, Ints
from gis.sample.hamlets import RURAL_SHARE
from gis.sample.layout import County, Geometries
from gis.sample.network import Network


@dataclass(frozen=True)
class Built:
    """What was built on the ground.

    Parameters
    ----------
    lots
        Town lots with ``quarter``, ``site``, ``name``, ``walled``, ``ground``; ``field`` where
        nothing stands yet.
    land
        Village lots with ``hamlet``.
    houses
        All buildings, ordered by town, lot and row; ``hamlet`` -1 in towns.
    ponds
        Water in the parks.
    units
        (faces,) pieces of land that no community border parts.
    hamlet_names
        Names of the natural villages.
    """

    lots: gpd.GeoDataFrame
    land: gpd.GeoDataFrame
    houses: gpd.GeoDataFrame
    ponds: Geometries
    units: Ints
    hamlet_names: np.ndarray

    def with_houses(self, changed: gpd.GeoDataFrame) -> Built:
        """The same with other columns of houses."""
        return replace(self, houses=changed)

    def compounds(self, plots: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, np.ndarray]:
        """Compounds (``id``, ``name``, ``hamlet``) and the compound of each house, or None."""
        found = gpd.GeoDataFrame(
            pd.concat(
                [sites.estates(plots), sites.villages(self.land, self.hamlet_names)],
                ignore_index=True,
            )
        )
        house, compound = shapely.STRtree(found.geometry.to_numpy()).query(
            self.houses.geometry.to_numpy(), predicate="within"
        )
        used = np.isin(np.arange(len(found)), compound)
        found["id"] = ""
        found.loc[used, "id"] = [f"C{number:05d}" for number in range(1, used.sum() + 1)]
        of_house = np.full(len(self.houses), None, dtype=object)
        of_house[house] = found["id"].to_numpy()[compound]
        return gpd.GeoDataFrame(found[used].reset_index(drop=True)), of_house

    def population(self, compounds: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Totals of the natural villages that were only counted as a whole."""
        counted = self.houses[self.houses["only_total"]]
        totals = counted.groupby("hamlet")[["households", "residents"]].sum()
        own = compounds[compounds["hamlet"].isin(totals.index)]
        shapes = own.dissolve("hamlet").geometry.loc[totals.index]
        return gpd.GeoDataFrame(
            {"id": [f"P{number:05d}" for number in range(1, len(totals) + 1)],
             "households": totals["households"].to_numpy(),
             "residents": totals["residents"].to_numpy()},
            geometry=shapes.to_numpy(),
        )  # fmt: skip


def erect(
    network: Network, county: County, water: Geometries, middles: Floats, outlines: Geometries,
    rng: np.random.Generator,
) -> Built:  # fmt: skip
    """Build towns and villages until each town has its quota."""
    plots = quarters.assign(lots.lots_of(network, water, county, middles), network, county, rng)
    units = communities.land_units(network)
    land = _on_one_side(lots.village_lots(network, outlines, water), units)
    urban = _build_lots(plots, rng)
    plots = _leave_empty(plots, urban)
    urban = urban[(plots["quarter"] != "field").to_numpy()[urban["lot"]]].reset_index(drop=True)
    ponds, urban = _dig_ponds(plots, urban, rng)
    rural = _village_houses(land, rng)
    urban_quota = county.quotas - np.floor(county.quotas * RURAL_SHARE).astype(np.int64)
    plots, urban = _first_lots(plots, urban, urban_quota)
    left = county.quotas - np.bincount(urban["town"], minlength=len(county.quotas))
    rural = _core_of_villages(rural, left)
    together = gpd.GeoDataFrame(pd.concat([urban, rural], ignore_index=True))
    order = ["town", "hamlet", "lot", "row", "place"]
    together = together.sort_values(order, kind="stable", ignore_index=True)
    land = land[land["hamlet"].isin(together["hamlet"])].reset_index(drop=True)
    plots = walls.name_lots(walls.enclose(plots, rng), rng)
    return Built(plots, land, together, ponds, units, _hamlet_names(network, outlines, rng))


def _build_lots(plots: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    parts = []
    for quarter, own in plots[plots["quarter"] != "field"].groupby("quarter"):
        found = houses.build(own.geometry.to_numpy(), str(quarter), rng)
        at = own.index.to_numpy()[found["lot"]]
        parts.append(found.assign(lot=at, quarter=quarter))
    built = houses.without_overlaps(gpd.GeoDataFrame(pd.concat(parts, ignore_index=True)))
    lot = built["lot"].to_numpy()
    return built.assign(
        town=plots["town"].to_numpy()[lot], face=plots["face"].to_numpy()[lot], hamlet=-1
    )


def _leave_empty(plots: gpd.GeoDataFrame, urban: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Lots where nothing fits, or a single block of flats would stand alone, stay fields."""
    count = np.bincount(urban["lot"], minlength=len(plots))
    lonely = (count < 2) & plots["quarter"].isin(walls.ESTATES).to_numpy()
    single = lonely & plots["site"].isna().to_numpy()
    empty = single | ((count == 0) & (plots["site"] != "park").to_numpy())
    return plots.assign(
        quarter=plots["quarter"].where(~empty, "field"), site=plots["site"].where(~empty, None)
    )


def _dig_ponds(
    plots: gpd.GeoDataFrame, urban: gpd.GeoDataFrame, rng: np.random.Generator
) -> tuple[Geometries, gpd.GeoDataFrame]:
    """A pond in each park; pavilions stand clear of it."""
    parks = plots.geometry.to_numpy()[plots["site"] == "park"]
    angle = np.linspace(0, 2 * np.pi, 36, endpoint=False)
    phase = rng.uniform(0, 6, (len(parks), 2, 1))
    shape = 1 + 0.22 * np.sin(2 * angle + phase[:, 0]) + 0.12 * np.sin(3 * angle + phase[:, 1])
    around = np.column_stack([np.cos(angle), np.sin(angle)])
    inner = shapely.buffer(parks, -0.12 * np.sqrt(shapely.area(parks)))
    middle = shapely.get_coordinates(shapely.centroid(parks))
    reach = 0.3 * np.sqrt(shapely.area(parks))
    rings = middle[:, None] + reach[:, None, None] * shape[..., None] * around
    ponds = shapely.intersection(shapely.polygons(rings), inner)
    ponds = shapely.transform(houses.largest(ponds), lambda xy: np.round(xy, 2))
    wet = shapely.STRtree(urban.geometry.to_numpy()).query(
        ponds, predicate="dwithin", distance=3.0
    )[1]
    return ponds, gpd.GeoDataFrame(urban.drop(index=wet).reset_index(drop=True))


def _on_one_side(land: gpd.GeoDataFrame, units: Ints) -> gpd.GeoDataFrame:
    """Only the larger part of a village that a border parts."""
    unit = pd.Series(units[land["face"].to_numpy()], index=land.index)
    size = land.area.groupby([land["hamlet"], unit]).transform("sum")
    return gpd.GeoDataFrame(
        land[size == size.groupby(land["hamlet"]).transform("max")].reset_index(drop=True)
    )


def _village_houses(land: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    found = houses.without_overlaps(houses.build(land.geometry.to_numpy(), "village", rng))
    lot = found["lot"].to_numpy()
    return found.assign(
        quarter="village", town=land["town"].to_numpy()[lot], face=land["face"].to_numpy()[lot],
        hamlet=land["hamlet"].to_numpy()[lot],
    )  # fmt: skip


def _first_lots(
    plots: gpd.GeoDataFrame, urban: gpd.GeoDataFrame, quota: Ints
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Sites, then lots from the middle outward, until a town has its quota; fields beyond."""
    count = np.bincount(urban["lot"], minlength=len(plots))
    order = np.lexsort((plots["far"], plots["site"].isna(), plots["town"]))
    town = plots["town"].to_numpy()[order]
    running = np.cumsum(count[order])
    before = np.concatenate([[0], running])[np.searchsorted(town, town)]
    built = np.empty(len(plots), dtype=bool)
    built[order] = running - before <= quota[town]
    built |= plots["site"].notna().to_numpy()
    kept = urban[built[urban["lot"].to_numpy()]].reset_index(drop=True)
    return plots.assign(quarter=plots["quarter"].where(built, "field")), gpd.GeoDataFrame(kept)


def _core_of_villages(rural: gpd.GeoDataFrame, left: Ints) -> gpd.GeoDataFrame:
    """As many village houses as a town has left; every village loses the same share at its rim."""
    spots = shapely.get_coordinates(rural.centroid.to_numpy())
    hamlet = rural["hamlet"].to_numpy()
    members = np.bincount(hamlet)
    total = np.column_stack([np.bincount(hamlet, spots[:, axis]) for axis in (0, 1)])
    middle = total / np.maximum(members, 1)[:, None]
    away = pd.Series(np.hypot(*(spots - middle[hamlet]).T))
    share = away.groupby(hamlet).rank(method="first").to_numpy() / members[hamlet]
    order = np.lexsort((share, rural["town"]))
    town = rural["town"].to_numpy()[order]
    rank = np.arange(len(town)) - np.searchsorted(town, town)
    return gpd.GeoDataFrame(rural.iloc[np.sort(order[rank < left[town]])])


def _hamlet_names(network: Network, outlines: Geometries, rng: np.random.Generator) -> np.ndarray:
    """A name for each village, distinct within its town."""
    middles = shapely.centroid(outlines)
    named = np.full(len(outlines), "", dtype=object)
    hamlet, face = shapely.STRtree(network.faces.geometry.to_numpy()).query(
        middles, predicate="within"
    )
    town = network.faces["town"].to_numpy()[face]
    for number in np.unique(town):
        own = hamlet[town == number]
        named[own] = names.distinct(
            names.SURNAMES, names.VILLAGE_ENDINGS, len(own), rng, mixed=True
        )
    return named
