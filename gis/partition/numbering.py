"""Numbering: west to east, then north to south; codes of existing grids stay where they fit."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.geometry.borders import Floats, Ints
from gis.geometry.plane import Geometries
from gis.model import CodeScheme, Kind


def reading_order(centres: Floats, height: float) -> Ints:
    """Positions (n,) sorted in rows of ``height`` from north to south, in each row from the west.

    ``centres`` is (n, 2) in metres.
    """
    if not len(centres):
        return np.zeros(0, dtype=np.int64)
    top = centres[:, 1].max()
    row = np.floor((top - centres[:, 1]) / max(height, 1.0) + 1e-9)
    return np.lexsort((-centres[:, 1], centres[:, 0], row))


def grid_codes(
    community: str,
    polygons: Geometries,
    kinds: tuple[Kind, ...],
    kept: tuple[str | None, ...],
    scheme: CodeScheme,
    taken: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """A code for each grid of a community.

    Parameters
    ----------
    polygons, kinds
        (g,) grids in metres.
    kept
        (g,) existing code that a grid keeps, None for a new one.
    taken
        Codes that no new grid may get.
    """
    centres = _centres(polygons)
    height = float(np.sqrt(shapely.area(polygons).mean())) if len(polygons) else 1.0
    order = reading_order(centres, height)
    codes: list[str | None] = [
        code if code and scheme.fits(code, community, kind) else None
        for code, kind in zip(kept, kinds, strict=True)
    ]
    known = taken | {code for code in codes if code}
    following = {Kind.BASE: 1, Kind.DEDICATED: 1}
    for at in order.tolist():
        while codes[at] is None:
            code = scheme.grid(community, following[kinds[at]], kinds[at])
            following[kinds[at]] += 1
            if code not in known:
                codes[at] = code
    return tuple(code for code in codes if code)


def microgrid_numbers(polygons: Geometries, floor_from: Ints) -> Ints:
    """(m,) running number from 1 of the micro-grids of one grid; stacked ones by floor."""
    height = float(np.sqrt(shapely.area(polygons).mean()))
    centres = _centres(polygons)
    position = np.empty(len(polygons), dtype=np.int64)
    position[reading_order(centres, height)] = np.arange(len(polygons))
    same = np.unique(centres, axis=0, return_inverse=True)[1].ravel()
    first = np.full(int(same.max()) + 1, len(polygons))
    np.minimum.at(first, same, position)
    order = np.lexsort((position, floor_from, first[same]))
    number = np.empty(len(polygons), dtype=np.int64)
    number[order] = np.arange(1, len(polygons) + 1)
    return number


def _centres(polygons: Geometries) -> Floats:
    return np.asarray(shapely.get_coordinates(shapely.centroid(polygons)), dtype=np.float64)


def overlap(existing: Geometries, spots: Geometries, weight: Floats, grid: Ints) -> Floats:
    """Households (e, g) that each existing and each new grid have in common.

    Parameters
    ----------
    existing
        (e,) existing grids.
    spots, weight, grid
        (n,) a point in each building, its households and its new grid.
    """
    spot, old = shapely.STRtree(existing).query(spots, predicate="intersects")
    share = np.zeros((len(existing), int(grid.max(initial=-1)) + 1))
    np.add.at(share, (old, grid[spot]), weight[spot])
    return share


def heirs(share: Floats) -> dict[int, int]:
    """New grid -> the old grid it continues: where each old one's households mostly are.

    ``share`` is (e, g) households in common. A grid that inherits from several continues the one
    with most households.
    """
    if not share.size:
        return {}
    heir: NDArray[np.int64] = share.argmax(axis=1)
    strength = share[np.arange(len(share)), heir]
    kept: dict[int, int] = {}
    for old in np.lexsort((np.arange(len(share)), -strength)).tolist():
        if strength[old] > 0:
            kept.setdefault(int(heir[old]), old)
    return kept


def households_moved(share: Floats) -> int:
    """Households whose grid does not continue the one they were in; ``share`` as in heirs."""
    stayed = sum(share[old, new] for new, old in heirs(share).items())
    return round(float(share.sum() - stayed))
