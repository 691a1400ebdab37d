"""How unevenly tickets are spread over grids, categories and responsible units."""

from __future__ import annotations

import math
from typing import Annotated, Any

import pandas as pd
from annotated_types import MaxLen
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from gis.api.deps import Work
from gis.api.few import FEW, hides
from gis.api.filters import AskedHeat, Counting, HeatAccess
from gis.store import questions
from gis.workflow import concentration as use
from gis.workflow.concentration import Over

router = APIRouter(prefix="/api/v1", tags=["hotspots"])


class Concentrated(BaseModel):
    """A grid, category or responsible unit; null where a count is hidden."""

    key: str = Field(examples=["990121100201007"])
    name: str = Field(examples=["清泉社区第7网格"])
    name_en: str
    count: int | None = Field(examples=[356])
    few: bool = Field(default=False, description="Whether the count is hidden because it is small.")
    share: float | None = Field(examples=[0.0305])
    cumulative: float | None = Field(description="Concentrated of this one and those before it.")
    quotient: float | None = Field(
        None,
        description="Location quotient: its share within over its share in all; null where fewer"
        " than 5 were to be expected.",
        examples=[2.4],
    )
    q: float | None = Field(None, description="Of that quotient, after Benjamini and Hochberg.")


class Concentration(BaseModel):
    """How uneven it is; null where there is no ticket."""

    by: Over
    within: str | None
    total: int | None = Field(description="Null where hidden.", examples=[11665])
    units: int = Field(description="Also those without any.", examples=[90])
    gini: float | None = Field(description="0: all alike; 1: one has all.", examples=[0.38])
    gini_by_chance: float | None = Field(
        description="What chance alone would make of so many tickets.", examples=[0.05]
    )
    top_share: float | None = Field(description="Of the fullest tenth.", examples=[0.27])
    rows: list[Concentrated]
    more: int = Field(description="How many rows are not told.")


@router.get("/concentration")
def concentration(
    request: Request,
    access: HeatAccess,
    question: AskedHeat,
    work: Work,
    counts: Counting,
    by: Over = Over.GRID,
    within: Annotated[
        Annotated[str, MaxLen(200)] | None,
        Query(
            description="By category: code of a grid; by grid or unit: a category. Adds quotients.",
            examples=["matter:01"],
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=50_000, description="Rows told.")] = 1000,
) -> Concentration:
    """Gini coefficient, share of the fullest tenth, and the rows behind them, the fullest first."""
    found = use.spread(work, counts, request.app.state.grounds, question, by, within)
    hidden = hides(access, question)
    codes: dict[Any, str] = {}
    if by is Over.CATEGORY:
        codes = {one.id: f"{one.kind}:{one.code}" for one in questions.categories(work)}
    few = hidden and found.total < FEW
    return Concentration(
        by=by,
        within=within,
        total=None if few else found.total,
        units=found.units,
        gini=None if few else _number(found.gini),
        gini_by_chance=_number(found.by_chance),
        top_share=None if few else _number(found.top_share),
        rows=_rows(found.rows.iloc[:limit], codes, hidden=hidden),
        more=max(len(found.rows) - limit, 0),
    )


def _rows(rows: pd.DataFrame, codes: dict[Any, str], *, hidden: bool) -> list[Concentrated]:
    told = []
    for row in rows.to_dict("records"):
        few = hidden and row["count"] < FEW
        # Where little is expected a quotient says nothing.
        vague = few or row.get("few", True)
        told.append(
            Concentrated(
                key=codes.get(row["key"], str(row["key"])),
                name=row["name"],
                name_en=row["name_en"],
                count=None if few else row["count"],
                few=few,
                share=None if few else _number(row["share"]),
                cumulative=None if few else _number(row["cumulative"]),
                quotient=None if vague else _number(row["quotient"]),
                q=None if vague else _number(row["q"]),
            )
        )
    return told


def _number(value: Any) -> float | None:
    return None if value is None or math.isnan(value) else float(f"{value:.5g}")
