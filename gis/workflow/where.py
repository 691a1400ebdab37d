"""Use case: which jurisdiction, grid and micro-grid an address was in at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gis.errors import ParameterError
from gis.files.points import Points, read_points, write_points
from gis.model import ROOT, ancestors
from gis.store import history
from gis.store.history import Outline, Term
from gis.workflow.outputs import check_targets

LOCAL = timezone(timedelta(hours=8))
"""Where a time does not say so it is China's."""
MERCATOR = 85.0
"""Beyond this latitude there is no town, and no web mercator."""
MOST = 10_000
"""Points looked up at once."""


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
    found: list[Chain | None] = []
    above = _Above(conn)
    for first in range(0, len(points), MOST):
        for held in _held(conn, points[first : first + MOST], list(among)):
            term = among[held[0].publication] if held else None
            found.append(_chain(held, term, above(term.community)) if term else None)
    return found


def _held(
    conn: Connection, points: Sequence[Point], among: Sequence[int]
) -> Iterator[list[Outline]]:
    """For each point its grid and its micro-grids, nothing where it has no grid."""
    inside = [n for n, point in enumerate(points) if abs(point.lat) <= MERCATOR]
    places = [points[n] for n in inside]
    hits = history.covering(conn, among, [at.lon for at in places], [at.lat for at in places])
    held = {
        inside[position]: _candidates([outline for _, outline in own])
        for position, own in groupby(hits, key=itemgetter(0))
    }
    unsure = {
        (first.id, other.id) for _, first, *others in filter(_several, held.values())
        for other in others
    }  # fmt: skip
    over = history.over_same_ground(conn, unsure)
    for n, point in enumerate(points):
        grid, *micro = held.get(n) or (None,)
        if grid is None:
            yield []
            continue
        stack = [one for one in micro if one is micro[0] or (micro[0].id, one.id) in over]
        if point.floor is not None and len(stack) > 1:
            stack = [one for one in stack if _has_floor(one, point.floor)]
        yield [grid, *stack]


def _candidates(outlines: list[Outline]) -> list[Outline]:
    """The grid with the smallest code, its first micro-grid, and what may be stacked with it."""
    grid = next((one for one in outlines if one.level == "grid"), None)
    if grid is None:
        return []
    own = (grid.publication, grid.code)
    micro = [one for one in outlines if (one.publication, one.grid) == own]
    stacked = [one for one in micro[1:] if one.floor_from is not None]
    if not micro or micro[0].floor_from is None:
        stacked = []
    return [grid, *micro[:1], *stacked]


def _several(held: list[Outline]) -> bool:
    return len(held) > 2


def _has_floor(outline: Outline, floor: int) -> bool:
    low, high = outline.floor_from, outline.floor_to
    return low is not None and high is not None and low <= floor <= high


class _Above:
    """Code, name and level of the jurisdictions above a community and of itself, asked once."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._known: dict[str, tuple[dict[str, str], ...]] = {}

    def __call__(self, community: str) -> tuple[dict[str, str], ...]:
        """From the county down."""
        if community not in self._known:
            codes = [code for code in ancestors(community) if code != ROOT]
            names = history.names(self._conn, codes)
            self._known[community] = tuple(
                {"code": code, "name": names[code][0], "level": names[code][1]}
                for code in codes
                if code in names
            )
        return self._known[community]


def _chain(held: list[Outline], term: Term, above: tuple[dict[str, str], ...]) -> Chain:
    grid, *micro = held
    told = ("code", "name", "name_en", "kind", "category", "post")
    said = grid.said or {}
    return Chain(
        above,
        {name: said.get(name) for name in told},
        tuple(
            {"code": one.code, "floor_from": one.floor_from, "floor_to": one.floor_to}
            for one in micro
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
