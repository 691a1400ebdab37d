"""Which way borders face, and the borders of a coverage as tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gis.geometry.borders import OUTSIDE, Borders, Floats, Ints, sums

WAYS = ("east", "south", "west", "north")


def facing(step: Floats) -> Ints:
    """(m,) way 0..3 (E, S, W, N) that segments (m, 2) face, their polygon on the left."""
    angle = np.arctan2(-step[:, 0], step[:, 1])
    east, north = np.cos(angle), np.sin(angle)
    return np.where(
        np.abs(east) >= np.abs(north), np.where(east >= 0, 0, 2), np.where(north >= 0, 3, 1)
    )


def pair_table(edges: Borders) -> pd.DataFrame:
    """Borders between polygons: ``low``, ``high``, ``length`` and metres facing each way.

    The ways are those seen from ``low``; sorted by pair.
    """
    inner = edges.select(edges.right != OUTSIDE)
    swap = inner.left > inner.right
    low, high = np.where(swap, inner.right, inner.left), np.where(swap, inner.left, inner.right)
    step = np.where(swap[:, None], inner.start - inner.end, inner.end - inner.start)
    pairs, at = np.unique(np.column_stack([low, high]), axis=0, return_inverse=True)
    columns = _metres(at.ravel(), facing(step), inner.length, len(pairs))
    return pd.DataFrame({"low": pairs[:, 0], "high": pairs[:, 1], **columns})


def rim_table(edges: Borders) -> pd.DataFrame:
    """Borders to no polygon: ``atom``, ``length`` and metres facing each way; sorted."""
    outer = edges.select(edges.right == OUTSIDE)
    atoms, at = np.unique(outer.left, return_inverse=True)
    way = facing(outer.end - outer.start)
    return pd.DataFrame({"atom": atoms, **_metres(at.ravel(), way, outer.length, len(atoms))})


def _metres(at: Ints, way: Ints, length: Floats, size: int) -> dict[str, Floats]:
    ways = {name: sums(at, length * (way == i), size) for i, name in enumerate(WAYS)}
    return {"length": sums(at, length, size), **ways}


def turned(edges: pd.DataFrame, chosen: pd.Series) -> pd.DataFrame:
    """Edges whose ends were exchanged where ``chosen``: ``low`` and ``high``, and the ways."""
    result = edges.copy()
    for one, other in (("low", "high"), ("east", "west"), ("south", "north")):
        result[one] = edges[one].where(~chosen, edges[other])
        result[other] = edges[other].where(~chosen, edges[one])
    return result
