"""A month drawn up by hand, whose every figure is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from gis.model.reports import Counted, Monthly, Place, Spot, Warned, Watched

START = datetime(2026, 6, 30, 16, tzinfo=UTC)
"""Midnight of 1 July in China."""
END = datetime(2026, 7, 31, 16, tzinfo=UTC)


def counted(key: str | None, name: str | None, tickets: int, **more: Any) -> Counted:
    """Figures of which only the number of tickets matters."""
    one = Counted(
        key, name, name and f"{name} (en)", tickets, open=tickets // 5,
        closed=tickets - tickets // 5, due=tickets // 2, deferred=1, closed_due=tickets // 3,
        on_time=tickets // 4, median_minutes=12.345 * tickets,
    )  # fmt: skip
    return replace(one, **more)


def month(level: str = "community", **more: Any) -> Monthly:
    """A community's July with 1,234 tickets."""
    days = [START.date() + timedelta(days=n + 1) for n in range(31)]
    hours = tuple(range(24))
    path = ("澄溪县", "东街街道", "和平社区")
    made = Monthly(
        place=Place(level, "990121100201", "和平社区", "Heping", path, 2000),
        start=START,
        end=END,
        at=END,
        made_at=END + timedelta(hours=30),
        total=counted(None, None, 1234, households=2000),
        before=counted(None, None, 1000, households=2000),
        year_before=None,
        categories=(
            counted("7", "暴露垃圾", 700), counted("8", "=HYPERLINK(1)", 300),
            counted(None, None, 234),
        ),
        channels=(counted("hotline", None, 1000), counted("snap", None, 234)),
        stages=(counted("closed", None, 1200), counted("handling", None, 34)),
        parts=(
            counted("990121100201001", "和平第一网格", 900, households=480),
            counted("990121100201002", "<b>第二</b>网格", 330, households=None),
            counted(None, None, 4),
        ),
        days=tuple((day, day.day * 3) for day in days),
        hours=hours,
        spots=(Spot("990121100201001", "和平第一网格", "Heping 1", 113.9, 30.6, 900, 411.3, 3.21),),
        alerts=(Warned(START + timedelta(days=3), "surge", "突增三倍", "Three times", True),),  # noqa: FBT003
        cameras=(Watched("公安局", 12, 0.98765), Watched("城管局", 3, None)),
    )  # fmt: skip
    return replace(made, **more)
