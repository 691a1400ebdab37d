"""Why something is unusual, in a sentence of both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from gis.workflow.where import LOCAL

_DAYS = (
    ("周一", "Monday"),
    ("周二", "Tuesday"),
    ("周三", "Wednesday"),
    ("周四", "Thursday"),
    ("周五", "Friday"),
    ("周六", "Saturday"),
    ("周日", "Sunday"),
)
_HARDLY = 0.1
"""Expected tickets below which "so many times" says nothing."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence in both languages."""

    zh: str
    en: str


def surge(
    grid: tuple[str, str], topic: str, mostly: tuple[str, str], observed: int, expected: float,
    start: datetime, end: datetime,
) -> Reason:  # fmt: skip
    """More came than is usual at such a time.

    Parameters
    ----------
    grid, mostly
        Names of the grid, and of the category that most of them are, in both languages.
    """
    span = _span(end - start)
    if end - start < timedelta(days=2):
        zh, en = _DAYS[end.astimezone(LOCAL).weekday()]
        day = Reason(f"{zh}同时段", f"a {en}")
    else:
        day = Reason("本季同样时长", "this season")
    if expected < _HARDLY:
        than = Reason(
            f"而{day.zh}通常几乎没有（预期{expected:.2g}件）。",
            f"hardly any is usual for {day.en} here ({expected:.2g} expected).",
        )
    else:
        ratio = observed / expected
        than = Reason(
            f"是{day.zh}通常水平的{ratio:.1f}倍（预期{expected:.1f}件）。",
            f"{ratio:.1f} times what is usual for {day.en} here ({expected:.1f} expected).",
        )
    return Reason(
        f"{grid[0]}{span.zh}“{topic}”类事件{observed}件（主要为“{mostly[0]}”），{than.zh}",
        f"{grid[1]}: {observed} tickets in the {span.en}, mostly {mostly[1]}; {than.en}",
    )


def hot_spot(grid: tuple[str, str], topic: str, mostly: tuple[str, str], observed: int,
             before: float) -> Reason:  # fmt: skip
    """A grid became a hot spot.

    Parameters
    ----------
    before
        Tickets of an average week before.
    """
    return Reason(
        f"{grid[0]}成为“{topic}”类事件的新热点：近7天{observed}件（主要为“{mostly[0]}”），"
        f"此前每周平均{before:.1f}件，且明显高于周边和全域。",
        f"{grid[1]} is a new hot spot: {observed} tickets in the last 7 days, mostly "
        f"{mostly[1]}, after {before:.1f} in an average week before; with its neighbours it"
        " stands out from the whole.",
    )


def overdue(unit: str, street: tuple[str, str], late: int, open_: int) -> Reason:
    """Much of what a unit has on its desk is late."""
    return Reason(
        f"{street[0]}：{unit}在办{open_}件中有{late}件已超期（{late / open_:.0%}）。",
        f"{street[1]}: {late} of the {open_} open tickets of {unit} are late ({late / open_:.0%}).",
    )


def concentration(
    county: tuple[str, str], topic: str, share: float, before: float | None, total: int
) -> Reason:
    """Tickets of a topic came to lie in few grids.

    Parameters
    ----------
    before
        The share in the weeks before; None where there were hardly any.
    """
    than_zh = "" if before is None else f"（此前为{before:.0%}）"
    than_en = "" if before is None else f" ({before:.0%} before)"
    return Reason(
        f"{county[0]}：近28天“{topic}”类事件{total}件中，{share:.0%}集中在前10%的网格{than_zh}。",
        f"{county[1]}: {share:.0%} of {total} tickets about {topic} in the last 28 days lie in a"
        f" tenth of the grids{than_en}.",
    )


def cameras_down(department: str, street: tuple[str, str], offline: int, all_: int) -> Reason:
    """Many cameras of a department are offline."""
    return Reason(
        f"{street[0]}：{department}的{all_}路摄像头中有{offline}路离线（{offline / all_:.0%}）。",
        f"{street[1]}: {offline} of {all_} cameras of {department} are offline"
        f" ({offline / all_:.0%}).",
    )


def _span(span: timedelta) -> Reason:
    minutes = round(span.total_seconds() / 60)
    if minutes % 1440 == 0:
        days = minutes // 1440
        if days > 1:
            return Reason(f"近{days}天", f"last {days} days")
        return Reason("近24小时", "last 24 hours")
    if minutes == 60:
        return Reason("近1小时", "last hour")
    return Reason(f"近{minutes}分钟", f"last {minutes} minutes")
