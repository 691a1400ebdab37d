"""Boundary descriptions (四至) and name proposals, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.geometry.borders import OUTSIDE, Borders, Floats, Ints, sums
from gis.model import CATEGORIES, Kind
from gis.partition.barriers import BorderKind
from gis.partition.grids import Grids
from gis.partition.tasks import Task

SIDES = (("东", "east"), ("南", "south"), ("西", "west"), ("北", "north"))
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
SECOND = 0.35
"""A second name appears where it covers at least this share of a side."""


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    zh: str
    en: str


RIM = Words("社区边界", "the community's border")


def boundary_texts(
    task: Task, edges: Borders, kind: BorderKind, grids: Grids, codes: tuple[str, ...]
) -> list[Words]:
    """East, south, west and north border of each grid in words.

    Parameters
    ----------
    edges, kind
        Border segments of the atoms and what runs along them.
    codes
        (g,) codes; a border over open ground is described by the grid beyond it.
    """
    labels, names = _labels(task, edges, kind)
    words = [*names, *(Words(f"{code[-3:]}网格", f"grid {code[-3:]}") for code in codes), RIM]
    named = np.append(grids.of_atom, OUTSIDE)
    step = edges.end - edges.start
    rows: list[tuple[Ints, Ints, Ints, Floats]] = []
    for own, other, sign in ((edges.left, edges.right, 1.0), (edges.right, edges.left, -1.0)):
        grid, beyond = named[own], named[other]
        rim = (grid != beyond) & (grid >= 0)
        bare = np.where(beyond >= 0, len(names) + beyond, len(words) - 1)
        label = np.where(labels >= 0, labels, bare)
        rows.append((grid[rim], _side(sign * step[rim]), label[rim], edges.length[rim]))
    grid, side, label, length = (np.concatenate(column) for column in zip(*rows, strict=True))
    pairs, at = np.unique((grid * 4 + side) * len(words) + label, return_inverse=True)
    total = sums(at.ravel(), length)
    texts = []
    for number in range(len(codes)):
        parts = [_side_words(pairs, total, (number * 4 + i) * len(words), words) for i in range(4)]
        texts.append(
            Words(
                "，".join(f"{zh}至{part.zh}" for (zh, _), part in zip(SIDES, parts, strict=True)),
                "; ".join(f"{en}: {part.en}" for (_, en), part in zip(SIDES, parts, strict=True)),
            )
        )
    return texts


def _side(step: Floats) -> Ints:
    """(m,) side 0..3 (E, S, W, N) that a border faces, walking with its grid on the left."""
    angle = np.arctan2(-step[:, 0], step[:, 1])
    east, north = np.cos(angle), np.sin(angle)
    return np.where(
        np.abs(east) >= np.abs(north), np.where(east >= 0, 0, 2), np.where(north >= 0, 3, 1)
    )


def _side_words(pairs: Ints, total: Floats, first: int, words: list[Words]) -> Words:
    low, high = np.searchsorted(pairs, [first, first + len(words)])
    length = total[low:high]
    if not len(length):
        return Words("—", "—")
    order = np.argsort(-length, kind="stable")[:2]
    chosen = [words[int(pairs[low + i] - first)] for i in order]
    if len(order) < 2 or length[order[1]] < SECOND * length.sum():
        chosen = chosen[:1]
    return Words("、".join(w.zh for w in chosen), ", ".join(w.en for w in chosen))


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
        name = task.barriers.name[i]
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


def names_of_grids(
    task: Task, grids: Grids, codes: tuple[str, ...], share: NDArray[np.float64]
) -> list[Words]:
    """A name proposal for each grid.

    ``share`` is (g, c): the share of each grid's households that lives in each of the task's
    compounds. A grid that is mostly one named compound is called after it.
    """
    result = []
    for number, (kind, code) in enumerate(zip(grids.kind, codes, strict=True)):
        running = int(code[len(task.code) :])
        if kind is Kind.DEDICATED:
            site = task.sites[int(grids.site[number])]
            category = CATEGORIES[site.category]
            words = Words(site.name or f"{task.name}{category}", site.name or
                          f"{task.name} {site.category.replace('_', ' ')}")  # fmt: skip
            result.append(Words(f"{words.zh}专属网格", f"{words.en} (dedicated)"))
            continue
        top = int(share[number].argmax()) if share.shape[1] else NO_COMPOUND
        compound = task.compound_names[top] if top >= 0 and share[number, top] > 0.5 else None
        if compound:
            result.append(Words(f"{compound}第{running}网格", f"{compound}, grid {running}"))
        else:
            result.append(Words(f"{task.name}第{running}网格", f"{task.name}, grid {running}"))
    return result


NO_COMPOUND = -1
