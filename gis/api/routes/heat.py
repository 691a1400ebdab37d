"""Heat that does not mislead: rates of grids first; hexagons, density, clusters, two windows."""

from __future__ import annotations

import base64
import math
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import h3.api.numpy_int as h3
import numpy as np
import pandas as pd
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from gis.api.deps import Work
from gis.api.few import FEW, hides
from gis.api.filters import AskedHeat, Counting, HeatAccess
from gis.api.policy import Action, check
from gis.api.routes.command import counts_shown
from gis.api.subjects import Id
from gis.model.questions import Kernel, Unit
from gis.model.scope import SHOWN_FROM, Scope
from gis.store import configuration, editions, scopes
from gis.store.items import Box
from gis.workflow import heat as use
from gis.workflow import heat_clusters
from gis.workflow.questions import moment

router = APIRouter(prefix="/api/v1/heat", tags=["heat"])

Bbox = Annotated[
    str,
    Query(max_length=200, description="west,south,east,north in degrees",
          examples=["113.83,30.75,113.85,30.77"]),
]  # fmt: skip
Zoom = Annotated[int, Query(ge=0, le=22, examples=[12])]
Resolution = Annotated[int, Query(ge=0, le=10, description="Of the hexagons (H3).")]
LARGEST = 65_535
"""Of the numbers that a density is told in."""


class Hexes(BaseModel):
    """Hexagons with tickets."""

    resolution: int = Field(examples=[8])
    hexes: list[tuple[str, int]] = Field(
        description="H3 index and count; from five up where small counts are hidden.",
        examples=[[("8840a1b2c3fffff", 17)]],
    )


class GridRate(BaseModel):
    """A grid: its tickets, and how they compare with those of all grids."""

    grid: str = Field(examples=["990121100201007"])
    name: str
    name_en: str
    community: str = Field(examples=["990121100201"])
    households: int | None = Field(examples=[412])
    count: int | None = Field(description="Null where hidden.", examples=[35])
    few: bool = Field(default=False, description="Whether the count is hidden because it is small.")
    rate: float | None = Field(description="Tickets per 1,000 households.", examples=[84.95])
    low: float | None = Field(description="Exact 95 % interval of the rate.", examples=[59.2])
    high: float | None = Field(examples=[118.1])
    expected: float | None = Field(description="Count if all were alike.", examples=[21.3])
    p: float | None = Field(description="Two-sided, exact (Poisson).", examples=[0.0087])
    q: float | None = Field(description="After Benjamini and Hochberg.", examples=[0.031])
    level: Literal["high", "low", "usual", "few"] = Field(
        description="`few`: too few households for a rate."
    )
    lon: float
    lat: float


class GridRates(BaseModel):
    """The default picture: how much more or less than usual happens for so many households."""

    total: int | None = Field(description="Tickets of the question; null where hidden.")
    elsewhere: int | None = Field(description="Those of them that lie in none of the grids.")
    overall_rate: float | None = Field(description="Per 1,000 households, all grids together.")
    false_discovery: float = 0.05
    grids: list[GridRate]


class Density(BaseModel):
    """A kernel density; where many people live there is much of everything."""

    bounds: tuple[float, float, float, float] = Field(description="Metres of web mercator.")
    width: int
    height: int
    bandwidth: float = Field(description="Metres on the ground, as it was used.")
    kernel: Kernel
    unit: Literal["tickets per km2"] = "tickets per km2"
    scale: float = Field(description="What a number is multiplied by.")
    values: str = Field(description="Base64 of little-endian uint16, northern row first.")


class Compared(BaseModel):
    """A grid or hexagon in two windows."""

    key: str = Field(description="Code of the grid, or H3 index.")
    first: int | None
    second: int | None
    few: bool = False
    ratio: float | None = Field(description="Of the second rate to the first; null without one.")
    p: float | None
    q: float | None


class Comparison(BaseModel):
    """Two windows beside each other."""

    by: Unit
    rows: list[Compared]


class Cluster(BaseModel):
    """Tickets near each other."""

    lon: float
    lat: float
    count: int
    stages: dict[str, int] = Field(examples=[{"handling": 3, "closed": 9}])
    green: int = 0
    yellow: int = 0
    red: int = 0
    ids: list[int] | None = Field(description="Where all are of one place, and not too many.")


class Clusters(BaseModel):
    """The largest clusters within bounds."""

    clusters: list[Cluster]


@router.get("/hexes")
def hexes(
    access: HeatAccess, question: AskedHeat, counts: Counting,
    bbox: Bbox | None = None, zoom: Zoom = 12,
) -> Hexes:  # fmt: skip
    """Hexagons with tickets at the resolution that a zoom shows."""
    box = None if bbox is None else Box.parse(bbox)
    resolution, found = use.hexes(counts, question, box, zoom)
    if hides(access, question):
        found = found[found["count"] >= FEW]
    pairs = zip(found["hex"].tolist(), found["count"].tolist(), strict=True)
    told = [(h3.int_to_str(index), count) for index, count in pairs]
    return Hexes(resolution=resolution, hexes=told)


