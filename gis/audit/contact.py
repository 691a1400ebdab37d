"""Rule disconnected: every grid and micro-grid in one piece that one can walk through."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.audit.case import Case
from gis.audit.draft import Draft, number
from gis.audit.levels import Level
from gis.audit.placing import Placing, Rows
from gis.audit.references import Grouped
from gis.audit.sight import plainly_joined


def disconnected(case: Case) -> Iterator[Draft]:
    """More than one piece by shared borders, or homes apart behind an uncrossable barrier.

    A dedicated grid is the ground of one site, whose own walls and waters do not sever it.
    """
    of_microgrid = np.append(case.dedicated, False)[case.microgrid_grid]
    for level, one_site in zip(case.levels, (case.dedicated, of_microgrid), strict=True):
        scattered = _scattered(level)
        for row, pieces in scattered.items():
            yield _pieces(level, row, pieces)
        held = case.in_grids if level is case.grid_level else case.in_microgrids
        homes = case.counts.households > 0
        inside = Grouped(np.where(homes[held.building], held.unit, -1))
        # It takes two homes to be apart.
        count = np.bincount(held.unit[homes[held.building]], minlength=len(level.labels))
        several = np.setdiff1d(np.flatnonzero((count > 1) & ~one_site), list(scattered))
        crossed = several[case.barriers.crossing(level.tiling.children[several])]
        for row in crossed[~_at_a_glance(case, level, crossed, homes, held)]:
            yield from _torn(case, level, row, held.building[inside.of(int(row))])


def _at_a_glance(
    case: Case, level: Level, rows: Rows, homes: NDArray[np.bool_], held: Placing
) -> NDArray[np.bool_]:
    """Which of some units need no closer look, since nothing stands between their homes."""
    number = np.full(len(level.labels), -1, dtype=np.int64)
    number[rows] = np.arange(len(rows))
    mine = homes[held.building] & (number[held.unit] >= 0)
    unit, building = number[held.unit[mine]], held.building[mine]
    shapes = level.tiling.children[rows]
    return plainly_joined(shapes, unit, case.points[building], case.barriers.tree)


def _scattered(level: Level) -> dict[int, list[shapely.Geometry]]:
    """Pieces of each unit that has several; a point contact is no contact."""
    children = level.tiling.children
    parts = shapely.get_num_geometries(children)
    found = {}
    for row in np.flatnonzero(parts > 1):
        whole = shapely.get_parts(shapely.union_all(shapely.get_parts(children[row])))
        if len(whole) > 1:
            found[int(row)] = sorted(whole, key=lambda piece: (-piece.area, piece.bounds))
    return found


def _pieces(level: Level, row: int, pieces: list[shapely.Geometry]) -> Draft:
    name, words = level.labels[row], level.words
    small = pieces[1:]
    area = sum(float(piece.area) for piece in small)
    return Draft(
        (name,),
        shapely.multipolygons(small),
        f"{words.zh} {name} 分成 {len(pieces)} 块，较小部分共 {number(area)} 平方米；"
        f"请把它们划给相邻{words.zh}。",
        f"{words.en.capitalize()} {name} falls into {len(pieces)} pieces, the smaller ones "
        f"{number(area)} m2 together; give them to the {words.en}s next to them.",
        {"pieces": float(len(pieces)), "area_m2": area},
    )


def _torn(case: Case, level: Level, row: int, homes: Rows) -> Iterator[Draft]:
    """A finding where homes stand on sides of a barrier that nothing joins."""
    faces = case.barriers.faces(level.tiling.children[row], case.buildings[homes])
    groups = np.unique(faces.building_group[faces.building_group >= 0])
    if len(groups) < 2:
        return
    households = [
        float(case.counts.households[homes[faces.building_group == group]].sum())
        for group in groups
    ]
    main = groups[int(np.argmax(households))]
    inhabited = np.isin(faces.group, groups) & (faces.group != main)
    name, words = level.labels[row], level.words
    apart = sum(households) - max(households)
    yield Draft(
        (name,),
        shapely.union_all(faces.polygons[inhabited]),
        f"{words.zh} {name} 被不可穿越的分隔线隔开，{number(apart)} 户无法直达；"
        f"请改划到同侧{words.zh}，或补充桥梁、通道。",
        f"An uncrossable barrier cuts {number(apart)} households off the rest of {words.en} "
        f"{name}; give them to a {words.en} on their side, or add the missing crossing.",
        {"parts": float(len(groups)), "households": apart},
    )
