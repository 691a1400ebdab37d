"""Use cases of remote patrols: a timed tour through cameras, and findings that become tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection

from gis.errors import ConflictError, NotFoundError, ParameterError
from gis.model.tickets import Channel, TicketKind
from gis.store import audit_log, camera_reads, jurisdictions, patrols
from gis.store.camera_reads import Wanted
from gis.workflow import intake
from gis.workflow.intake import Report, Reporter

SECONDS = 15
"""How long a camera is looked at."""
MOST = 100
"""Cameras on a tour."""
SOURCE = "patrol"


@dataclass(frozen=True, slots=True)
class Stop:
    """A camera on a tour, and how many seconds it is looked at."""

    camera: int
    seconds: int = SECONDS


@dataclass(frozen=True, slots=True)
class Finding:
    """What is reported of what a camera shows."""

    kind: TicketKind
    code: str
    description: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen through a camera: ``normal``, ``finding`` or ``no_picture``."""

    camera: int
    result: str
    note: str | None = None
    ticket: int | None = None


def through_grid(
    conn: Connection, grid: str, scope: Sequence[str], seconds: int
) -> tuple[str, list[Stop]]:
    """The community of a grid, and a short way through its cameras of public space.

    Raises
    ------
    NotFoundError
        No such grid is in force.
    ConflictError
        No camera stands in it.
    """
    community = patrols.community_of(conn, grid)
    if community is None:
        raise NotFoundError(f"no grid {grid} is in force", f"没有生效的网格 {grid}。")
    rows = camera_reads.listing(conn, Wanted(scope, grid=grid))
    public = [row for row in rows if row["public_space"]]
    if not public:
        raise ConflictError(
            f"no camera of public space stands in grid {grid}",
            f"网格 {grid} 内没有公共区域摄像头。",
        )
    order = in_order([row["lon"] for row in public], [row["lat"] for row in public])
    return community, [Stop(public[at]["id"], seconds) for at in order[:MOST]]


def in_order(lon: Sequence[float], lat: Sequence[float]) -> list[int]:
    """Positions of places on a short way through all: from the westernmost to the next nearest.

    Then every part of the way that gets shorter by being gone the other way round is turned.
    """
    east = np.asarray(lon) * np.cos(np.radians(np.mean(lat)))
    spots = np.column_stack([east, lat])
    apart = np.hypot(*(spots[:, None] - spots[None]).T)
    left = set(range(len(spots)))
    way = [int(np.argmin(spots[:, 0]))]
    left.discard(way[0])
    while left:
        ahead = sorted(left)
        way.append(ahead[int(np.argmin(apart[way[-1], ahead]))])
        left.discard(way[-1])
    return _untangled(way, apart)


def _untangled(way: list[int], apart: np.ndarray[Any, Any]) -> list[int]:
    better = len(way) <= MOST
    while better:
        better = False
        for first in range(len(way) - 2):
            for last in range(first + 2, len(way)):
                one, two, three = way[first], way[first + 1], way[last]
                gain = apart[one, two] - apart[one, three]
                if last + 1 < len(way):
                    gain += apart[three, way[last + 1]] - apart[two, way[last + 1]]
                if gain > 1e-12:
                    way[first + 1 : last + 1] = way[first + 1 : last + 1][::-1]
                    better = True
    return way


def chosen(conn: Connection, stops: Sequence[Stop], scope: Sequence[str]) -> str:
    """The jurisdiction of a tour that somebody chose.

    Raises
    ------
    ParameterError
        A camera is not there for them, was taken down or does not look at public space.
    """
    known = camera_reads.those(conn, [one.camera for one in stops])
    wrong = [
        one.camera
        for one in stops
        if (row := known.get(one.camera)) is None
        or not row["live"]
        or not row["public_space"]
        or not any(code in {"0", row["jurisdiction"][: len(code)]} for code in scope)
    ]
    if wrong:
        listed = ", ".join(map(str, wrong))
        raise ParameterError(
            f"these are no cameras of public space that you may see: {listed}",
            f"下列编号不是您可查看的公共区域摄像头：{listed}。",
        )
    return _common([row["jurisdiction"] for row in known.values()])


def _common(codes: Sequence[str]) -> str:
    communities = [code for code in codes if len(code) == 12]
    if len(communities) == len(codes):
        return jurisdictions.common(communities)
    shared = next(
        (codes[0][:size] for size in (9, 6) if len({code[:size] for code in codes}) == 1), "0"
    )
    return shared if len(shared) <= min(map(len, codes)) else min(codes, key=len)


def create(
    conn: Connection, name: str, jurisdiction: str, grid: str | None, stops: Sequence[Stop],
    actor: str,
) -> int:  # fmt: skip
    """Write a patrol; returns its number."""
    number = patrols.add(
        conn,
        {
            "name": name,
            "jurisdiction": jurisdiction,
            "grid": grid,
            "stops": [{"camera": one.camera, "seconds": one.seconds} for one in stops],
            "created_by": actor,
        },
    )
    told = {"cameras": len(stops), "grid": grid}
    audit_log.append(
        conn, actor, "create patrol", f"patrol {number}", told, jurisdiction=jurisdiction
    )
    return number


def begin(conn: Connection, patrol: int, post: str) -> int:
    """Begin a run of a patrol.

    Raises
    ------
    ConflictError
        Nobody goes on it any more.
    """
    if not patrols.get(conn, patrol)["live"]:
        raise ConflictError("this patrol was given up", "该巡检已停用。")
    return patrols.begin(conn, patrol, post)


def note(
    conn: Connection, run: int, seen: Seen, finding: Finding | None, scope: Sequence[str]
) -> int | None:
    """Note what was seen; a finding becomes a ticket at the camera, whose number is returned.

    Parameters
    ----------
    scope
        Jurisdictions at and below which the one who looks may report tickets.

    Raises
    ------
    ConflictError
        The run is over.
    ParameterError
        The camera is not on the tour.
    """
    now = patrols.run(conn, run, lock=True)
    if now["ended_at"] is not None:
        raise ConflictError("this run is over; begin another one", "本次巡检已结束，请重新开始。")
    patrol = patrols.get(conn, now["patrol"])
    if seen.camera not in {stop["camera"] for stop in patrol["stops"]}:
        raise ParameterError(
            f"camera {seen.camera} is not on this tour",
            f"摄像头 {seen.camera} 不在本次巡检路线上。",
        )
    ticket = seen.ticket
    if finding is not None:
        key = f"run {run}, camera {seen.camera}, {len(now['seen']) + 1}"
        camera = camera_reads.get(conn, seen.camera)
        ticket = _reported(conn, camera, finding, key, scope)
    told = {"camera": seen.camera, "result": seen.result, "note": seen.note, "ticket": ticket}
    patrols.note(conn, run, told)
    return ticket


def _reported(
    conn: Connection,
    camera: Mapping[str, Any] | Any,
    finding: Finding,
    key: str,
    scope: Sequence[str],
) -> int:
    report = Report(
        kind=finding.kind,
        code=finding.code,
        external=key,
        lon=camera["lon"],
        lat=camera["lat"],
        description=finding.description,
        address=camera["name"],
        jurisdiction=camera["jurisdiction"],
    )
    reporter = Reporter(SOURCE, Channel.PATROL, tuple(scope), camera["jurisdiction"])
    (taken,) = intake.take(conn, [report], reporter)
    return taken.id
