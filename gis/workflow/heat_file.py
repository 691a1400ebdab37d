"""Use case: write heat over time to a page that opens without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from sqlalchemy import Connection

from gis.errors import ParameterError
from gis.files.writing import replacing
from gis.maps import heat_page
from gis.maps.heat_page import Heat
from gis.maps.words import Lang
from gis.model import ROOT, covers
from gis.model.questions import By, Question, Step
from gis.store import grids_in_force, history
from gis.store import questions as store
from gis.store.tallies import SqlTallies
from gis.workflow import questions
from gis.workflow.heat_time import Frames, frames
from gis.workflow.questions import Wording
from gis.workflow.where import LOCAL

MOST = 400
"""Frames of a page."""
FINEST, COARSEST = 9, 5
"""Hexagons that are tried where none are asked for: edges of some 200 m to 10 km."""
TELLING = 3.0
"""Tickets that a hexagon with any should have in a frame, on average."""
NEAR = 3.0
"""Metres that outlines may lose: nobody sees them on a map of a town."""
_DEGREES = Transformer.from_crs(3857, 4326, always_xy=True)
_BY = {Step.HOUR: By.CLOCK, Step.DAY: By.DAY, Step.WEEK: By.WEEK, Step.MONTH: By.MONTH}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page was made of."""

    frames: int
    tickets: int
    hexes: int


def write(
    conn: Connection, wording: Wording, out: Path, *, step: Step, resolution: int | None,
    language: Lang,
) -> Shown:  # fmt: skip
    """Write the heat of some tickets, frame by frame.

    Parameters
    ----------
    resolution
        Of the hexagons; None for the finest that are not mostly single tickets.

    Raises
    ------
    ParameterError
        A time or category makes no sense, or there are too many frames.
    """
    if out.suffix.lower() != ".html":
        raise ParameterError(f"{out.name}: the heat map is written as .html")
    asked = questions.read(wording, (ROOT,), store.categories(conn))
    tallies = SqlTallies(conn)
    resolution, found = _framed(tallies, asked, step, resolution)
    if len(found.at) > MOST:
        raise ParameterError(
            f"that are {len(found.at)} frames of at most {MOST}; choose a longer --step or a"
            " shorter window",
            f"共 {len(found.at)} 帧，最多 {MOST} 帧；请选较长的 --step 或较短的时间段。",
        )
    grids = _grids(conn, asked)
    name, name_en = _name(conn, asked)
    spans = _spans(found, step)
    heat = Heat(
        name, name_en, *_asked(wording, spans), step.value, *spans, found.totals.tolist(),
        resolution, found.hexes, found.counts, grids,
        _by_grid(tallies.tally(asked, _BY[step], By.GRID), found, grids),
        datetime.now(UTC).astimezone(LOCAL),
    )  # fmt: skip
    page = heat_page.render(heat, language)
    with replacing(out) as draft:
        draft.write_text(page, encoding="utf-8")
    return Shown(len(found.at), int(found.totals.sum()), len(found.hexes))


def _framed(
    tallies: SqlTallies, asked: Question, step: Step, resolution: int | None
) -> tuple[int, Frames]:
    if resolution is not None:
        return resolution, frames(tallies, asked, step, resolution, cumulative=False)
    for fine in range(FINEST, COARSEST, -1):
        found = frames(tallies, asked, step, fine, cumulative=False)
        if found.totals.sum() >= TELLING * sum(map(len, found.counts)):
            return fine, found
    return COARSEST, frames(tallies, asked, step, COARSEST, cumulative=False)


def _grids(conn: Connection, asked: Question) -> pd.DataFrame:
    """The grids in force of the jurisdictions, in degrees."""
    found = grids_in_force.read(conn)
    own = [any(covers(code, one) for code in asked.jurisdictions) for one in found["community"]]
    found = found[np.array(own, dtype=bool)].reset_index(drop=True)
    if asked.grid is not None:
        found = found[found["code"] == asked.grid].reset_index(drop=True)
    outlines = found["geometry"].to_numpy()
    if len(outlines):
        # Neighbours stay matched: both lose the same corners of the border between them.
        outlines = shapely.coverage_simplify(outlines, NEAR)
    shapes = shapely.transform(
        outlines, lambda xy: np.column_stack(_DEGREES.transform(xy[:, 0], xy[:, 1]))
    )
    return found.assign(geometry=shapes)


def _by_grid(counted: pd.DataFrame, found: Frames, grids: pd.DataFrame) -> list[NDArray[np.int64]]:
    """For each frame places of grids and their counts."""
    counted = counted.set_axis(["at", "grid", "count"], axis=1)
    place = pd.Series(grids.index, index=grids["code"])
    counted = counted[counted["grid"].isin(place.index)]
    at = np.array([np.datetime64(one.replace(tzinfo=None), "s") for one in found.at])
    frame = np.searchsorted(at, counted["at"].to_numpy().astype("datetime64[s]"))
    pairs = np.column_stack(
        [counted["grid"].map(place).to_numpy(np.int64), counted["count"].to_numpy(np.int64)]
    )
    order = np.argsort(frame, kind="stable")
    splits = np.searchsorted(frame[order], np.arange(1, len(at)))
    return np.split(pairs[order], splits) if len(at) else []


def _spans(found: Frames, step: Step) -> tuple[list[str], list[str]]:
    """First and last day, or the hour, of each frame."""
    if step is Step.HOUR:
        hours = [f"{one:%Y-%m-%d %H:00}" for one in found.at]
        return hours, hours
    starts: Sequence[datetime] = found.at
    following = [*starts[1:], *(_next(one, step) for one in starts[-1:])]
    last = [one - timedelta(days=1) for one in following]
    return [f"{one:%Y-%m-%d}" for one in starts], [f"{one:%Y-%m-%d}" for one in last]


def _next(at: datetime, step: Step) -> datetime:
    if step is Step.MONTH:
        return (at + timedelta(days=31)).replace(day=1)
    return at + timedelta(days=7 if step is Step.WEEK else 1)


def _name(conn: Connection, asked: Question) -> tuple[str, str]:
    code = asked.jurisdictions[0]
    if code == ROOT:
        return "全部辖区", "All jurisdictions"
    name = history.names(conn, [code]).get(code, (code, ""))[0]
    return name, name


def _asked(wording: Wording, spans: tuple[list[str], list[str]]) -> tuple[str, str]:
    """Which tickets count, in both languages; times that were not given are those found."""
    at, until = spans
    start, end = wording.start or (at or ["–"])[0], wording.end or (until or ["–"])[-1]
    zh, en = [f"{start} 至 {end}"], [f"{start} to {end}"]
    if wording.categories:
        zh.append(f"类别 {'、'.join(wording.categories)}")
        en.append(f"categories {', '.join(wording.categories)}")
    return " · ".join(zh), " · ".join(en)
