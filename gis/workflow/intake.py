"""Use case: take in what is reported: by grid workers, residents, other platforms, sensors."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from gis.errors import Fault, ParameterError, UnusableInputError
from gis.model import covers
from gis.model.personal import masked
from gis.model.tickets import Channel, Position, Stage, TicketKind
from gis.monitor import positions
from gis.store import categories, scopes, ticket_places, ticket_reads
from gis.workflow import intake_rows
from gis.workflow.intake_rows import AHEAD, Fate, Terms

MOST = 1000
"""Reports taken at once."""
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report; what is None was not said.

    Parameters
    ----------
    source, external
        Where it comes from and its id there: the same again is the same ticket.
    lon, lat
        As given, in ``crs``: longitude or x first.
    stage, closed_at, due_at
        Of tickets that have come far elsewhere; only those who import may say so.
    jurisdiction
        To whom it is reported; where it lies in a community that is the one.
    """

    kind: TicketKind
    code: str
    source: str | None = None
    external: str | None = None
    reported_at: datetime | None = None
    channel: Channel | None = None
    lon: float | None = None
    lat: float | None = None
    crs: str = "wgs84"
    description: str | None = None
    address: str | None = None
    unit: str | None = None
    stage: Stage | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None
    jurisdiction: str | None = None


@dataclass(frozen=True, slots=True)
class Reporter:
    """On whose behalf tickets are taken in.

    Parameters
    ----------
    source, channel
        For reports that do not say.
    scope
        Jurisdictions at and below which they may report.
    home
        Whose tickets those are that lie nowhere else.
    trusted
        Whether they may say how far a ticket has come elsewhere.
    """

    source: str
    channel: Channel
    scope: tuple[str, ...]
    home: str
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know about a report, in two languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a report came to; ``known`` where it had been taken in before."""

    id: int
    external: str
    known: bool
    position: Position
    grid: str | None
    microgrid: str | None
    lon: float | None
    lat: float | None
    notices: tuple[Notice, ...]


_BAD = {
    Position.MISSING: Notice("没有位置，不在地图上显示", "it has no place; not drawn on the map"),
    Position.ZERO: Notice("坐标为零，不在地图上显示", "its coordinates are zero; not drawn"),
    Position.ROUNDED: Notice(
        "坐标过于粗略，不在地图上显示", "its coordinates are rounded; not drawn"
    ),
    Position.SWAPPED: Notice(
        "经纬度似乎颠倒，请更正", "longitude and latitude seem swapped; correct it"
    ),
    Position.OUTSIDE: Notice(
        "位置在辖区之外，不在地图上显示", "it lies outside; not drawn on the map"
    ),
    Position.PILED: Notice(
        "同一点上的事件过多，视为位置不明", "too many lie on this very point; its place is unknown"
    ),
}
_MASKED = Notice(
    "文字中的电话或证件号码已删去", "phone or identity numbers were taken out of a text"
)
_NO_GRID = Notice("该处没有生效的网格", "no grid is in force there")
_OLD_TIME = Notice("上报时间保持不变", "the time of the report stays as it was")


def take(
    conn: Connection, reports: Sequence[Report], reporter: Reporter, *, now: datetime | None = None
) -> list[Taken]:
    """Store reports, all of them or none; in their order what each came to.

    What is known already changes only where something else is said now.

    Raises
    ------
    UnusableInputError
        With every fault of every report.
    """
    at = now or datetime.now(UTC)
    faults = [*_faults(conn, reports, reporter, at)]
    if faults:
        raise UnusableInputError(faults)
    rows = _rows(conn, reports, reporter, at)
    terms = intake_rows.terms(conn, reporter.scope, about=set(rows["category"].tolist()))
    rows = _piled(conn, intake_rows.place(rows, terms.suspicion), terms)
    outcome = _written(conn, rows, terms)
    refused = outcome.index[outcome["fate"] == Fate.REFUSED]
    if len(refused):
        raise UnusableInputError([_elsewhere(int(number)) for number in refused])
    told = {one["id"]: one for one in ticket_reads.of(conn, outcome["id"].tolist())}
    return [
        _taken(told[outcome.loc[number, "id"]], rows.loc[number], outcome.loc[number], report)
        for number, report in enumerate(reports)
    ]


def _faults(
    conn: Connection, reports: Sequence[Report], reporter: Reporter, now: datetime
) -> Iterator[Fault]:
    if not 1 <= len(reports) <= MOST:
        yield Fault("tickets", "", "", str(len(reports)), f"send 1 to {MOST} tickets at once")
        return
    known = categories.ids(conn, [(one.kind, one.code) for one in reports], live=True)
    there = {
        code: scopes.jurisdiction(conn, code) is not None
        for code in {one.jurisdiction for one in reports}
        if code is not None
    }
    for number, one in enumerate(reports):
        for name, value, remedy in _wrong(one, reporter, now):
            yield Fault("tickets", str(number), name, value, remedy)
        if (one.kind, one.code) not in known:
            name = f"{one.kind}:{one.code}"
            yield Fault("tickets", str(number), "code", name, "there is no such category")
        code = one.jurisdiction
        if code is not None and not (there[code] and _covered(code, reporter.scope)):
            remedy = "there is no such jurisdiction, or none that you may report to"
            yield Fault("tickets", str(number), "jurisdiction", code, remedy)


def _wrong(one: Report, reporter: Reporter, now: datetime) -> Iterator[tuple[str, str, str]]:
    """Field, value and remedy of what cannot be in one report by itself."""
    try:
        positions.check_crs(one.crs)
    except ParameterError as error:
        yield "crs", one.crs, str(error)
    reported = one.reported_at or now
    for name in ("reported_at", "closed_at"):
        value = getattr(one, name)
        if value is not None and not EARLIEST <= value <= now + AHEAD:
            yield name, value.isoformat(), "this is not between 1970 and now"
    if one.closed_at is not None and one.closed_at < reported:
        yield "closed_at", one.closed_at.isoformat(), "it was closed before it was reported"
    if one.stage is Stage.CLOSED and one.closed_at is None:
        yield "closed_at", "", "say when it was closed"
    if one.closed_at is not None and one.stage not in {None, Stage.CLOSED}:
        yield "stage", str(one.stage), "it has a time when it was closed, so it is closed"
    if not reporter.trusted:
        for name in ("stage", "closed_at", "due_at"):
            if getattr(one, name) is not None:
                yield name, str(getattr(one, name)), "only those who import tickets may say this"


def _rows(
    conn: Connection, reports: Sequence[Report], reporter: Reporter, now: datetime
) -> pd.DataFrame:
    """Reports as rows, with what they do not say filled in."""
    known = categories.ids(conn, [(one.kind, one.code) for one in reports])
    rows = [
        {
            **{field.name: getattr(one, field.name) for field in fields(one)},
            "category": known[one.kind, one.code],
            "source": one.source or reporter.source,
            "external": one.external or uuid.uuid4().hex,
            "channel": one.channel or reporter.channel,
            "reported_at": one.reported_at or now,
            "stage": one.stage or (Stage.CLOSED if one.closed_at else None),
            "crs": positions.check_crs(one.crs),
            "description": one.description and masked(one.description),
            "address": one.address and masked(one.address),
            "jurisdiction": one.jurisdiction or reporter.home,
            "x": one.lon,
            "y": one.lat,
        }
        for one in reports
    ]
    frame = pd.DataFrame(rows, columns=list(intake_rows.COLUMNS), dtype=object)
    for name in intake_rows.TIMES:
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame.astype({"x": float, "y": float, "category": "int64"})


def _piled(conn: Connection, rows: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """Rows with those named that lie where too many lie already."""
    asked = rows[(rows["position"] == Position.GOOD) & ~rows["channel"].isin(positions.STEADY)]
    found = asked.index[ticket_places.piled(conn, asked, terms.suspicion.piled)]
    if len(found):
        rows.loc[found, "position"] = Position.PILED
        rows.loc[found, ["lon", "lat"]] = np.nan
    return rows


def _written(conn: Connection, rows: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """Write rows; what is said of the same ticket several times, one after the other."""
    if not rows.duplicated(["source", "external"]).any():
        return intake_rows.write(conn, rows, terms)
    turn = rows.groupby(["source", "external"], sort=False).cumcount()
    parts = [intake_rows.write(conn, part, terms) for _, part in rows.groupby(turn)]
    return pd.concat(parts).sort_index()


def _taken(stored: Any, row: pd.Series, outcome: pd.Series, report: Report) -> Taken:
    position = Position(stored["position"])
    notices = [_BAD[position]] if position in _BAD else []
    if position is Position.GOOD and stored["grid"] is None:
        notices.append(_NO_GRID)
    if (row["description"], row["address"]) != (report.description, report.address):
        notices.append(_MASKED)
    if outcome["differs"] and report.reported_at is not None:
        notices.append(_OLD_TIME)
    return Taken(
        stored["id"], row["external"], outcome["fate"] != Fate.NEW, position, stored["grid"],
        stored["microgrid"], stored["lon"], stored["lat"], tuple(notices),
    )  # fmt: skip


def _elsewhere(number: int) -> Fault:
    remedy = "it lies, or lay, in a jurisdiction that you may not report for"
    return Fault("tickets", str(number), "lon", "", remedy)


def _covered(code: str, scope: Sequence[str]) -> bool:
    return any(covers(one, code) for one in scope)
