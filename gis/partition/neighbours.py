"""Borders of atoms as tables: how long, how dear, which way they face and what runs along them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.geometry.borders import OUTSIDE, Borders, Floats, Ints, sums
from gis.geometry.compass import WAYS, facing
from gis.partition.atoms import Atoms
from gis.partition.barriers import BorderKind
from gis.partition.describe import Words
from gis.partition.graph import Graph
from gis.partition.tasks import Task

CLASSES = {
    "motorway": ("高速公路", "motorway"),
    "trunk": ("干道", "trunk road"),
    "primary": ("主干路", "main road"),
    "secondary": ("次干路", "secondary road"),
    "tertiary": ("支路", "local road"),
    "residential": ("街巷", "street"),
    "river": ("河道", "river"),
    "rail": ("铁路", "railway"),
    "wall": ("围墙", "wall"),
}
ALONG = 12.0
"""A named road this near (metres) to a community's border describes it."""


def border_tables(task: Task, atoms: Atoms, drawn: Borders) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Borders between atoms and on the community's rim, as ``frames.Ground`` has them.

    Parameters
    ----------
    drawn
        Border segments of the atoms as they are stored; straightening changes lengths over open
        ground, where a metre costs 1.
    """
    label, words = _labels(task, atoms.edges, atoms.kind)
    return _edges(atoms, drawn, label, words), _rims(atoms.edges, label, words)


def _edges(atoms: Atoms, drawn: Borders, label: Ints, words: list[Words]) -> pd.DataFrame:
    own, seams = np.arange(atoms.size), atoms.seams
    graph = seams.graph(own, loose=True)
    inner, pair = _pairs(drawn, graph)
    length = sums(pair, drawn.length[inner], len(graph.low))
    length = np.where(length > 0, length, graph.length)
    return pd.DataFrame(
        {
            "low": graph.low,
            "high": graph.high,
            "length": np.round(length, 3),
            "cost": np.round(np.maximum(graph.cost + length - graph.length, 0.0), 3),
            "passable": seams.graph(own).passable,
            "reachable": graph.passable,
            **_facing(drawn, inner, pair, graph),
            **_spoken(_longest(atoms.edges, label, graph), words),
        }
    )


def _rims(edges: Borders, label: Ints, words: list[Words]) -> pd.DataFrame:
    outer = np.nonzero(edges.right == OUTSIDE)[0]
    key = edges.left[outer] * (len(words) + 1) + label[outer] + 1
    names, at = np.unique(key, return_inverse=True)
    at = at.ravel()
    side = facing((edges.end - edges.start)[outer])
    length = edges.length[outer]
    atom = names // (len(words) + 1)
    metres = sums(at * 4 + side, length, 4 * len(names)).reshape(-1, 4)
    part = np.arange(len(atom)) - np.searchsorted(atom, atom)
    columns = dict(zip(WAYS, np.round(metres, 3).T, strict=True))
    return pd.DataFrame(
        {
            "atom": atom,
            "part": part,
            "length": np.round(metres.sum(axis=1), 3),
            **columns,
            **_spoken(names % (len(words) + 1) - 1, words),
        }
    )


def _pairs(edges: Borders, graph: Graph) -> tuple[Ints, Ints]:
    """Segments between two atoms, and the row of the graph's edge of each."""
    inner = np.nonzero((edges.right != OUTSIDE) & (edges.left != OUTSIDE))[0]
    low = np.minimum(edges.left[inner], edges.right[inner])
    high = np.maximum(edges.left[inner], edges.right[inner])
    known = graph.low * graph.size + graph.high
    row = np.minimum(np.searchsorted(known, low * graph.size + high), max(len(known) - 1, 0))
    return inner, row


def _facing(edges: Borders, inner: Ints, pair: Ints, graph: Graph) -> dict[str, Floats]:
    """Metres of each edge that face east, south, west and north as seen from its low end."""
    own = edges.left[inner] == graph.low[pair]
    step = (edges.end - edges.start)[inner] * np.where(own, 1.0, -1.0)[:, None]
    size = 4 * len(graph.low)
    metres = sums(pair * 4 + facing(step), edges.length[inner], size).reshape(-1, 4)
    return dict(zip(WAYS, np.round(metres, 3).T, strict=True))


def _longest(edges: Borders, label: Ints, graph: Graph) -> Ints:
    """(e,) what runs along most of each edge; -1 for open ground."""
    inner, pair = _pairs(edges, graph)
    most = int(label.max(initial=-1)) + 2
    keys, at = np.unique(pair * most + label[inner] + 1, return_inverse=True)
    length = sums(at.ravel(), edges.length[inner], len(keys))
    # Sorted by edge, then length, then label: the last of each edge counts.
    order = np.lexsort((keys, length, keys // most))
    result = np.full(len(graph.low), -1, dtype=np.int64)
    result[keys[order] // most] = keys[order] % most - 1
    return result


def _spoken(label: Ints, words: list[Words]) -> dict[str, NDArray[np.object_]]:
    zh = np.array([*(word.zh for word in words), None], dtype=object)
    en = np.array([*(word.en for word in words), None], dtype=object)
    return {"along": zh[label], "along_en": en[label]}


def _labels(task: Task, edges: Borders, kind: BorderKind) -> tuple[Ints, list[Words]]:
    """(m,) number of the name of what runs along each segment (-1: none), and the names."""
    barrier = kind.barrier.copy()
    outer = np.nonzero((edges.right == OUTSIDE) | (edges.left == OUTSIDE))[0]
    middle = shapely.points(edges.midpoint[outer])
    label = np.full(len(edges.left), OUTSIDE, dtype=np.int64)
    names: dict[Words, int] = {}
    named = np.array([name is not None for name in task.barriers.name], dtype=bool)
    if named.any():
        lines = np.nonzero(named)[0]
        at, line = shapely.STRtree(task.barriers.lines[lines]).query_nearest(
            middle, max_distance=ALONG, all_matches=False
        )
        barrier[outer[at]] = lines[line]
    for i in np.unique(barrier[barrier >= 0]).tolist():
        name: Any = task.barriers.name[i]
        words = Words(name, name) if name else Words(*CLASSES[task.barriers.kind[i]])
        label[barrier == i] = names.setdefault(words, len(names))
    bare = outer[label[outer] < 0]
    if len(task.neighbours) and len(bare):
        at, other = shapely.STRtree(task.neighbours).query_nearest(
            shapely.points(edges.midpoint[bare]), max_distance=1.0, all_matches=False
        )
        for i in np.unique(other).tolist():
            name = task.neighbour_names[i]
            label[bare[at[other == i]]] = names.setdefault(Words(name, name), len(names))
    return label, list(names)
