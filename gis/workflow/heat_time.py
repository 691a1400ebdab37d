"""Use cases of heat over time: frames to play, and a timeline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.errors import ParameterError
from gis.model.questions import By, Question, Step
from gis.workflow.tallies import Tallies
from gis.workflow.where import LOCAL

MOST_FRAMES = 2000
MOST_COUNTS = 500_000


_BY = {Step.HOUR: By.CLOCK, Step.DAY: By.DAY, Step.WEEK: By.WEEK, Step.MONTH: By.MONTH}
_UNITS = {Step.HOUR: "h", Step.DAY: "D", Step.WEEK: "7D", Step.MONTH: "MS"}


@dataclass(frozen=True, slots=True)
class Frames:
    """Hexagons over time.

    Parameters
    ----------
    at
        (n,) beginnings of the frames, China's time, without gaps.
    totals
        (n,) tickets of each; up to and with it where they are cumulative.
    hexes
        (m,) ascending.
    counts
        For each frame (k, 2) places in ``hexes`` and counts: what is not zero; in cumulative
        frames what has changed since the one before.
    """

    at: list[datetime]
    totals: npt.NDArray[np.int64]
    hexes: npt.NDArray[np.uint64]
    counts: list[npt.NDArray[np.int64]]


def frames(
    tallies: Tallies, question: Question, step: Step, resolution: int, *, cumulative: bool
) -> Frames:
    """Count hexagons frame by frame.

    Raises
    ------
    ParameterError
        There are more frames, or counts in them, than can be played.
    """
    asked = replace(question, placed=True)
    found = tallies.tally(asked, _BY[step], By.HEX, resolution=resolution)
    found = found.set_axis(["at", "hex", "count"], axis=1)
    if len(found) > MOST_COUNTS:
        raise ParameterError(
            f"{len(found)} counts are more than {MOST_COUNTS}: ask for longer steps or larger"
            " hexagons",
            f"共 {len(found)} 个计数，多于 {MOST_COUNTS}；请选较长的步长或较粗的六边形。",
        )
    at = _beginnings(found["at"], asked, step)
    hexes, place = np.unique(found["hex"].to_numpy(np.uint64), return_inverse=True)
    if cumulative:
        found["count"] = found.groupby("hex")["count"].cumsum()
    frame = np.searchsorted(at.to_numpy(), found["at"].to_numpy())
    pairs = np.column_stack([place, found["count"].to_numpy(np.int64)])
    counts = np.split(pairs, np.searchsorted(frame, np.arange(1, len(at)))) if len(at) else []
    totals = _filled(tallies.tally(asked, _BY[step]), at)
    return Frames(_local(at), np.cumsum(totals) if cumulative else totals, hexes, counts)


def timeline(
    tallies: Tallies, question: Question, step: Step
) -> tuple[list[datetime], npt.NDArray[np.int64]]:
    """Beginnings of steps, without gaps, and the tickets of each.

    Raises
    ------
    ParameterError
        There are too many steps.
    """
    found = tallies.tally(question, _BY[step])
    at = _beginnings(found[str(_BY[step])], question, step)
    return _local(at), _filled(found, at)


def _beginnings(known: pd.Series, question: Question, step: Step) -> pd.DatetimeIndex:
    """Every step of the window; where it is open, from the first or to the last ticket."""
    first = _begin(question.start, step) if question.start else known.min()
    last = _begin(question.end, step, before=True) if question.end else known.max()
    if pd.isna(first) or pd.isna(last) or first > last:
        return pd.DatetimeIndex([], dtype="datetime64[s]")
    lengths = {Step.HOUR: 1 / 24, Step.DAY: 1, Step.WEEK: 7, Step.MONTH: 30}
    if (last - first).days / lengths[step] > MOST_FRAMES:
        raise ParameterError(
            f"that is more than {MOST_FRAMES} steps: ask for longer ones or a shorter window",
            f"步数超过 {MOST_FRAMES}；请选较长的步长或较短的时间段。",
        )
    return pd.date_range(first, last, freq=_UNITS[step]).astype("datetime64[s]")


def _begin(time: datetime, step: Step, *, before: bool = False) -> pd.Timestamp:
    """Beginning of the step in which a time lies, or of the one that ends with it."""
    local = pd.Timestamp(time.astimezone(LOCAL)).tz_localize(None).floor("s")
    if before:
        local -= pd.Timedelta(1, "s")
    if step is Step.HOUR:
        return local.floor("h")
    day = local.normalize()
    if step is Step.WEEK:
        return day - pd.Timedelta(day.weekday(), "D")
    return day.replace(day=1) if step is Step.MONTH else day


def _filled(counts: pd.DataFrame, at: pd.DatetimeIndex) -> npt.NDArray[np.int64]:
    known = counts.set_axis(["at", "count"], axis=1).set_index("at")["count"]
    found: npt.NDArray[np.int64] = known.reindex(at, fill_value=0).to_numpy(np.int64)
    return found


def _local(at: pd.DatetimeIndex) -> list[datetime]:
    return [one.to_pydatetime().replace(tzinfo=LOCAL) for one in at]
