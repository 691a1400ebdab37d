"""Fill lots with houses by recipe."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.sample.bend import Floats, Ints, Waves
from gis.sample.layout import Geometries
from gis.sample.recipes import FRONTAGE, RECIPES, STOREY, Recipe
from gis.sample.rows import Frame, Rows, Slots, fill, filled, footprints, rows_in

CROOKED_ROWS = ((120.0, 2.6, 4), (48.0, 0.8, 4))
"""Waves (length, amplitude, number) that bend rows in old quarters and villages."""

TRIES, LONG = 4, 15.0
"""Draws of a row of houses that may be longer than so many metres."""

COLUMNS = ("lot", "use", "floors", "staircases", "row", "place")


def build(lots: Geometries, quarter: str, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Houses of one quarter in its lots.

    Parameters
    ----------
    lots
        (n,) polygons in metres.
    quarter
        Key of RECIPES, or ``shops``.

    Returns
    -------
    GeoDataFrame
        Footprints with COLUMNS; ``lot`` counts within ``lots``; ordered by lot and row.
    """
    if quarter == "shops":
        return _shop_blocks(lots, rng)
    return _by_rows(lots, RECIPES[quarter], rng)


def _by_rows(lots: Geometries, recipe: Recipe, rng: np.random.Generator) -> gpd.GeoDataFrame:
    room = largest(shapely.buffer(lots, -recipe.setback, join_style="mitre"))
    usable = np.flatnonzero(shapely.area(room) > recipe.depth[0] * recipe.width[0])
    room = room[usable]
    frame = Frame.of(room, np.radians(recipe.turn))
    depth = rng.uniform(*recipe.depth, len(room))
    floors = rng.choice(recipe.floors, len(room))
    yard = rng.uniform(*recipe.yard, len(room)) + recipe.sun * STOREY * floors
    rows = rows_in(room, frame, depth, depth + yard)
    slots, staircases = _places(rows, recipe, rng)
    lot = rows.lot[slots.stretch]
    shape = rng.choice(np.array(recipe.shapes), len(lot))
    waves = Waves.draw(CROOKED_ROWS, rng) if recipe.crooked else None
    drawn = footprints(slots, lot, depth[lot], frame, shape, waves)
    keep = shapely.contains_properly(room[lot], drawn) & (rng.random(len(lot)) >= recipe.empty)
    keep &= _order(lot, keep) < recipe.most
    floors = floors[lot] if recipe.alike else rng.choice(recipe.floors, len(lot))
    return _frame(
        drawn, usable[lot], recipe.use, floors, staircases, rows.row[slots.stretch], slots
    )[keep]


def _order(lot: Ints, keep: np.ndarray) -> Ints:
    """Running number of the kept houses of each lot, north first where rows count upward."""
    chosen = pd.Series(keep.astype(np.int64))[::-1]
    running = chosen.groupby(lot[::-1]).cumsum() - 1
    return np.asarray(running[::-1], dtype=np.int64)


def _frame(
    drawn: Geometries,
    lot: Ints,
    use: str,
    floors: Ints,
    staircases: Floats,
    row: Ints,
    slots: Slots,
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"lot": lot, "use": use, "floors": floors, "staircases": staircases, "row": row,
         "place": slots.place},
        geometry=drawn,
    )  # fmt: skip


def _places(rows: Rows, recipe: Recipe, rng: np.random.Generator) -> tuple[Slots, Floats]:
    """Slots along the stretches, and the staircases of each (NaN without)."""
    narrowest = recipe.width[0] * min(recipe.staircases, default=1)
    most = max(
        1, int(rows.length.max(initial=0) / (narrowest + recipe.gap[0] * (1 - recipe.joined)))
    )
    # Long houses often don't fit: of several draws the one that fills the stretch best is built.
    size = (
        TRIES if recipe.width[1] > LONG or recipe.staircases else 1,
        len(rows.lot),
        min(most, 60) + 1,
    )
    stairs = rng.choice(recipe.staircases, size) if recipe.staircases else np.ones(size)
    widths = rng.uniform(*recipe.width, size) * stairs
    gaps = rng.uniform(*recipe.gap, size)
    gaps[rng.random(size) < recipe.joined] = 0.0
    best = filled(rows, widths, gaps).argmax(axis=0), np.arange(len(rows.lot))
    slots = fill(rows, widths[best], gaps[best], rng.uniform(0.2, 0.8, len(rows.lot)))
    if not recipe.staircases:
        return slots, np.full(len(slots.x), np.nan)
    return slots, stairs[best][slots.stretch, slots.place].astype(float)


def largest(geometries: Geometries) -> Geometries:
    """The largest part of each; an empty polygon stays."""
    parts, at = shapely.get_parts(geometries, return_index=True)
    order = np.lexsort((shapely.area(parts), at))
    last = order[np.flatnonzero(np.diff(at[order], append=-1))]
    largest = np.full(len(geometries), shapely.Polygon(), dtype=object)
    largest[at[last]] = parts[last]
    return largest


def _shop_blocks(lots: Geometries, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Houses along the streets round each lot, and rows of slabs behind them."""
    front = frontage(lots, rng)
    behind = shapely.buffer(lots, -(FRONTAGE.setback + FRONTAGE.depth[1] + 4), join_style="mitre")
    courts = _by_rows(largest(behind), RECIPES["courts"], rng)
    both = gpd.GeoDataFrame(pd.concat([front, courts], ignore_index=True))
    return gpd.GeoDataFrame(both.sort_values("lot", kind="stable", ignore_index=True))


def frontage(lots: Geometries, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """A ring of houses along the edges of each lot; COLUMNS as in ``build``."""
    recipe = FRONTAGE
    rim = shapely.buffer(lots, -recipe.setback, join_style="mitre")
    rim = shapely.orient_polygons(shapely.simplify(largest(rim), 1.2), exterior_cw=False)
    points, lot = shapely.get_coordinates(rim, return_index=True)
    same = lot[1:] == lot[:-1]
    start, end, lot = points[:-1][same], points[1:][same], lot[1:][same]
    length = np.hypot(*(end - start).T)
    long = length > recipe.depth[1] + recipe.width[0] + 4
    start, end, lot, length = start[long], end[long], lot[long], length[long]
    frame = Frame(start, np.arctan2(*(end - start).T[::-1]))
    n = len(lot)
    depth = rng.uniform(*recipe.depth, n)
    rows = Rows(np.arange(n), np.zeros(n, dtype=np.int64), np.full(n, 1.0), np.zeros(n),
                length - recipe.depth[1] - 3)  # fmt: skip
    slots, stairs = _places(rows, recipe, rng)
    side = slots.stretch
    drawn = footprints(slots, side, depth[side], frame, np.full(len(side), "box"))
    floors = rng.choice(recipe.floors, len(side))
    found = _frame(drawn, lot[side], recipe.use, floors, stairs, side, slots)
    return found[shapely.contains_properly(lots[lot[side]], drawn)]


def without_overlaps(houses: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Houses that no earlier house overlaps; a shared wall is no overlap."""
    shapes = houses.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="intersects")
    later = one > other
    one, other = one[later], other[later]
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other])) > 0
    keep = np.ones(len(shapes), dtype=bool)
    keep[one[shared]] = False
    valid = shapely.is_valid(shapes)
    return gpd.GeoDataFrame(houses[keep & valid].reset_index(drop=True))
