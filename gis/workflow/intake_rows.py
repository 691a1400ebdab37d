"""Tickets on their way in: what is made of what was said, and which of it is news.

The same for one report and for a file of millions; whoever calls cuts them into batches.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis.model import covers
from gis.model.monitoring import Limits
from gis.model.tickets import Position, Stage
from gis.monitor import positions
from gis.monitor.positions import Box, Suspicion
from gis.store import categories, configuration, ticket_places, ticket_reads, ticket_writes

COLUMNS = (
    "source", "external", "category", "channel", "reported_at", "stage", "closed_at", "due_at",
    "unit", "description", "address", "jurisdiction", "x", "y", "crs",
)  # fmt: skip
"""Of a report: null where nothing is said, but for source, external, category, channel,
reported_at, jurisdiction and crs."""
AHEAD = timedelta(minutes=10)
"""How far the clock of who reports may be ahead of ours."""
TIMES = ("reported_at", "closed_at", "due_at")
_PLAIN = ("category", "unit", "description", "address")
_GIVEN = ("given_x", "given_y", "given_crs")
_STANDING = ("stage", "stage_since", "stage_due", "closed_at", "due_at")


class Fate(StrEnum):
    """What became of a row."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Terms:
    """How reports are taken in.

    Parameters
    ----------
    limits
        Minutes by number of the category.
    general
        The same for all others.
    scope
        Jurisdictions at and below which tickets may be put.
    """

    limits: Mapping[int, Limits]
    general: Limits
    suspicion: Suspicion
    scope: tuple[str, ...]


def terms(
    conn: Connection, scope: Sequence[str], extents: Sequence[Box] | None = None, *,
    about: Collection[int] | None = None,
) -> Terms:  # fmt: skip
    """The terms in force.

    Parameters
    ----------
    extents
        Where tickets can lie; None: around the communities that are known.
    about
        Numbers of the categories that matter; None: all.
    """
    town = configuration.monitoring(conn)
    where = ticket_places.extents(conn) if extents is None else extents
    known = {
        one.id: town.limits.but(one.category.limits)
        for one in categories.listing(conn, live=None, about=about)
        if one.category.limits
    }
    suspicion = Suspicion(where, town.positions.decimals, town.positions.piled)
    return Terms(known, town.limits, suspicion, tuple(scope))


def place(rows: pd.DataFrame, suspicion: Suspicion) -> pd.DataFrame:
    """The rows with ``position``, ``lon`` and ``lat``; see ``gis.monitor.positions``.

    Piles are looked for among these rows: give all of a file at once.
    """
    names = np.full(len(rows), Position.MISSING, dtype=object)
    lonlat = np.full((len(rows), 2), np.nan)
    given = rows[["x", "y"]].to_numpy(dtype=float)
    for crs in rows["crs"].unique():
        at = (rows["crs"] == crs).to_numpy()
        names[at], lonlat[at] = positions.judge(given[at], str(crs), suspicion)
    if len(rows) >= suspicion.piled:
        months = rows["reported_at"].dt.strftime(positions.PILES_FROM).to_numpy()
        steady = rows["channel"].isin(positions.STEADY).to_numpy()
        asked = np.where(steady[:, None], np.nan, lonlat)
        piled = positions.piles(asked, months, suspicion.piled)
        names[piled], lonlat[piled] = Position.PILED, np.nan
    return rows.assign(position=names, lon=lonlat[:, 0], lat=lonlat[:, 1])


