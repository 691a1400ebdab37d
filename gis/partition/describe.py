"""Boundary descriptions (四至) and name proposals, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.geometry.borders import Floats, Ints, sums
from gis.geometry.compass import WAYS
from gis.model import CATEGORIES, Kind
from gis.partition.grids import Grids
from gis.partition.tasks import Task

SIDES = (("东", "east"), ("南", "south"), ("西", "west"), ("北", "north"))
ALONG = ["along", "along_en"]
SECOND = 0.35
"""A second name appears where it covers at least this share of a side."""


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    zh: str
    en: str


RIM = Words("社区边界", "the community's border")


def texts(
    edges: pd.DataFrame, rims: pd.DataFrame, grid_of_atom: Ints, codes: Sequence[str]
) -> list[Words]:
    """East, south, west and north border of each grid in words.

    Parameters
    ----------
    edges, rims
        Borders of the atoms, columns as in ``frames.Ground``.
    grid_of_atom
        (a,) grid 0..g-1 of each atom, negative for those of no concern.
    codes
        (g,) codes; a border over open ground is described by the grid beyond it.
    """
    low, high = grid_of_atom[edges["low"]], grid_of_atom[edges["high"]]
    between = np.nonzero(low != high)[0]
    low, high = low[between], high[between]
    rim_grid = grid_of_atom[rims["atom"]]
    label, names = _named(pd.concat([edges[ALONG].iloc[between], rims[ALONG]]))
    own, outer = label[: len(between)], label[len(between) :]
    words = [*names, *(Words(f"{code[-3:]}网格", f"grid {code[-3:]}") for code in codes), RIM]
    metres = edges[[*WAYS]].to_numpy(dtype=float)[between]
    rim_metres = rims[[*WAYS]].to_numpy(dtype=float)
    grid = np.concatenate([low, high, rim_grid])
    beyond = np.concatenate(
        [
            np.where(own < 0, np.where(high < 0, len(words) - 1, len(names) + high), own),
            np.where(own < 0, np.where(low < 0, len(words) - 1, len(names) + low), own),
            np.where(outer < 0, len(words) - 1, outer),
        ]
    )
    # What faces east from one side faces west from the other.
    facing = np.concatenate([metres, metres[:, [2, 3, 0, 1]], rim_metres])
    facing, key = facing[grid >= 0], (grid * len(words) + beyond)[grid >= 0]
    pairs, at = np.unique(key, return_inverse=True)
    total = np.column_stack([sums(at.ravel(), facing[:, side], len(pairs)) for side in range(4)])
    result = []
    for number in range(len(codes)):
        first, last = np.searchsorted(pairs, [number * len(words), (number + 1) * len(words)])
        beside = [words[int(i)] for i in pairs[first:last] - number * len(words)]
        parts = [_side_words(beside, total[first:last, side]) for side in range(4)]
        result.append(
            Words(
                "，".join(f"{zh}至{part.zh}" for (zh, _), part in zip(SIDES, parts, strict=True)),
                "; ".join(f"{en}: {part.en}" for (_, en), part in zip(SIDES, parts, strict=True)),
            )
        )
    return result


def _named(along: pd.DataFrame) -> tuple[Ints, list[Words]]:
    """Number of what runs along each border (-1: nothing), and the names, in both languages."""
    known = along[ALONG[0]].notna().to_numpy()
    number, names = pd.factorize(pd.MultiIndex.from_frame(along[known]))
    label = np.full(len(along), -1, dtype=np.int64)
    label[known] = number
    return label, [Words(*name) for name in names]


def _side_words(beside: list[Words], length: Floats) -> Words:
    order = [i for i in np.argsort(-length, kind="stable")[:2] if length[i] > 0]
    if not order:
        return Words("—", "—")
    if len(order) > 1 and length[order[1]] < SECOND * length.sum():
        order = order[:1]
    chosen = [beside[i] for i in order]
    return Words("、".join(w.zh for w in chosen), ", ".join(w.en for w in chosen))


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
