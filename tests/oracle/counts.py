"""Are codes unique and nested, and do households add up at every level?"""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from tests.oracle.case import SQUARE_CENTIMETRE, Case

LOST = 0.01
"""Square metres by which the parts of a tower may miss its footprint: they are drawn, not owned."""


def codes_are_unique_and_nested(case: Case) -> Iterator[str]:
    """12 digits, + 3 for a grid, + 2 for a micro-grid; each begins with its parent's."""
    communities, grids = set(case.communities["code"]), set(case.grids["code"])
    levels = (
        (case.grids, "community", communities, 15),
        (case.microgrids, "grid", grids, 17),
    )
    for layer, parent, known, length in levels:
        for code in layer["code"][layer["code"].duplicated()]:
            yield f"{code} occurs twice"
        for code, above in zip(layer["code"], layer[parent], strict=True):
            if not (code.isdigit() and len(code) == length):
                yield f"{code} has not {length} digits"
            if above not in known:
                yield f"{code} lies in {above}, which does not exist"
            elif not code.startswith(above):
                yield f"{code} does not begin with the code of {above}"
    yield from (
        f"community {code} has no grid" for code in communities - set(case.grids["community"])
    )


def numbers_leave_no_gap(case: Case) -> Iterator[str]:
    """Base grids count 001, 002 ... in each community, dedicated ones from 901."""
    for (community, kind), codes in case.grids.groupby(["community", "kind"])["code"]:
        start = 1 if kind == "base" else 901
        numbers = sorted(int(code[12:]) for code in codes)
        if numbers != list(range(start, start + len(numbers))):
            yield f"community {community}: {kind} grids are numbered {numbers}"


def every_building_is_placed_once(case: Case) -> Iterator[str]:
    """The same buildings come out, each in a grid and micro-grid, where it stands."""
    given = pd.Index(case.buildings["id"].astype(str))
    placed = pd.Index(case.placed["id"].astype(str))
    if not placed.is_unique or set(given) != set(placed):
        yield f"{len(given)} buildings went in, {len(placed)} came out"
    for level, column in ((case.grids, "grid"), (case.microgrids, "microgrid")):
        lost = case.placed[column].dropna()
        yield from (f"no {column} {code}" for code in set(lost) - set(level["code"]))
    yield from (f"building {i} has no grid" for i in case.placed["id"][case.placed["grid"].isna()])
    split, unplaced = (
        set(case.parts["building"]),
        case.placed["id"][case.placed["microgrid"].isna()],
    )
    yield from (f"building {i} has neither micro-grid nor parts" for i in set(unplaced) - split)
    yield from (f"building {i} is both split and whole" for i in split - set(unplaced))
    yield from _misplaced(case)


def _misplaced(case: Case) -> Iterator[str]:
    outline = case.grids.set_index("code").geometry.reindex(case.placed["grid"]).to_numpy()
    shapes = case.placed.geometry.to_numpy()
    apart = ~shapely.intersects(shapes, outline)
    yield from (f"building {i} lies outside its grid" for i in case.placed["id"].to_numpy()[apart])


def surveyed_counts_are_kept(case: Case) -> Iterator[str]:
    """A household count that was given comes out unchanged and says so."""
    if "households" not in case.buildings:
        return
    given = case.buildings.assign(id=case.buildings["id"].astype(str)).set_index("id")["households"]
    placed = case.placed.set_index("id")
    known = given.dropna()
    now = placed["households"].reindex(known.index)
    yield from (f"building {i}: {known[i]} became {now[i]}" for i in known.index[now != known])
    source = placed["households_source"].reindex(known.index)
    yield from (f"building {i}: given, yet {source[i]}" for i in source.index[source != "surveyed"])


def known_totals_are_met(case: Case) -> Iterator[str]:
    """Totals of communities and population polygons are met, where homes are left to count."""
    given = case.buildings.assign(id=case.buildings["id"].astype(str)).set_index("id")
    given = given.reindex(case.placed["id"])
    surveyed = given.get("households", pd.Series(np.nan, index=given.index)).to_numpy(dtype=float)
    use = given.get("use", pd.Series(None, index=given.index, dtype=object))
    open_ = np.isnan(surveyed) & (use.isna() | use.isin(["residential", "mixed"])).to_numpy()
    counted = case.placed["households"].to_numpy()
    inner = shapely.point_on_surface(case.placed.geometry.to_numpy())
    for layer, name in ((case.communities, "code"), (case.population, "id")):
        if "households" not in layer:
            continue
        known = layer[layer["households"].notna()]
        for label, total, outline in zip(
            known[name], known["households"], known.geometry, strict=True
        ):
            mine = shapely.contains(outline, inner)
            within_reach = open_[mine].any() and np.nansum(surveyed[mine]) <= total
            if within_reach and counted[mine].sum() != total:
                yield f"{label}: {total} are known, {counted[mine].sum()} were placed"


