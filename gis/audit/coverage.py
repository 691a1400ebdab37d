"""Rules of full coverage: gap, overlap, outside, mismatched_edge."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from gis.audit.case import Case
from gis.audit.draft import Draft, listed, number
from gis.audit.levels import Level
from gis.audit.placing import HAIR, Rows
from gis.audit.tiling import Pieces
from gis.model import Severity


def gap(case: Case) -> Iterator[Draft]:
    """Land of a community in no grid, or of a grid in no micro-grid."""
    for level in case.levels:
        yield from _gaps(case, level, level.gaps.land)
        yield from _crumbs(level, level.gaps.crumbs, "缝隙", "gaps")


def overlap(case: Case) -> Iterator[Draft]:
    """Land in two grids, or in two micro-grids that are not stacked."""
    for level in case.levels:
        words, pieces = level.words, level.overlaps.land
        for row in range(len(pieces)):
            one, other = level.labels[pieces.owners[row]]
            area, width = pieces.area[row], pieces.width[row]
            yield Draft(
                (one, other),
                pieces.geometry[row],
                f"{words.zh} {one} 与 {other} 重叠 {number(area)} 平方米；请把这块地只划给一个。",
                f"{words.en.capitalize()}s {one} and {other} overlap by {number(area)} m2; "
                "leave this land to one of them.",
                {"area_m2": float(area), "width_m": float(width)},
            )
        yield from _crumbs(level, level.overlaps.crumbs, "重叠", "overlaps")


def outside(case: Case) -> Iterator[Draft]:
    """A grid beyond its community, a micro-grid beyond its grid."""
    for level in case.levels:
        words, pieces = level.words, level.beyond.land
        for row in range(len(pieces)):
            child, parent = pieces.owners[row]
            name = level.labels[child]
            over = level.parent_labels[parent] if parent >= 0 else ""
            area = float(pieces.area[row])
            zh_over = f"所属{words.parent_zh} {over}" if over else f"任何{words.parent_zh}"
            en_over = f"its {words.parent_en} {over}" if over else f"every {words.parent_en}"
            yield Draft(
                (name, over) if over else (name,),
                pieces.geometry[row],
                f"{words.zh} {name} 有 {number(area)} 平方米超出{zh_over}；请收回边界。",
                f"{words.en.capitalize()} {name} reaches {number(area)} m2 beyond {en_over}; "
                "pull its border back.",
                {"area_m2": area, "width_m": float(pieces.width[row])},
            )
        yield from _crumbs(level, level.beyond.crumbs, "越界碎片", "pieces beyond the border")


def mismatched_edge(case: Case) -> Iterator[Draft]:
    """Neighbours whose shared border does not coincide by less than a millimetre."""
    for level in case.levels:
        yield from _thin(level, level.gaps.thin, parents=True)
        yield from _thin(level, level.overlaps.thin, parents=False)
        yield from _thin(level, level.beyond.thin, parents=False, children=1)
        yield from _loose(case, level)


def _gaps(case: Case, level: Level, pieces: Pieces) -> Iterator[Draft]:
    words = level.words
    for row in range(len(pieces)):
        shape, area = pieces.geometry[row], float(pieces.area[row])
        parent = level.parent_labels[pieces.owners[row, 0]]
        inside = case.point_tree.query(shape, predicate="intersects")
        households = float(case.counts.households[inside].sum())
        around = _around(level, shape)
        names = tuple(level.labels[around])
        zh = f"划给边界最长的相邻{words.zh} {names[0]}" if names else f"补画{words.zh}"
        en = (
            f"give it to {names[0]}, with which it shares the longest border"
            if names
            else f"draw a {words.en} there"
        )
        yield Draft(
            (parent, *names[:3]),
            shape,
            f"{words.parent_zh} {parent} 有 {number(area)} 平方米（{number(households)} 户）"
            f"不属于任何{words.zh}；请{zh}。",
            f"{number(area)} m2 of {words.parent_en} {parent} with {number(households)} "
            f"households lie in no {words.en}; {en}.",
            {"area_m2": area, "width_m": float(pieces.width[row]), "households": households},
        )


def _around(level: Level, shape: shapely.Geometry) -> Rows:
    """Children next to a gap, the one with the longest shared border first."""
    near = level.tiling.tree.query(shape, predicate="dwithin", distance=HAIR)
    ring = shapely.boundary(shape)
    reach = shapely.buffer(level.tiling.children[near], HAIR)
    shared = shapely.length(shapely.intersection(ring, reach))
    order = np.lexsort((near, -shared))
    rows: Rows = near[order][shared[order] > HAIR]
    return rows


def _crumbs(level: Level, pieces: Pieces, zh: str, en: str) -> Iterator[Draft]:
    """One finding a parent for pieces that only count together."""
    rows = pieces.owners[:, 0]
    parent = rows if pieces.owners.shape[1] == 1 else level.tiling.parent[rows]
    for over in np.unique(parent):
        mine = pieces.where(parent == over)
        name = level.parent_labels[over] if over >= 0 else "-"
        area = float(mine.area.sum())
        yield Draft(
            (name,),
            shapely.multipolygons(mine.geometry),
            f"{level.words.parent_zh} {name} 内 {len(mine)} 处{zh}共 {number(area)} 平方米；"
            "请让相邻边界重合。",
            f"{len(mine)} small {en} in {level.words.parent_en} {name} add up to "
            f"{number(area)} m2; let the borders coincide.",
            {"area_m2": area, "pieces": float(len(mine))},
        )


def _thin(level: Level, pieces: Pieces, *, parents: bool, children: int = 2) -> Iterator[Draft]:
    for row in range(len(pieces)):
        owners = pieces.owners[row]
        if parents:
            around = _around(level, pieces.geometry[row])[:2]
            names = tuple(level.labels[around]) or (level.parent_labels[owners[0]],)
        else:
            names = tuple(level.labels[owners[:children]])
        zh, en = listed(names)
        area, width = float(pieces.area[row]), float(pieces.width[row])
        yield Draft(
            names,
            pieces.geometry[row],
            f"{level.words.zh} {zh} 的边界有 {number(width * 1000)} 毫米未重合；请吸附对齐。",
            f"The border of {level.words.en} {en} misses its neighbour by "
            f"{number(width * 1000)} mm; snap it.",
            {"area_m2": area, "width_m": width},
        )


def _loose(case: Case, level: Level) -> Iterator[Draft]:
    lines, owner, group = level.loose_edges
    excused = shapely.coverage_invalid_edges(case.communities)
    excused = excused[~shapely.is_empty(excused)]
    near, _ = shapely.STRtree(excused).query(lines, predicate="dwithin", distance=HAIR)
    for at in np.setdiff1d(group, group[near]):
        mine = group == at
        names = tuple(level.labels[np.unique(owner[mine])])
        zh, en = listed(names)
        shape = shapely.union_all(lines[mine])
        yield Draft(
            names,
            shape,
            f"{level.words.zh} {zh} 共用边界的节点不一致；请吸附对齐。",
            f"The vertices of {level.words.en} {en} along their shared border differ; snap them.",
            {"length_m": float(shapely.length(shape))},
            Severity.WARNING,
        )
