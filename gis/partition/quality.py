"""Figures of a proposal: what was reached and what was paid for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from gis.geometry.borders import OUTSIDE, Borders, Floats, Ints
from gis.geometry.plane import Geometries
from gis.model import Kind
from gis.partition.barriers import BorderKind
from gis.partition.search import BALANCE, BORDER, OUT_OF_BAND, SHAPE, Goal


@dataclass(frozen=True)
class Borderline:
    """Borders between the grids of a community: metres, metres on barriers, weighted metres."""

    length: float
    on_barriers: float
    cost: float


def borderline(edges: Borders, kind: BorderKind, grid: Ints) -> Borderline:
    """Measure the borders between grids; ``grid`` is (a,) the grid of each atom."""
    named = np.append(grid, OUTSIDE)
    left, right = named[edges.left], named[edges.right]
    between = (left != right) & (left >= 0) & (right >= 0)
    length = edges.length[between]
    on_barrier = kind.barrier[between] >= 0
    return Borderline(
        float(length.sum()),
        float(length[on_barrier].sum()),
        float((length * kind.price[between]).sum()),
    )


@dataclass(frozen=True)
class GridFigures:
    """Base and dedicated grids of one community: (g,) polygons in metres, loads, kinds, reasons."""

    polygon: Geometries
    load: Floats
    kind: Sequence[Kind]
    reason: Sequence[str | None]
    households: Ints


def community_figures(
    grids: GridFigures, border: Borderline, goal: Goal, torn: int
) -> dict[str, Any]:
    """Figures of one community, ready for JSON."""
    base = np.array([kind is Kind.BASE for kind in grids.kind], dtype=bool)
    load, polygon = grids.load[base], grids.polygon[base]
    in_band = (load >= goal.lower) & (load <= goal.upper)
    reasons = [r for r, chosen in zip(grids.reason, base, strict=True) if chosen]
    why = Counter(
        str(reason) if reason else "unexplained"
        for reason, fine in zip(reasons, in_band, strict=True)
        if not fine
    )
    return {
        "grids": int(base.sum()),
        "dedicated_grids": int((~base).sum()),
        "in_band": int(in_band.sum()),
        "out_of_band": dict(sorted(why.items())),
        **spread(grids.households[base]),
        "border_m": round(border.length, 1),
        "border_on_barriers_m": round(border.on_barriers, 1),
        "border_on_barriers_share": _share(border.on_barriers, border.length),
        "polsby_popper_mean": round(float(compactness(polygon).mean()), 4) if base.any() else None,
        "torn_compounds": torn,
        "cost": cost_terms(polygon, load, border, goal),
    }


def compactness(polygons: Geometries) -> Floats:
    """Polsby-Popper score 4 pi area / perimeter^2 of each polygon (1 for a circle)."""
    perimeter = shapely.length(polygons)
    score: Floats = 4 * np.pi * shapely.area(polygons) / np.maximum(perimeter, 1e-9) ** 2
    return score


def spread(households: Ints) -> dict[str, Any]:
    """Smallest, median and greatest count and the coefficient of variation."""
    if not len(households):
        return {"households": 0, "households_min": None, "households_median": None,
                "households_max": None, "households_cv": None}  # fmt: skip
    mean = float(households.mean())
    return {
        "households": int(households.sum()),
        "households_min": int(households.min()),
        "households_median": float(np.median(households)),
        "households_max": int(households.max()),
        "households_cv": round(float(households.std()) / mean, 4) if mean else None,
    }


def cost_terms(
    polygons: Geometries, load: Floats, border: Borderline, goal: Goal
) -> dict[str, float]:
    """The soft cost, term by term, as a balanced search weighs it."""
    parts = max(1.0, float(load.sum()) / goal.target)
    scale = float(np.sqrt(max(float(shapely.area(polygons).sum()), 1.0) / parts))
    outside = np.maximum(np.maximum(goal.lower - load, load - goal.upper), 0.0)
    shape = 1 / np.maximum(compactness(polygons), 1e-9) - 1
    return {
        "band": round(OUT_OF_BAND * float(((outside > 0) + outside / goal.target).sum()), 4),
        "balance": round(BALANCE * float(((load / goal.target - 1) ** 2).sum()), 4),
        "border": round(BORDER * border.cost / scale, 4),
        "shape": round(SHAPE * float(shape.sum()), 4),
    }


def unmet(
    community: str,
    goal: Goal,
    torn: int,
    codes: Sequence[str],
    loads: Floats,
    reasons: Sequence[str | None],
) -> list[str]:
    """Sentences on the hard rules that a community's plan could not keep; none as a rule.

    ``codes``, ``loads`` and ``reasons`` are those of its grids, ``torn`` counts compounds.
    """
    sentences = []
    if torn:
        sentences.append(
            f"{community}: {torn} compounds had to be divided "
            "between grids to keep the band; --keep-compounds keeps them whole"
        )
    short = [
        code
        for code, load, reason in zip(codes, loads, reasons, strict=True)
        if reason is None and not goal.fits(load)
    ]
    if short:
        sentences.append(f"{community}: out of band without an excuse: {', '.join(short)}")
    return sentences


def overall(communities: dict[str, dict[str, Any]], households: Ints) -> dict[str, Any]:
    """Sums and spreads over all communities; ``households`` are those of every base grid."""
    frame = pd.DataFrame.from_dict(communities, orient="index")
    why: Counter[str] = Counter()
    for reasons in frame["out_of_band"]:
        why.update(reasons)
    counted = ("grids", "dedicated_grids", "in_band", "microgrids", "torn_compounds",
               "cut_buildings", "border_m", "border_on_barriers_m")  # fmt: skip
    totals = {name: frame[name].sum().item() for name in counted if name in frame}
    if "households_moved" in frame:
        totals["households_moved"] = int(frame["households_moved"].sum())
    scored = frame["polsby_popper_mean"].notna()
    weighted = (frame["polsby_popper_mean"] * frame["grids"])[scored].sum()
    cost = pd.DataFrame(frame["cost"].tolist()).sum()
    return {
        **totals,
        "out_of_band": dict(sorted(why.items())),
        **spread(households),
        "border_on_barriers_share": _share(totals["border_on_barriers_m"], totals["border_m"]),
        "polsby_popper_mean": round(float(weighted) / max(int(frame["grids"][scored].sum()), 1), 4),
        "cost": {name: round(float(value), 4) for name, value in cost.items()},
    }


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None