def write(conn: Connection, rows: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """Store placed rows, each source and external id once among them.

    Returns
    -------
    DataFrame
        On the index of ``rows``: ``id`` (0 where refused), ``fate`` and ``differs``, whether
        the time of the report is another than that which is stored.
    """
    ready = _begun(rows, terms)
    before = ticket_reads.known(conn, rows["source"], rows["external"])
    fresh = np.ones(len(rows), bool)
    fresh[before["row"]] = False
    added = ticket_writes.insert(conn, ready[fresh], within=terms.scope)
    ids, fates = np.zeros(len(rows), np.int64), np.full(len(rows), Fate.REFUSED, dtype=object)
    ids[fresh] = added.ids
    fates[fresh] = np.where(added.new, Fate.NEW, np.where(added.foreign, Fate.REFUSED, Fate.KNOWN))
    result = pd.DataFrame({"id": ids, "fate": fates, "differs": False}, index=rows.index)
    if before.empty:
        return result
    before.index = rows.index[before["row"].to_numpy()]
    own = before[_inside(before["jurisdiction"], terms.scope)]
    result.loc[own.index, "id"] = own["id"]
    result.loc[own.index, "fate"] = Fate.KNOWN
    later = rows.loc[own.index, "reported_at"]
    result.loc[own.index, "differs"] = (later != own["reported_at"]).to_numpy()
    _rewrite(conn, rows.loc[own.index], ready.loc[own.index], own, terms, result)
    return result


def _rewrite(
    conn: Connection, rows: pd.DataFrame, ready: pd.DataFrame, before: pd.DataFrame,
    terms: Terms, result: pd.DataFrame,
) -> None:  # fmt: skip
    """Store what is said differently than before of tickets that are known."""
    said = {name: ready[name] for name in _PLAIN}
    # Only what was said: what follows from it by our limits may long be another.
    said |= {name: rows[name] for name in ("stage", "closed_at", "due_at")}
    said |= {name: ready[name].where(ready["given_x"].notna()) for name in _GIVEN}
    news = {name: _news(values, before[name]) for name, values in said.items()}
    news["closed_at"] &= news["stage"] | (before["stage"] == Stage.CLOSED)
    moved = news["given_x"] | news["given_y"] | news["given_crs"]
    standing = news["stage"] | news["closed_at"]
    changed = moved | standing
    for values in news.values():
        changed |= values
    if not changed.any():
        return
    after = pd.DataFrame({"id": before["id"]})
    for name in (*_PLAIN, "due_at"):
        after[name] = said[name].where(news[name], before[name])
    for name in ("stage", "stage_since", "stage_due", "closed_at"):
        after[name] = ready[name].where(standing, before[name])
    for part, extra in ((changed & ~moved, ()), (moved, (*_GIVEN, "position", "lon", "lat"))):
        if not part.any():
            continue
        values = after[part].join(ready.loc[part, list(extra)])
        written = ticket_writes.rewrite(conn, values, within=terms.scope)
        done = values["id"].isin(written)
        result.loc[values.index[done], "fate"] = Fate.CHANGED
        result.loc[values.index[~done], "fate"] = Fate.REFUSED


def _news(said: pd.Series, before: pd.Series) -> pd.Series:
    """Where something is said, and it is not what is known."""
    same = said.astype(object).eq(before.astype(object)).fillna(value=False)
    found: pd.Series = said.notna() & ~same.astype(bool)
    return found


def _begun(rows: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """Rows as they are stored: with a stage, its times, and what was given as the place."""
    stage = rows["stage"].where(rows["stage"].notna(), Stage.REPORTED)
    closed = stage == Stage.CLOSED
    since = rows["reported_at"].where(~closed, rows["closed_at"])
    due = rows["reported_at"] + _minutes(rows["category"], "whole", terms)
    stage_due = since + _of_stages(rows["category"], stage, terms)
    there = np.isfinite(rows[["x", "y"]].to_numpy(dtype=float)).all(axis=1)
    return rows.drop(columns=["x", "y", "crs"]).assign(
        stage=stage,
        stage_since=since,
        stage_due=stage_due.where(~closed),
        due_at=rows["due_at"].where(rows["due_at"].notna(), due),
        closed_at=rows["closed_at"].where(closed),
        deferred=stage == Stage.DEFERRED,
        given_x=rows["x"].where(there),
        given_y=rows["y"].where(there),
        given_crs=rows["crs"].where(there),
    )


def _minutes(category: Iterable[int], limit: str, terms: Terms) -> NDArray[np.timedelta64]:
    known = {number: getattr(own, limit) for number, own in terms.limits.items()}
    general = getattr(terms.general, limit)
    minutes = np.array([known.get(number, general) for number in category], dtype=float)
    found: NDArray[np.timedelta64] = pd.to_timedelta(minutes, unit="m").to_numpy("timedelta64[ns]")
    return found


def _of_stages(
    category: pd.Series, stage: pd.Series, terms: Terms
) -> NDArray[np.timedelta64]:  # fmt: skip
    found = np.full(len(category), np.timedelta64("NaT", "ns"))
    for one in set(stage) - {Stage.CLOSED, Stage.DEFERRED}:
        here = (stage == one).to_numpy()
        found[here] = _minutes(category[here], str(one), terms)
    return found


def _inside(jurisdiction: pd.Series, scope: Sequence[str]) -> pd.Series:
    found: pd.Series = jurisdiction.map(lambda code: any(covers(one, code) for one in scope))
    return found.astype(bool)
