"""A monthly report as JSON: the figures, and the rates that follow from them."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field


class _Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class PlaceShown(_Shown):
    """What the report is about."""

    level: str = Field(examples=["community"])
    code: str = Field(examples=["990121100201"])
    name: str = Field(examples=["和平社区"])
    name_en: str
    path: list[str] = Field(description="Names from the county down.")
    households: int | None = Field(
        description="Of the grids in force at the end of the month.", examples=[2736]
    )


class CountedShown(_Shown):
    """Figures of some tickets as at the end of the month."""

    key: str | None = Field(
        description="Code, number of a category, channel or stage; null for tickets without, and"
        " for all categories beyond the first ten.",
        examples=["990121100201003"],
    )
    name: str | None
    name_en: str | None
    tickets: int = Field(examples=[84])
    open: int
    closed: int
    due: int
    deferred: int = Field(description="Among those due.")
    pressed: int = Field(description="Due and not deferred: the denominator of both rates.")
    closed_due: int
    on_time: int
    closure_rate: float | None = Field(examples=[0.9873])
    on_time_rate: float | None = Field(examples=[0.7975])
    median_minutes: float | None = Field(examples=[853.3])
    households: int | None
    per_thousand: float | None = Field(
        description="Tickets for each 1,000 households.", examples=[30.7]
    )


class SpotShown(_Shown):
    """A hot spot; of a grid's report one of its fullest hexagons."""

    key: str
    name: str
    name_en: str
    lon: float
    lat: float
    tickets: int
    expected: float | None
    z: float | None


class WarnedShown(_Shown):
    """An alert of the month."""

    at: datetime
    kind: str
    reason_zh: str
    reason_en: str
    acknowledged: bool


class WatchedShown(_Shown):
    """Cameras of a department, or of the grid."""

    department: str
    cameras: int
    uptime: float | None


class MonthlyShown(_Shown):
    """The figures of a place in a month of China's calendar."""

    place: PlaceShown
    start: datetime
    end: datetime
    at: datetime = Field(description="Of this instant is what is open, due and late.")
    made_at: datetime
    total: CountedShown
    before: CountedShown | None = Field(
        description="The month before, as at its own end; null before the first ticket of all."
    )
    year_before: CountedShown | None = Field(description="The same month a year before.")
    categories: list[CountedShown]
    channels: list[CountedShown]
    stages: list[CountedShown] = Field(description="Where the tickets stand now.")
    parts: list[CountedShown] = Field(
        description="Micro-grids, grids, communities or streets: what lies directly below."
    )
    days: list[tuple[date, int]]
    hours: list[int] = Field(description="In each hour of the day.")
    spots: list[SpotShown]
    alerts: list[WarnedShown]
    cameras: list[WatchedShown]
