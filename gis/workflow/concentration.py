"""Use case: how unevenly tickets are spread, and what one place or topic has more than others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from gis.errors import NotFoundError
from gis.model.questions import By, Question
from gis.monitor.concentration import gini, gini_by_chance, quotients, top_share
from gis.store import categories
from gis.store import questions as known
from gis.workflow.ground import Grounds
from gis.workflow.questions import numbers
from gis.workflow.tallies import Tallies


class Over(StrEnum):
    """What tickets are spread over."""

    GRID = "grid"
    CATEGORY = "category"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Spread:
    """How tickets are spread.

    Parameters
    ----------
    total, units
        Tickets, and how many grids, categories or responsible units, also those without any.
    gini, by_chance
        The Gini coefficient, and what it would be if chance alone spread so many.
    top_share
        Share of the tickets that the fullest tenth has. None without a ticket, as these.
    rows
        ``key``, ``name``, ``name_en``, ``count``, ``share``, ``cumulative``, the fullest first;
        within something also ``quotient``, ``expected``, ``p``, ``q``, ``few``.
    """

    total: int
    units: int
    gini: float | None
    by_chance: float | None
    top_share: float | None
    rows: pd.DataFrame


def spread(
    conn: Connection,
    tallies: Tallies,
    grounds: Grounds,
    question: Question,
    over: Over,
    within: str | None = None,
) -> Spread:
    """Count tickets over grids, categories or units, and tell how uneven that is.

    Parameters
    ----------
    within
        Only tickets of this grid (over categories) or category (over grids and units) are
        counted, and the share of each is compared with its share in all of the question.

    Raises
    ------
    NotFoundError, ParameterError
        There is no such grid, or category.
    """
    whole = _counts(tallies, question, over)
    units = _units(conn, grounds, question, over, whole)
    whole = whole.reindex(units["key"]).fillna(0)
    if within is None:
        return _spread(units, whole)
    part = _counts(tallies, _narrowed(conn, grounds, question, over, within), over)
    part = part.reindex(units["key"]).fillna(0)
    table = np.column_stack([part, whole - part]).astype(float)
    found = quotients(table)
    compared = units.assign(
        quotient=found.quotient[:, 0],
        expected=found.expected[:, 0],
        p=found.p[:, 0],
        q=found.q[:, 0],
        few=found.few[:, 0],
    )
    return _spread(compared, part)


def _counts(tallies: Tallies, question: Question, over: Over) -> pd.Series:
    by = By(over.value)
    counted = tallies.tally(question, by)
    return counted[counted[str(by)].notna()].set_index(str(by))["count"]


def _units(
    conn: Connection, grounds: Grounds, question: Question, over: Over, counted: pd.Series
) -> pd.DataFrame:
    """What tickets can be spread over, also what has none: ``key``, ``name``, ``name_en``."""
    if over is Over.GRID:
        ground = grounds.of(conn)
        grids = ground.grids.iloc[ground.among(question.jurisdictions)]
        if question.grid is not None:
            grids = grids[grids["code"] == question.grid]
        return grids[["code", "name", "name_en"]].set_axis(["key", "name", "name_en"], axis=1)
    if over is Over.UNIT:
        names = counted.index.to_series()
        return pd.DataFrame({"key": names, "name": names, "name_en": names})
    found = [
        (one.id, one.category.name, one.category.name_en)
        for one in categories.listing(conn, live=None)
        if (one.live or one.id in counted.index)
        and (question.categories is None or one.id in question.categories)
    ]
    return pd.DataFrame(found, columns=["key", "name", "name_en"])


def _narrowed(
    conn: Connection, grounds: Grounds, question: Question, over: Over, within: str
) -> Question:
    """The part of a question that lies within something."""
    if over is Over.CATEGORY:
        ground = grounds.of(conn)
        inside = ground.grids.iloc[ground.among(question.jurisdictions)]["code"]
        if within not in set(inside):
            raise NotFoundError(
                f"there is no grid {within} in force, or none that you may see",
                f"没有生效的网格 {within}，或者您无权查看。",
            )
        return replace(question, grid=within)
    meant = numbers([within], known.categories(conn))
    return replace(question, categories=meant & (question.categories or meant))


def _spread(units: pd.DataFrame, counts: pd.Series) -> Spread:
    values = counts.to_numpy(dtype=float)
    total = values.sum()
    rows = units.assign(count=values.astype(int), share=values / max(total, 1.0))
    rows = rows.sort_values(["count", "key"], ascending=[False, True], kind="stable")
    rows["cumulative"] = rows["share"].cumsum()
    if total == 0:
        return Spread(0, len(values), None, None, None, rows)
    return Spread(
        int(total), len(values), gini(values), gini_by_chance(total / len(values)),
        top_share(values), rows,
    )  # fmt: skip
