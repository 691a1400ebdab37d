"""Where tickets pile up beyond chance, and what was to be expected."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field
from pydantic_core import to_json

from gis.api.deps import Work
from gis.api.few import FEW, hides
from gis.api.filters import AskedHeat, Counting, HeatAccess
from gis.model.questions import Unit
from gis.workflow import hotspots as use
from gis.workflow import usual
from gis.workflow.hotspots import Pace, Per, Wish

router = APIRouter(prefix="/api/v1", tags=["hotspots"])

Level = Literal["hot", "cold", "none"]
TrendName = Literal[
    "new", "consecutive", "intensifying", "persistent", "diminishing", "sporadic", "historical"
]
NEIGHBOURS = {
    Unit.GRID: "grids that share a border, and the grid itself",
    Unit.HEX: "the six hexagons around, and the hexagon itself",
}


class Spot(BaseModel):
    """A grid or hexagon."""

    key: str = Field(description="Code of the grid, or H3 index.", examples=["990121100201007"])
    name: str = Field(examples=["清泉社区第7网格"])
    name_en: str
    lon: float = Field(examples=[113.9384])
    lat: float = Field(examples=[30.6213])
    count: int | None = Field(description="Null where hidden.", examples=[161])
    few: bool = Field(default=False, description="Whether the count is hidden because it is small.")
    expected: float | None = Field(description="If all were alike.", examples=[3.1])
    z: float | None = Field(description="Gi*, standard normal by chance.", examples=[5.6])
    p: float | None = Field(description="Two-sided.", examples=[2e-8])
    q: float | None = Field(description="After Benjamini and Hochberg.", examples=[7e-7])
    level: Level
    trend: TrendName | None = Field(description="How it came about within the window.")


class HotSpots(BaseModel):
    """Gi* of each grid in force, or of each hexagon with tickets."""

    method: str = Field(examples=["Getis-Ord Gi*"])
    neighbours: str
    false_discovery: float = Field(examples=[0.05])
    step: Pace | None = Field(description="Of the history; null where the window is too short.")
    total: int | None = Field(description="Tickets with a place; null where hidden.")
    elsewhere: int | None = Field(description="Those of them in no grid in force.")
    spots: list[Spot]


class Expected(BaseModel):
    """What came in a window and what was to be expected by hour of the week and season."""

    start: datetime = Field(serialization_alias="from")
    end: datetime = Field(serialization_alias="to")
    observed: int | None = Field(description="Null where hidden.", examples=[16])
    few: bool = False
    expected: float | None = Field(description="Null where the past is too short.", examples=[5.0])
    ratio: float | None = Field(examples=[3.2])
    p: float | None = Field(description="How likely so many or more are by chance.")
    since: datetime | None = Field(description="Where the past begins that this rests on.")
    tickets: int | None = Field(description="How many it had.")


def wish(
    by: Unit = Unit.GRID,
    q: Annotated[
        float, Query(gt=0, lt=1, description="Share of the finds that may be false.")
    ] = 0.05,
    resolution: Annotated[int, Query(ge=5, le=10, description="Of hexagons.")] = 9,
    rate: Annotated[Per, Query(description="What counts are divided by.")] = Per.GRID,
    step: Annotated[
        Pace | None, Query(description="Of the history; by the length of the window if left out.")
    ] = None,
) -> Wish:
    """What is asked of hot spots."""
    return Wish(by, rate, q, resolution, step)


@router.get("/hotspots", response_model=HotSpots)
def hotspots(
    request: Request,
    access: HeatAccess,
    question: AskedHeat,
    work: Work,
    counts: Counting,
    wished: Annotated[Wish, Depends(wish)],
) -> Response:
    """Hot and cold spots by the local statistic Gi* of Getis and Ord, false discoveries controlled.

    A hot spot has much itself and lies among those that have much. Hexagons show where people
    live, too; grids are nearly alike in households.
    """
    found = use.find(work, counts, request.app.state.grounds, question, wished)
    hidden = hides(access, question)
    rows = found.rows
    if hidden and wished.by is Unit.HEX:
        rows = rows[rows["count"] >= FEW]
    few_elsewhere = hidden and found.elsewhere < FEW
    told = {
        "method": "Getis-Ord Gi*",
        "neighbours": NEIGHBOURS[wished.by],
        "false_discovery": wished.false_discovery,
        "step": found.step,
        "total": None if hidden and (found.total < FEW or few_elsewhere) else found.total,
        "elsewhere": None if few_elsewhere else found.elsewhere,
        "spots": _spots(rows, hexes=wished.by is Unit.HEX, hidden=hidden),
    }
    # Written as it is: a model of each of 20,000 grids would take longer than all the rest.
    return Response(to_json(told, inf_nan_mode="null"), media_type="application/json")


@router.get("/expected")
def expected(access: HeatAccess, question: AskedHeat, counts: Counting) -> Expected:
    """What came in a window (the last day if none is given), and what was to be expected.

    Learned from the two years before: hours of the week and seasons, pulled towards those of all
    tickets where there are few; counts vary more than by chance alone (negative binomial).
    """
    found = usual.usual(counts, question, datetime.now(UTC).replace(microsecond=0))
    few = hides(access, question) and found.observed < FEW
    past_few = hides(access, question) and found.tickets < FEW
    return Expected(
        start=found.start,
        end=found.end,
        observed=None if few else found.observed,
        few=few,
        expected=None if past_few else _number(found.expected, 3),
        ratio=None if few or past_few else _number(found.ratio, 3),
        p=None if few or past_few else found.p,
        since=found.since,
        tickets=None if past_few else found.tickets,
    )


def _spots(rows: pd.DataFrame, *, hexes: bool, hidden: bool) -> list[dict[str, Any]]:
    """The members of each ``Spot``; NaN becomes null."""
    few = rows["count"].lt(FEW).to_numpy() & hidden
    # Exact statistics of neighbours give hidden counts away.
    digits = 1 if hidden else 4
    shown = pd.DataFrame(
        {
            "key": rows["name" if hexes else "key"],
            "name": rows["name"],
            "name_en": rows["name_en"],
            "lon": rows["lon"].round(6),
            "lat": rows["lat"].round(6),
            "count": rows["count"].astype(object).mask(few, None),
            "few": few,
            "expected": rows["expected"].round(3),
            "z": rows["z"].round(digits).mask(few),
            "p": _significant(rows["p"], digits).mask(few),
            "q": _significant(rows["q"], digits).mask(few),
            "level": rows["level"],
            "trend": rows["trend"],
        }
    )
    told: list[dict[str, Any]] = shown.to_dict("records")
    return told


def _number(value: Any, digits: int) -> float | None:
    return None if value is None or math.isnan(value) else round(float(value), digits)


def _significant(values: pd.Series, digits: int) -> pd.Series:
    """Probabilities to some digits."""
    scale = 10.0 ** (digits - 1 - np.floor(np.log10(values.clip(lower=1e-300))))
    return (values * scale).round() / scale
