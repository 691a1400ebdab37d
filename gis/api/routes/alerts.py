"""Alerts: what is unusual, why, and who takes care of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from pydantic import BaseModel, Field

from gis.api import subjects
from gis.api.deps import Work, allowed
from gis.api.filters import asked
from gis.api.policy import Access, Action
from gis.api.subjects import Id
from gis.errors import GisError
from gis.model.questions import Question
from gis.store import alerts as store
from gis.workflow import alerts as use
from gis.workflow.alerts import Watch
from gis.workflow.ground import Ground

router = APIRouter(prefix="/api/v1", tags=["alerts"])
logger = logging.getLogger(__name__)
EVERY = 60.0
"""Seconds between two looks for what is unusual."""


class Reason(BaseModel):
    """Why, in both languages."""

    zh: str = Field(
        examples=["清泉社区第7网格近1小时“市容环境”类事件16件，是周二同时段通常水平的3.2倍。"]
    )
    en: str = Field(
        examples=["Grid 7: 16 tickets ...; 3.2 times what is usual for a Tuesday here."]
    )


class AlertShown(BaseModel):
    """Something unusual."""

    id: int
    kind: str = Field(
        description="surge, hot_spot, overdue, concentration or cameras_down", examples=["surge"]
    )
    jurisdiction: str = Field(examples=["990121100201"])
    grid: str | None = Field(examples=["990121100201007"])
    grid_name: str | None
    lon: float | None = Field(description="Of a point inside the grid.", examples=[113.9384])
    lat: float | None = Field(examples=[30.6213])
    category: str | None = Field(examples=["matter:01004"])
    window_from: datetime
    window_to: datetime
    numbers: dict[str, Any] = Field(examples=[{"observed": 16, "expected": 5.0, "ratio": 3.2}])
    reason: Reason
    raised_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    note: str | None


class AlertPage(BaseModel):
    """Alerts, the newest first."""

    alerts: list[AlertShown]
    next: int | None = Field(description="Ask again with ``before`` this number for older ones.")


class Acknowledgement(BaseModel):
    """Who takes care says how."""

    note: str = Field(min_length=1, max_length=2000, examples=["已派环卫所现场处置。"])


@router.get("/alerts")
def listing(
    request: Request,
    question: Annotated[Question, Depends(asked(Action.SEE_ALERT))],
    work: Work,
    *,
    open_only: Annotated[
        bool, Query(alias="open", description="Only those that nobody acknowledged.")
    ] = False,
    before: Annotated[Id | None, Query(description="Raised before the one of this number.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> AlertPage:
    """Alerts of the caller's jurisdictions.

    Of the filters of tickets ``from``, ``to`` and ``jurisdiction`` count.
    """
    found = store.listing(
        work, question.jurisdictions, open_only=open_only, start=question.start, end=question.end,
        before=before, limit=limit + 1,
    )  # fmt: skip
    ground = request.app.state.grounds.of(work)
    shown = [_shown(one, ground) for one in found[:limit]]
    return AlertPage(alerts=shown, next=shown[-1].id if len(found) > limit else None)


@router.post("/alerts/{alert}/acknowledge")
def acknowledge(
    request: Request,
    alert: Id,
    body: Acknowledgement,
    access: Annotated[Access, Depends(allowed(Action.ACKNOWLEDGE_ALERT, subjects.alert))],
    work: Work,
) -> AlertShown:
    """Say that one takes care of it, and how; only the first one does."""
    ground = request.app.state.grounds.of(work)
    return _shown(use.acknowledge(work, alert, access.caller.name, body.note), ground)


@asynccontextmanager
async def watch(app: FastAPI) -> AsyncIterator[None]:
    """Look for what is unusual once a minute for as long as the app runs."""
    task = asyncio.create_task(_watch(app))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _watch(app: FastAPI) -> None:
    watching = Watch(app.state.grounds, app.state.packs.tallies)

    def look() -> None:
        with app.state.config.engine.begin() as conn:
            watching.check(conn, datetime.now(UTC))

    while True:
        await asyncio.sleep(EVERY)
        try:
            await asyncio.to_thread(look)
        except GisError as error:
            logger.warning("nobody looked for what is unusual: %s", error)
        except Exception:
            logger.exception("looking for what is unusual: a defect; going on")


def _shown(one: store.Alert, ground: Ground) -> AlertShown:
    at = ground.grids.loc[one.grid] if one.grid in ground.grids.index else None
    return AlertShown(
        id=one.id,
        kind=one.kind,
        jurisdiction=one.jurisdiction,
        grid=one.grid,
        grid_name=None if at is None else at["name"],
        lon=None if at is None else round(at["lon"], 6),
        lat=None if at is None else round(at["lat"], 6),
        category=one.category_code,
        window_from=one.window_from,
        window_to=one.window_to,
        numbers=dict(one.numbers),
        reason=Reason(zh=one.reason_zh, en=one.reason_en),
        raised_at=one.raised_at,
        acknowledged_by=one.acknowledged_by,
        acknowledged_at=one.acknowledged_at,
        note=one.note,
    )
