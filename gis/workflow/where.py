"""Use case: which jurisdiction, grid and micro-grid an address was in at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gis.errors import ParameterError
from gis.files.points import Points, read_points, write_points
from gis.model import ROOT, ancestors
from gis.store import history
from gis.store.history import Hit, Term
from gis.workflow.outputs import check_targets

LOCAL = timezone(timedelta(hours=8))
"""Where a time does not say so it is China's."""
MERCATOR = 85.0
"""Beyond this latitude there is no town, and no web mercator."""
MOST = 10_000
"""Points looked up at once."""

Stacks = dict[tuple[int, ...], set[int]]


@dataclass(frozen=True, slots=True)
class Point:
    """A place in degrees of WGS 84, and a floor where it is known."""

    lon: float
    lat: float
    floor: int | None = None

    def __post_init__(self) -> None:
        if not (-180 <= self.lon <= 180 and -90 <= self.lat <= 90):
            raise ParameterError(
                f"lon {self.lon} lat {self.lat} is no place on earth; give degrees, longitude"
                " -180 to 180 and latitude -90 to 90",
                f"经度 {self.lon}、纬度 {self.lat} 不是有效坐标；请用度表示。",
            )


@dataclass(frozen=True, slots=True)
class Chain:
    """The address chain of a point.

    Parameters
    ----------
    jurisdictions
        Code, name and level from the county down to the community.
    grid
        Code, names, kind, category and post as published.
    microgrids
        Code and floors; several where micro-grids are stacked in a tower.
    term
        The publication that says so.
    """

    jurisdictions: tuple[dict[str, str], ...]
    grid: dict[str, Any]
    microgrids: tuple[dict[str, Any], ...]
    term: Term


def instant(text: str | None) -> datetime | None:
    """Read a date (the end of that day) or a date and time; None for None.

    Raises
    ------
    ParameterError
        It is neither.
    """
    if text is None:
        return None
    try:
        if len(text.strip()) <= len("2026-03-03"):
            day = date.fromisoformat(text.strip())
            return datetime.combine(day, time.max, LOCAL)
        read = datetime.fromisoformat(text.strip())
        return read.replace(tzinfo=LOCAL) if read.tzinfo is None else read
    except ValueError:
        raise ParameterError(
            f"{text!r} is no date and no time; write 2026-03-03 or 2026-03-03T08:30:00+08:00",
            f"“{text}”不是日期或时间；请写成 2026-03-03 或 2026-03-03T08:30:00+08:00。",
        ) from None


def where(
    conn: Connection,
    points: Sequence[Point],
    *,
    at: datetime | None = None,
    scope: Collection[str] = (ROOT,),
) -> list[Chain | None]:
    """Address chains in the order of the points; None where nothing was in force.

    A point on a border belongs to the grid, and there to the micro-grid, with the smallest code.

    Parameters
    ----------
    at
        When; now where not given.
    scope
        Jurisdictions that the caller may see.
    """
    among = {
        term.publication: term
        for term in history.terms(conn, scope, at=at or datetime.now(tz=LOCAL))
    }
    found: list[Chain | None] = [None] * len(points)
    if not among:
        return found
    names: dict[str, tuple[dict[str, str], ...]] = {}
    stacks: Stacks = {}
    for first in range(0, len(points), MOST):
        some = points[first : first + MOST]
        inside = [n for n, point in enumerate(some) if abs(point.lat) <= MERCATOR]
        lon, lat = [some[n].lon for n in inside], [some[n].lat for n in inside]
        hits = history.covering(conn, list(among), lon, lat)
        for position, own in groupby(hits, key=lambda hit: hit.point):
            at_point = inside[position]
            chosen = _chosen(conn, list(own), some[at_point].floor, stacks)
            if chosen:
                term = among[chosen[0].publication]
                if term.community not in names:
                    names[term.community] = _above(conn, term.community)
                found[first + at_point] = _chain(chosen, term, names[term.community])
    return found


