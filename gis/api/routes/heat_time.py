"""Heat over time: frames to play, and a timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import h3.api.numpy_int as h3
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from gis.api.few import FEW, hides
from gis.api.filters import AskedHeat, Counting, HeatAccess
from gis.model.questions import Step
from gis.workflow import heat_time as use

router = APIRouter(prefix="/api/v1/heat", tags=["heat"])


class Frame(BaseModel):
    """One step of time."""

    at: datetime = Field(description="Its beginning.")
    total: int | None = Field(description="Tickets with a place; null where hidden.")


class Frames(BaseModel):
    """Hexagons over time, to be played."""

    step: Step
    resolution: int
    cumulative: bool
    frames: list[Frame]
    hexes: list[str] = Field(description="H3 indexes.")
    counts: list[list[tuple[int, int]]] = Field(
        description="For each frame pairs of a place in `hexes` and a count: what is not zero, or"
        " where frames are cumulative what has changed; from five up where small ones are hidden."
    )


class Timeline(BaseModel):
    """Tickets of each step, without gaps."""

    step: Step
    at: list[datetime]
    counts: list[int | None] = Field(description="Null where hidden.")


@router.get("/frames")
def frames(
    access: HeatAccess, question: AskedHeat, counts: Counting,
    step: Step = Step.DAY,
    resolution: Annotated[int, Query(ge=0, le=10, description="Of the hexagons (H3).")] = 8,
    *,
    cumulative: Annotated[bool, Query(description="Each frame and all before it.")] = False,
) -> Frames:  # fmt: skip
    """Counts of hexagons, frame by frame."""
    found = use.frames(counts, question, step, resolution, cumulative=cumulative)
    hidden = hides(access, question)
    return Frames(
        step=step,
        resolution=resolution,
        cumulative=cumulative,
        frames=[
            Frame(at=at, total=None if hidden and total < FEW else total)
            for at, total in zip(found.at, found.totals.tolist(), strict=True)
        ],
        hexes=[h3.int_to_str(one) for one in found.hexes],
        counts=[
            (pairs[pairs[:, 1] >= FEW] if hidden else pairs).tolist() for pairs in found.counts
        ],
    )


@router.get("/timeline")
def timeline(
    access: HeatAccess, question: AskedHeat, counts: Counting, step: Step = Step.DAY
) -> Timeline:
    """How many tickets came, step by step."""
    at, found = use.timeline(counts, question, step)
    hidden = hides(access, question)
    return Timeline(
        step=step, at=at, counts=[None if hidden and one < FEW else one for one in found.tolist()]
    )
