"""Figures of tickets: open, late, closed in time; each links to the tickets behind it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from gis.api.deps import Work
from gis.api.filters import AskedTickets, Counting
from gis.model.figures import Figures
from gis.model.questions import By
from gis.store import categories, configuration, ticket_stats

router = APIRouter(prefix="/api/v1/tickets/stats", tags=["tickets"])
ZH = (
    "结案率 = 应结案且未延期的事件中已结案的件数 ÷（应结案件数 − 其中延期件数）；"
    "按期结案率 = 其中按期结案的件数 ÷ 同一分母；应结案：截至该时刻办结时限已到的事件。"
)
EN = (
    "closure_rate = closed_due / (due - deferred); on_time_rate = on_time / (due - deferred). "
    "due: should have been closed by then; deferred: those of them that were put off; closed_due "
    "and on_time count among the others. median_minutes: over all closed ones."
)


class Grouping(StrEnum):
    """What figures can be asked by."""

    GRID = "grid"
    CATEGORY = "category"
    UNIT = "unit"
    HOUR = "hour"
    DAY = "day"
    CHANNEL = "channel"
    JURISDICTION = "jurisdiction"
    STAGE = "stage"


class StatsRow(BaseModel):
    """Figures of the tickets that have something in common."""

    key: str | int | None = Field(
        examples=["990121100201003"],
        description="Code of the grid or jurisdiction, category as kind:code, desk, hour of the "
        "day, day, channel or stage; null for tickets without.",
    )
    name: str | None = Field(examples=["人民路社区第三网格"])
    name_en: str | None = None
    tickets: int = Field(examples=[41])
    open: int = Field(examples=[6])
    green: int = Field(examples=[3])
    yellow: int = Field(examples=[1])
    red: int = Field(examples=[2])
    closed: int = Field(examples=[35])
    due: int = Field(examples=[37])
    deferred: int = Field(description="Among those due.", examples=[1])
    closed_due: int = Field(description="Closed among those due and not deferred.", examples=[34])
    on_time: int = Field(description="Closed in time among the same.", examples=[31])
    closure_rate: float | None = Field(examples=[0.9444])
    on_time_rate: float | None = Field(examples=[0.8611])
    median_minutes: float | None = Field(
        description="From report to closing, over the closed ones.", examples=[212.5]
    )


class Denominators(BaseModel):
    """What rates are shares of."""

    zh: str
    en: str


class Stats(BaseModel):
    """Figures by something, and of all of it."""

    by: Grouping
    at: datetime = Field(description="The instant whose state is counted.")
    rows: list[StatsRow]
    total: StatsRow
    denominators: Denominators


@router.get("")
def stats(
    question: AskedTickets,
    work: Work,
    counts: Counting,
    by: Annotated[Grouping, Query(description="What to count by.")],
) -> Stats:
    """Figures of the tickets that the caller may see; of the instant ``open_at``, else of now."""
    at = (question.open_at or question.now or datetime.now(UTC)).replace(microsecond=0)
    share = configuration.monitoring(work).colours.yellow_from
    groups, total = counts.figures(question, By(by), at, share)
    keys = [one.key for one in groups if one.key is not None]
    names = ticket_stats.names(work, By(by), keys)
    written: dict[Any, Any] = {}
    if by is Grouping.CATEGORY:
        known = categories.listing(work, live=None)
        written = {one.id: f"{one.category.kind}:{one.category.code}" for one in known}
    return Stats(
        by=by,
        at=at,
        rows=[_row(one, written.get(one.key, one.key), names.get(one.key)) for one in groups],
        total=_row(total, None, None),
        denominators=Denominators(zh=ZH, en=EN),
    )


def _row(figures: Figures, key: Any, names: tuple[str, str | None] | None) -> StatsRow:
    told = {name: getattr(figures, name) for name in Figures.__dataclass_fields__}
    return StatsRow.model_validate(
        told
        | {
            "key": key.isoformat() if isinstance(key, date) else key,
            "name": names[0] if names else None,
            "name_en": names[1] if names else None,
            "closure_rate": figures.closure_rate,
            "on_time_rate": figures.on_time_rate,
        }
    )
