"""Use cases of heat: hexagons, rates of grids, a density, two windows beside each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import h3.api.numpy_int as h3
import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection

from gis.errors import ParameterError
from gis.model.questions import By, Kernel, Question, Unit
from gis.monitor import density as surface
from gis.monitor import rates
from gis.monitor.density import Frame
from gis.monitor.hex_tiles import encoded, hexes_of, resolution_of
from gis.monitor.hexes import MERIDIAN, Bounds, covering, slicing
from gis.store import configuration, heat_grids, ticket_points
from gis.store.editions import Edition
from gis.store.items import Box
from gis.store.tiles import Address
from gis.workflow.ground import Grounds
from gis.workflow.shapes import freshen
from gis.workflow.tallies import Tallies

MOST_HEXES = 50_000
TICKETS_FROM = 15
"""Zoom from which tickets are drawn themselves."""
MOST_TICKETS = 2000
"""In a tile."""
COLUMNS = ["grid", "name", "name_en", "community", "households", "lon", "lat"]


@dataclass(frozen=True, slots=True)
class Rated:
    """Grids and their rates.

    Parameters
    ----------
    rows
        ``grid``, ``name``, ``name_en``, ``community``, ``households``, ``lon``, ``lat``,
        ``count`` and what ``gis.monitor.rates`` tells.
    total, elsewhere
        Tickets of the question; those of them that lie in none of the grids.
    overall
        Tickets per 1,000 households of all grids that have a rate; NaN without any.
    """

    rows: pd.DataFrame
    total: int
    elsewhere: int
    overall: float


def tile(
    tallies: Tallies, question: Question, address: Address, *, least: int, points: bool
) -> bytes:
    """One tile of hexagons with their counts; empty where there are none.

    Parameters
    ----------
    least
        Hexagons with fewer are left out.
    points
        Middles instead of hexagons.
    """
    place = (address.z, address.x, address.y)
    hexes = hexes_of(*place)
    asked = replace(question, placed=True)
    counts = tallies.counts(asked, hexes, resolution_of(address.z))
    return encoded(*place, counts, least=least, points=points)


def tickets(conn: Connection, question: Question, address: Address, now: datetime) -> bytes:
    """The tickets of a tile themselves; empty unless it is deep, and where there are many."""
    if address.z < TICKETS_FROM:
        return b""
    share = configuration.monitoring(conn).colours.yellow_from
    return ticket_points.tile(conn, question, address, now, share, MOST_TICKETS)


def hexes(
    tallies: Tallies, question: Question, box: Box | None, zoom: int
) -> tuple[int, pd.DataFrame]:
    """Hexagons with tickets, as large as a zoom shows: those within a box and some around it.

    Returns
    -------
    int
        Their resolution.
    DataFrame
        ``hex`` and ``count``.

    Raises
    ------
    ParameterError
        There are too many.
    """
    asked, resolution = replace(question, placed=True), resolution_of(zoom)
    bounds = None if box is None else bounds_of(box)
    finest = None if bounds is None else slicing(bounds, MOST_HEXES)
    if bounds is None or finest is None or finest < resolution:
        found = tallies.tally(asked, By.HEX, resolution=resolution)
        if bounds is not None:
            found = found[within(found["hex"].to_numpy(), bounds, resolution)]
    else:
        some = covering(bounds, resolution)
        found = pd.DataFrame({"hex": some, "count": tallies.counts(asked, some, resolution)})
        found = found[found["count"] > 0]
    if len(found) > MOST_HEXES:
        raise ParameterError(
            f"{len(found)} hexagons, more than {MOST_HEXES}: come nearer, or ask for larger ones",
            f"六边形有 {len(found)} 个，多于 {MOST_HEXES}；请放大地图或选较粗的级别。",
        )
    return resolution, found.reset_index(drop=True)


def bounds_of(box: Box) -> Bounds:
    """A box as hexagons are asked for."""
    return Bounds(box.west, box.south, box.east, box.north)


def within(hexes: npt.NDArray[np.uint64], bounds: Bounds, resolution: int) -> npt.NDArray[np.bool_]:
    """(n,) whether hexagons lie within bounds or reach into them."""
    middles = np.array([h3.cell_to_latlng(one) for one in hexes]).reshape(-1, 2)
    pad = h3.average_hexagon_edge_length(resolution, "m") / MERIDIAN
    aside = pad / np.maximum(np.cos(np.radians(middles[:, 0])), 1e-3)
    lat, lon = middles.T
    found: npt.NDArray[np.bool_] = (
        (lon >= bounds.west - aside)
        & (lon <= bounds.east + aside)
        & (lat >= bounds.south - pad)
        & (lat <= bounds.north + pad)
    )
    return found


def grids(conn: Connection, tallies: Tallies, grounds: Grounds, question: Question) -> Rated:
    """Every grid in force where the question reaches, and its rate."""
    ground = grounds.of(conn)
    where = ground.among(question.jurisdictions)
    table = ground.grids.iloc[where].rename(columns={"code": "grid"})[COLUMNS]
    if question.grid is not None:
        table = table[table["grid"] == question.grid]
    return _rated(table.reset_index(drop=True), tallies.tally(question, By.GRID))


def grids_of_plan(
    conn: Connection, tallies: Tallies, question: Question, edition: Edition
) -> Rated:
    """Every grid of some plan, with the tickets that lie in its outline."""
    asked = replace(question, grid=None, placed=True)
    freshen(conn, edition.source, "grids")
    source = edition.source
    counted = heat_grids.counted(conn, asked, source.plan or 0, published=source.published)
    inside = counted[["grid", "count"]]
    total = int(tallies.tally(asked)["count"].sum())
    rest = pd.DataFrame({"grid": [None], "count": [total - int(inside["count"].sum())]})
    return _rated(counted[COLUMNS], pd.concat([inside, rest]))


def _rated(table: pd.DataFrame, counts: pd.DataFrame) -> Rated:
    # Objects are matched with objects: anything else is converted one by one.
    asked = pd.Index(table["grid"], dtype=object)
    found_in = counts.set_index("grid")["count"].reindex(asked, fill_value=0)
    count = pd.Series(found_in.to_numpy(np.int64), index=table.index)
    found, overall = rates.rates(count, table["households"])
    total = int(counts["count"].sum())
    rows = pd.concat([table, count.rename("count"), found], axis=1)
    return Rated(rows, total, total - int(count.sum()), overall)


@dataclass(frozen=True, slots=True)
class Surface:
    """A density: what is where.

    Parameters
    ----------
    bandwidth
        Metres on the ground, as it was used.
    heights
        (height, width) tickets per square kilometre, the northern row first.
    """

    frame: Frame
    bandwidth: float
    heights: npt.NDArray[np.float64]


def density(
    tallies: Tallies,
    question: Question,
    box: Box,
    *,
    bandwidth: float,
    size: int,
    kernel: Kernel = Kernel.QUARTIC,
) -> Surface:
    """A smooth picture of where tickets are; it says nothing of how many people live there.

    Parameters
    ----------
    bandwidth
        Metres on the ground; a wider one is used where bins are too large for it.
    size
        Bins of the longer side.
    """
    bounds = bounds_of(box)
    frame = surface.frame(bounds, size, bandwidth)
    used = surface.used_bandwidth(frame, bandwidth)
    pad = surface.reach(frame, used, kernel) * frame.scale / MERIDIAN
    aside = pad / max(float(np.cos(np.radians(max(abs(bounds.south), abs(bounds.north))))), 0.1)
    around = Bounds(
        bounds.west - aside, bounds.south - pad, bounds.east + aside, bounds.north + pad
    )
    points = tallies.points(question, around)
    lon, lat = points["lon"].to_numpy(), points["lat"].to_numpy()
    return Surface(frame, used, surface.density(lon, lat, frame, used, kernel))


def compare(
    tallies: Tallies, question: Question, other: Question, by: Unit, resolution: int
) -> pd.DataFrame:
    """Two windows beside each other.

    Returns
    -------
    DataFrame
        ``key`` (grid or hexagon), ``first``, ``second``, ``ratio``, ``p``, ``q``; what has tickets
        in either window.

    Raises
    ------
    ParameterError
        A window has no end or no beginning.
    """
    lengths = [_length(one) for one in (question, other)]
    counted = [
        tallies.tally(one, By(by.value), resolution=resolution)
        .set_axis(["key", name], axis=1)
        .dropna(subset="key")
        for name, one in (("first", question), ("second", other))
    ]
    both = counted[0].merge(counted[1], on="key", how="outer").fillna({"first": 0, "second": 0})
    both = both.astype({"first": np.int64, "second": np.int64}).sort_values("key")
    share = lengths[1] / (lengths[0] + lengths[1])
    told = rates.compared(both["first"], both["second"], share)
    return pd.concat([both.reset_index(drop=True), told], axis=1)


def other_window(question: Question, start: datetime | None, end: datetime | None) -> Question:
    """The same question about another window.

    Raises
    ------
    ParameterError
        It ends before it begins.
    """
    if start is not None and end is not None and start >= end:
        raise ParameterError("'to2' must come after 'from2'", "“to2”须晚于“from2”。")
    return replace(question, start=start, end=end)


def _length(question: Question) -> timedelta:
    if question.start is None or question.end is None:
        raise ParameterError(
            "two windows are compared: give from, to, from2 and to2",
            "比较两个时间段：请给出 from、to、from2 和 to2。",
        )
    return question.end - question.start
