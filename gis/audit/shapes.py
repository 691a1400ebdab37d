"""Rule geometry: what cannot be judged as it is, and polygons drawn twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely

from gis.audit.case import Case
from gis.audit.draft import Draft, listed
from gis.audit.intake import texts
from gis.audit.levels import Level


def geometry(case: Case) -> Iterator[Draft]:
    """Invalid, empty, non-polygonal, misplaced and duplicate geometries; missing CRS."""
    yield from case.grid_layer.drafts
    yield from case.microgrid_layer.drafts
    for name in case.copies:
        yield from _copies(case, name)
    for level in case.levels:
        yield from _duplicates(level)


def _copies(case: Case, name: str) -> Iterator[Draft]:
    """Features that are there twice, code and all."""
    frame = getattr(case.given, name)[case.copies[name]]
    shapes = case.ground.forward(frame.geometry.to_numpy())
    for code, shape in zip(texts(frame["code"]), shapes, strict=True):
        label = code or "-"
        yield Draft(
            (label,),
            shape,
            f"图层 {name} 中 {label} 重复出现；请删除多余的。",
            f"{label} is in layer {name} twice; remove the surplus.",
        )


def _duplicates(level: Level) -> Iterator[Draft]:
    """Equal polygons on one level, but for micro-grids stacked in a tower."""
    first = level.tiling.first
    drawn = ~shapely.is_empty(level.tiling.children)
    twice = np.flatnonzero((first != np.arange(len(first))) & drawn)
    meant = set()
    if level.allowed is not None:
        meant = set(map(tuple, level.tiling.overlaps.owners[level.allowed].tolist()))
    twice = np.array([row for row in twice if (first[row], row) not in meant], dtype=np.int64)
    words = level.words
    for origin, rows in pd.Series(twice).groupby(first[twice]):
        names = (level.labels[origin], *level.labels[rows.to_numpy()])
        zh, en = listed(names)
        yield Draft(
            names,
            level.tiling.children[origin],
            f"{words.zh} {zh} 的几何完全相同；请删除多余的。",
            f"The {words.en}s {en} have the same polygon; remove the surplus.",
            {"copies": float(len(names))},
        )