@router.get("/grids")
def grids(
    request: Request, access: HeatAccess, question: AskedHeat, work: Work, counts: Counting,
    rate: Annotated[
        Literal["households", "none"], Query(description="`none`: counts only.")
    ] = "households",
    plan: Annotated[
        Id | None, Query(description="Count anew on the outlines of this plan.")
    ] = None,
) -> GridRates:  # fmt: skip
    """Tickets of each grid per 1,000 households, compared with all grids together."""
    if plan is None:
        found = use.grids(work, counts, request.app.state.grounds, question)
    else:
        check(access.caller, Action.SEE_PLAN, "plan", scopes.plan(work, plan))
        found = use.grids_of_plan(work, counts, question, editions.of_plan(work, plan))
    hidden = hides(access, question)
    shown = counts_shown(access)
    few_elsewhere = hidden and found.elsewhere < FEW
    bare = rate == "none"
    return GridRates(
        total=None if hidden and (found.total < FEW or few_elsewhere) else found.total,
        elsewhere=None if few_elsewhere else found.elsewhere,
        overall_rate=None if bare or (hidden and found.total < FEW) else number(found.overall, 2),
        grids=[
            _rated(row, shown, hidden=hidden, bare=bare) for row in found.rows.to_dict("records")
        ],
    )


@router.get("/density")
def density(
    access: HeatAccess, question: AskedHeat, counts: Counting, bbox: Bbox,
    bandwidth: Annotated[
        float, Query(ge=10, le=100_000, description="Metres on the ground.")
    ] = 300,
    size: Annotated[int, Query(ge=8, le=512, description="Of the longer side.")] = 256,
    kernel: Kernel = Kernel.QUARTIC,
) -> Density:  # fmt: skip
    """Kernel density with a stated bandwidth; wider than asked for where bins are too large.

    Those who may see no ticket get at least as wide a bandwidth as a city block, 300 m.
    """
    wide = max(bandwidth, 300.0) if hides(access, question) else bandwidth
    box = Box.parse(bbox)
    found = use.density(counts, question, box, bandwidth=wide, size=size, kernel=kernel)
    scale = float(found.heights.max()) / LARGEST or 1.0
    values = np.round(found.heights / scale).astype("<u2")
    frame = found.frame
    return Density(
        bounds=(frame.west, frame.south, frame.east, frame.north),
        width=frame.width,
        height=frame.height,
        bandwidth=round(found.bandwidth, 1),
        kernel=kernel,
        scale=scale,
        values=base64.b64encode(values.tobytes()).decode(),
    )


@router.get("/compare")
def compare(
    access: HeatAccess, question: AskedHeat, counts: Counting,
    from2: Annotated[str, Query(max_length=40, examples=["2025-03-01"])],
    to2: Annotated[str, Query(max_length=40, examples=["2025-04-01"])],
    by: Unit = Unit.GRID,
    resolution: Resolution = 8,
) -> Comparison:  # fmt: skip
    """What changed from the window `from`, `to` to the window `from2`, `to2`."""
    other = use.other_window(question, moment("from2", from2), moment("to2", to2))
    found = use.compare(counts, question, other, by, resolution)
    hidden = hides(access, question)
    return Comparison(
        by=by, rows=[_compared(row, by, hidden=hidden) for row in found.to_dict("records")]
    )


@router.get("/clusters")
def clusters(
    access: HeatAccess, question: AskedHeat, work: Work, counts: Counting, bbox: Bbox,
    zoom: Zoom = 14,
) -> Clusters:  # fmt: skip
    """Tickets near each other, by stage and colour; those of one place with their numbers."""
    hidden = hides(access, question)
    share = configuration.monitoring(work).colours.yellow_from
    box = Box.parse(bbox)
    found = heat_clusters.clusters(counts, question, box, zoom, datetime.now(UTC), share)
    return Clusters(
        clusters=[
            Cluster(
                lon=one.lon, lat=one.lat, count=one.count,
                stages={} if hidden else one.stages, ids=None if hidden else one.ids,
                **({} if hidden else one.colours),
            )
            for one in found
            if not (hidden and one.count < FEW)
        ]
    )  # fmt: skip


def _rated(row: dict[Any, Any], shown: Scope, *, hidden: bool, bare: bool) -> GridRate:
    few = hidden and row["count"] < FEW
    homes = None if pd.isna(row["households"]) else round(row["households"])
    if homes is not None and shown is Scope.MASKED and homes < SHOWN_FROM:
        homes = None
    told: dict[str, float | None] = {
        name: None if few or bare else number(row[name], digits)
        for name, digits in (("rate", 2), ("low", 2), ("high", 2), ("p", 6), ("q", 6))
    }
    return GridRate(
        grid=row["grid"], name=row["name"] or row["grid"],
        name_en=row["name_en"] or row["name"] or row["grid"], community=row["community"],
        households=homes, count=None if few else row["count"], few=few,
        expected=None if bare else number(row["expected"], 2),
        level="few" if row["level"] == "few" else "usual" if few or bare else row["level"],
        lon=round(row["lon"], 6), lat=round(row["lat"], 6), **told,
    )  # fmt: skip


def _compared(row: dict[Any, Any], by: Unit, *, hidden: bool) -> Compared:
    few = hidden and min(row["first"], row["second"]) < FEW
    return Compared(
        key=h3.int_to_str(int(row["key"])) if by is Unit.HEX else row["key"],
        first=None if hidden and row["first"] < FEW else row["first"],
        second=None if hidden and row["second"] < FEW else row["second"],
        few=few,
        **{name: None if few else number(row[name], 6) for name in ("ratio", "p", "q")},
    )


def number(value: float, digits: int) -> float | None:
    """A number as JSON can tell it: rounded, to so many digits in all where it is small."""
    if not math.isfinite(value):
        return None
    return round(value, digits) if abs(value) >= 1 else float(f"{value:.{digits}g}")