def households_add_up(case: Case) -> Iterator[str]:
    """Parts to buildings, buildings to micro-grids, to grids, to communities."""
    placed, parts = case.placed, case.parts
    totals = placed.set_index("id")["households"]
    split = parts.groupby("building")["households"].sum()
    yield from _differ("building", split, totals.reindex(split.index))

    whole = placed[placed["microgrid"].notna()]
    pieces = pd.concat(
        [whole[["microgrid", "households"]], parts[["microgrid", "households"]]]
    ).groupby("microgrid")["households"]
    micro = case.microgrids.set_index("code")["households"]
    yield from _differ("micro-grid", micro, pieces.sum().reindex(micro.index, fill_value=0))

    grids = case.grids.set_index("code")["households"]
    inner = case.microgrids.groupby("grid")["households"].sum()
    homes = placed.groupby("grid")["households"].sum()
    yield from _differ("grid (micro-grids)", grids, inner.reindex(grids.index, fill_value=0))
    yield from _differ("grid (buildings)", grids, homes.reindex(grids.index, fill_value=0))
    yield from _differ_by_community(case)


def _differ(what: str, stored: pd.Series, summed: pd.Series) -> Iterator[str]:
    for code in stored.index[stored.to_numpy() != summed.to_numpy()]:
        yield f"{what} {code}: {stored[code]} stored, {summed[code]} counted"


def _differ_by_community(case: Case) -> Iterator[str]:
    """Where a building stands decides its community, unless a border runs through it."""
    shapes = case.placed.geometry.to_numpy()
    outlines = case.communities.geometry.to_numpy()
    which, where = shapely.STRtree(outlines).query(shapes, predicate="intersects")
    inside = shapely.area(shapely.intersection(shapes[which], outlines[where])) * case.square
    point = shapely.get_dimensions(shapes[which]) == 0
    kept = point | (inside > SQUARE_CENTIMETRE)
    standing = (
        pd.Series(case.communities["code"].to_numpy()[where[kept]]).groupby(which[kept]).agg(set)
    )
    stored = case.placed["grid"].str[:12]
    for row, codes in standing.items():
        if stored.iloc[row] not in codes:
            yield f"building {case.placed['id'].iloc[row]} is counted in {stored.iloc[row]}"


def buildings_and_areas_are_true(case: Case) -> Iterator[str]:
    """Numbers of buildings are exact; areas agree with the ellipsoid to half a percent."""
    grids = case.grids.set_index("code")
    number = case.placed.groupby("grid").size().reindex(grids.index, fill_value=0)
    yield from _differ("grid (number of buildings)", grids["buildings"], number)
    lonlat = gpd.GeoSeries(grids.geometry, crs=case.grids.crs).to_crs(4326)
    geod = Geod(ellps="WGS84")
    true = np.array([abs(geod.geometry_area_perimeter(shape)[0]) for shape in lonlat])
    for code in grids.index[np.abs(grids["area_m2"] - true) > 0.005 * true + 1]:
        yield f"grid {code}: area_m2 is {grids['area_m2'][code]}"


def stacked_parts_are_disjoint(case: Case) -> Iterator[str]:
    """Parts of a tower are separate staircases, or separate ranges of floors of one."""
    for building, parts in case.parts.groupby("building"):
        for _, floors in parts.groupby(parts["staircase"].fillna(0)):
            ranges = floors[["floor_from", "floor_to"]].dropna().sort_values("floor_from")
            first, last = ranges["floor_from"].to_numpy(), ranges["floor_to"].to_numpy()
            if (first > last).any() or (first[1:] != last[:-1] + 1).any():
                yield f"building {building}: floors {list(zip(first, last, strict=True))}"
        footprint = shapely.union_all(parts.geometry.to_numpy())
        whole = case.placed.geometry[case.placed["id"] == building].iloc[0]
        size = whole.symmetric_difference(footprint).area * case.square
        if size > LOST:
            yield f"building {building}: its parts miss its footprint by {size:.6f} m2"


CHECKS = (
    codes_are_unique_and_nested,
    numbers_leave_no_gap,
    every_building_is_placed_once,
    surveyed_counts_are_kept,
    known_totals_are_met,
    households_add_up,
    buildings_and_areas_are_true,
    stacked_parts_are_disjoint,
)