def _chosen(conn: Connection, hits: list[Hit], floor: int | None, stacks: Stacks) -> list[Hit]:
    """The grid with the smallest code, then its micro-grid or the stack of them.

    ``stacks`` remembers which outlines lie above each other.
    """
    grids = [hit for hit in hits if hit.level == "grid"]
    if not grids:
        return []
    grid = grids[0]
    micro = [hit for hit in hits if hit.level == "microgrid" and hit.grid == grid.code]
    micro = [hit for hit in micro if hit.publication == grid.publication]
    if len(micro) > 1:
        first, *others = micro
        stacked = [hit for hit in others if hit.floor_from is not None]
        if first.floor_from is None or not stacked:
            return [grid, first]
        key = (first.outline, *(hit.outline for hit in stacked))
        if key not in stacks:
            stacks[key] = history.over_same_ground(conn, key[0], key[1:])
        micro = [first, *(hit for hit in stacked if hit.outline in stacks[key])]
    if floor is not None and len(micro) > 1:
        micro = [hit for hit in micro if (hit.floor_from or 0) <= floor <= (hit.floor_to or 0)]
    return [grid, *micro]


def _above(conn: Connection, community: str) -> tuple[dict[str, str], ...]:
    """Code, name and level of the jurisdictions above and of the community itself."""
    codes = [code for code in ancestors(community) if code != ROOT]
    known = history.names(conn, codes)
    return tuple(
        {"code": code, "name": known[code][0], "level": known[code][1]}
        for code in codes
        if code in known
    )


def _chain(chosen: list[Hit], term: Term, above: tuple[dict[str, str], ...]) -> Chain:
    grid, *micro = chosen
    told = ("code", "name", "name_en", "kind", "category", "post")
    return Chain(
        above,
        {name: grid.said.get(name) for name in told},
        tuple(
            {"code": hit.code, "floor_from": hit.floor_from, "floor_to": hit.floor_to}
            for hit in micro
        ),
        term,
    )


def rows(chains: Sequence[Chain | None]) -> dict[str, list[Any]]:
    """Address chains as columns of a table; stacked micro-grids are joined by semicolons."""
    return {
        "community": [chain and chain.term.community for chain in chains],
        "grid": [chain and chain.grid["code"] for chain in chains],
        "microgrid": [
            chain and ";".join(_with_floors(one) for one in chain.microgrids) for chain in chains
        ],
        "plan": [chain and chain.term.plan for chain in chains],
        "plan_version": [chain and chain.term.version for chain in chains],
        "valid_from": [chain and chain.term.valid_from.isoformat() for chain in chains],
        "valid_to": [
            chain and chain.term.valid_to and chain.term.valid_to.isoformat() for chain in chains
        ],
    }


def _with_floors(microgrid: dict[str, Any]) -> str:
    low, high = microgrid["floor_from"], microgrid["floor_to"]
    return str(microgrid["code"]) if low is None else f"{microgrid['code']}[{low}-{high}]"


def of_points(
    conn: Connection, points: Points, *, at: datetime | None, scope: Collection[str] = (ROOT,)
) -> dict[str, list[Any]]:
    """Look up the points of a file; columns to stand beside theirs, see ``rows``."""
    wanted = [Point(*place) for place in zip(points.lon, points.lat, points.floor, strict=True)]
    return rows(where(conn, wanted, at=at, scope=scope))


def of_file(conn: Connection, file: Path, out: Path, *, at: datetime | None) -> tuple[int, int]:
    """Look up the points of a file and write them with what was found; points and hits.

    Raises
    ------
    UnusableInputError, ParameterError
        The points cannot be read, or the result not written.
    """
    check_targets([out], [file])
    points = read_points(file)
    found = of_points(conn, points, at=at)
    write_points(out, points, found)
    return len(points.lon), sum(grid is not None for grid in found["grid"])
