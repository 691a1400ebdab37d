"""Do the outlines tile the communities, in one piece each, cutting no building?"""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import shapely

from tests.oracle.case import SQUARE_CENTIMETRE, Case


def crs_is_kept(case: Case) -> Iterator[str]:
    """Outputs come in the CRS of the input."""
    for layer in ("grids", "microgrids", "placed", "parts"):
        if getattr(case, layer).crs != case.communities.crs:
            yield f"{layer} are in {getattr(case, layer).crs}"


def communities_are_tiled(case: Case) -> Iterator[str]:
    """No gap, no overlap, nothing outside, above a square centimetre a community."""
    for code, outline in zip(case.communities["code"], case.communities.geometry, strict=True):
        mine = case.grids.geometry[case.grids["community"] == code].to_numpy()
        whole = shapely.union_all(mine)
        figures = {
            "gap": outline.difference(whole).area,
            "outside": whole.difference(outline).area,
            "overlap": shapely.area(mine).sum() - whole.area,
        }
        for what, size in figures.items():
            if size * case.square > SQUARE_CENTIMETRE:
                yield f"community {code}: {what} of {size * case.square:.6f} m2"


def grids_are_a_coverage(case: Case) -> Iterator[str]:
    """Neighbours share their borders vertex by vertex, across communities too."""
    outlines = case.grids.geometry.to_numpy()
    if not shapely.coverage_is_valid(outlines):
        edges = shapely.coverage_invalid_edges(outlines)
        torn = np.flatnonzero(~shapely.is_empty(edges))
        for code in case.grids["code"].iloc[torn]:
            yield f"grid {code}: its border does not match its neighbour's"


def microgrids_tile_grids(case: Case) -> Iterator[str]:
    """Micro-grids fill their grid; only those that hold floors may lie above each other."""
    inner = dict(iter(case.microgrids.groupby("grid")))
    for code, outline in zip(case.grids["code"], case.grids.geometry, strict=True):
        if code not in inner:
            yield f"grid {code} has no micro-grid"
            continue
        whole = shapely.union_all(inner[code].geometry.to_numpy())
        size = outline.symmetric_difference(whole).area * case.square
        if size > SQUARE_CENTIMETRE:
            yield f"grid {code}: its micro-grids miss or exceed it by {size:.6f} m2"
    yield from _forbidden_overlaps(case)
    stacked = set(case.parts["microgrid"])
    plain = case.microgrids[~case.microgrids["code"].isin(stacked)].geometry
    if len(plain) and not shapely.coverage_is_valid(plain.to_numpy()):
        yield "borders of micro-grids do not match their neighbours' (towers left aside)"


def _forbidden_overlaps(case: Case) -> Iterator[str]:
    outlines = case.microgrids.geometry.to_numpy()
    codes = case.microgrids["code"].to_numpy()
    first, second = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    size = shapely.area(shapely.intersection(outlines[first], outlines[second])) * case.square
    parts = case.parts[case.parts["floor_from"].notna()]
    towers = parts.groupby("microgrid")["building"].agg(set).to_dict()
    for row in np.flatnonzero(size > SQUARE_CENTIMETRE):
        one, other = codes[first[row]], codes[second[row]]
        mine, yours = towers.get(one, set()), towers.get(other, set())
        # Floors of several towers may be chained (the top of one with the foot of the next); all
        # of the chain then share one outline.
        chained = mine and yours and outlines[first[row]].equals(outlines[second[row]])
        if not (mine & yours or chained):
            yield f"micro-grids {one} and {other} overlap by {size[row]:.6f} m2"


def everything_is_in_one_piece(case: Case) -> Iterator[str]:
    """A grid or micro-grid is a single valid polygon; touching in a point is no contact."""
    for layer in (case.grids, case.microgrids):
        for code, outline in zip(layer["code"], layer.geometry, strict=True):
            if not outline.is_valid:
                yield f"{code} is invalid: {shapely.is_valid_reason(outline)}"
            elif shapely.union_all([outline]).geom_type != "Polygon":
                yield f"{code} is in {len(shapely.get_parts(outline))} pieces"


def no_building_is_cut(case: Case) -> Iterator[str]:
    """No border inside a community crosses a footprint; splits into parts follow the parts."""
    grids = case.grids.set_index("code")
    placed = case.placed[case.placed.geometry.geom_type.isin(["Polygon", "MultiPolygon"])]
    community = placed["grid"].map(grids["community"])
    for code, size in _torn(case, placed, placed["grid"], case.grids, community):
        yield f"building {code} reaches {size:.6f} m2 into another grid of its community"
    whole = placed[placed["microgrid"].notna()]
    level = case.microgrids.assign(community=case.microgrids["grid"].map(grids["community"]))
    for code, size in _torn(case, whole, whole["microgrid"], level, community.loc[whole.index]):
        yield f"building {code} is cut by a micro-grid: {size:.6f} m2"
    yield from _parts_leave_their_microgrid(case)


def _torn(
    case: Case,
    buildings: gpd.GeoDataFrame,
    own: gpd.GeoSeries,
    units: gpd.GeoDataFrame,
    community: gpd.GeoSeries,
) -> Iterator[tuple[str, float]]:
    """Footprints lying partly in a foreign unit of their community, and by how much."""
    shapes, outlines = buildings.geometry.to_numpy(), units.geometry.to_numpy()
    which, unit = shapely.STRtree(outlines).query(shapes, predicate="intersects")
    foreign = units["code"].to_numpy()[unit] != own.to_numpy()[which]
    home = units["community"].to_numpy()[unit] == community.to_numpy()[which]
    which, unit = which[foreign & home], unit[foreign & home]
    inside = shapely.area(shapely.intersection(shapes[which], outlines[unit])) * case.square
    # Wholly inside two units is an overlap, which is judged by itself.
    partly = (inside > SQUARE_CENTIMETRE) & (
        inside < shapely.area(shapes[which]) * case.square - SQUARE_CENTIMETRE
    )
    ids = buildings["id"].to_numpy()[which]
    yield from zip(ids[partly], inside[partly], strict=True)


def _parts_leave_their_microgrid(case: Case) -> Iterator[str]:
    if case.parts.empty:
        return
    outline = case.microgrids.set_index("code").geometry.reindex(case.parts["microgrid"]).to_numpy()
    # Where a community's border runs through a building, only the near side counts.
    home = case.communities.set_index("code").geometry
    home = home.reindex(case.parts["microgrid"].str[:12]).to_numpy()
    part = shapely.intersection(case.parts.geometry.to_numpy(), home)
    outside = shapely.area(shapely.difference(part, outline)) * case.square
    for row in np.flatnonzero(outside > SQUARE_CENTIMETRE):
        building, number = case.parts["building"].iloc[row], case.parts["part"].iloc[row]
        yield f"building {building} part {number}: {outside[row]:.6f} m2 outside its micro-grid"


CHECKS = (
    crs_is_kept,
    communities_are_tiled,
    grids_are_a_coverage,
    microgrids_tile_grids,
    everything_is_in_one_piece,
    no_building_is_cut,
)
