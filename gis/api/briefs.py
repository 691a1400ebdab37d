"""Tickets as answers tell them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from gis.model.tickets import Act, Channel, Colour, DeskState, Position, Stage, TicketKind


class Brief(BaseModel):
    """A ticket in a list: nothing of it could name a person."""

    id: int = Field(examples=[20418])
    change: int = Field(description="Number of its last change.", examples=[31007])
    reported_at: datetime
    kind: TicketKind | None
    code: str | None = Field(examples=["06010"])
    category: str | None = Field(examples=["暴露垃圾"])
    category_en: str | None = Field(examples=["Exposed rubbish"])
    channel: Channel
    stage: Stage
    stage_since: datetime
    stage_due: datetime | None = Field(description="When the present stage should be over.")
    due_at: datetime | None = Field(description="When the whole should be over.")
    closed_at: datetime | None
    colour: Colour | None = Field(description="In time, soon due, late; null once closed.")
    escalated: int = Field(description="How often it rose because it was late.", examples=[0])
    deferred: bool
    unit: str | None = Field(description="The desk that leads.", examples=["环卫所"])
    position: Position
    lon: float | None = Field(examples=[113.9384])
    lat: float | None = Field(examples=[30.6213])
    grid: str | None = Field(examples=["990121100201003"])
    microgrid: str | None = Field(examples=["99012110020100302"])
    jurisdiction: str = Field(examples=["990121100201"])


class Given(BaseModel):
    """The place as it was given."""

    x: float | None = Field(examples=[113.9441])
    y: float | None = Field(examples=[30.6190])
    crs: str | None = Field(examples=["gcj02"])


class DeskShown(BaseModel):
    """A desk that a ticket was given to."""

    unit: str = Field(examples=["环卫所"])
    lead: bool
    state: DeskState
    since: datetime
    due_at: datetime | None
    ended_at: datetime | None


class StepShown(BaseModel):
    """One thing that happened to a ticket; number 0 is its report."""

    number: int
    act: Act
    stage: Stage = Field(description="Where it stood after this.")
    at: datetime
    post: str = Field(description="Of who did it; no person's name.", examples=["worker 990121"])
    unit: str | None
    note: str | None


class PhotoShown(BaseModel):
    """A photo, to be fetched by its number."""

    id: int = Field(examples=[7])
    width: int = Field(description="Pixels.", examples=[1600])
    height: int = Field(examples=[1200])


class Detail(Brief):
    """All that is known of one ticket."""

    source: str = Field(examples=["12345"])
    external: str = Field(description="Its id there.", examples=["R-2026-0417"])
    description: str | None
    address: str | None
    given: Given
    grid_name: str | None = Field(examples=["人民路社区第三网格"])
    desks: list[DeskShown]
    steps: list[StepShown]
    photos: list[PhotoShown]
    acts: list[Act] = Field(description="What the caller may do now.")
