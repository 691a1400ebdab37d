"""Edits of drafts: operations, undo, redo, and the log of them all."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from gis.api import subjects
from gis.api.deps import Config, allowed
from gis.api.deps import Work as Connected
from gis.api.etags import Expected, etag
from gis.api.policy import Access, Action
from gis.api.subjects import Id
from gis.model import OperationKind
from gis.model.wishes import Wish
from gis.store import operations
from gis.workflow import edit

router = APIRouter(prefix="/api/v1/plans/{plan}", tags=["operations"])
Editor = Annotated[Access, Depends(allowed(Action.EDIT_PLAN, subjects.plan))]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key", min_length=1, max_length=80, pattern=r"^[\x21-\x7e]+$",
        description="Chosen by the client for each edit; sending it again applies nothing twice.",
        examples=["5e0c2a9e-7b54-4c8e-9a3a-0d8a6a1f6c11"],
    ),
]  # fmt: skip
EXAMPLES: dict[str, Any] = {
    "move": {"value": {"type": "move", "atoms": [4711, 4712], "grid": 3}},
    "reassign": {
        "value": {
            "type": "reassign",
            "moves": [{"atoms": [4711], "grid": 3}, {"atoms": [4720], "grid": 4}],
        }
    },
    "new_grid": {"value": {"type": "new_grid", "atoms": [4711, 4712]}},
    "split_grid": {"value": {"type": "split_grid", "grid": 3}},
    "merge": {"value": {"type": "merge", "grids": [3, 4], "into": 3}},
    "split_atom": {
        "value": {"type": "split_atom", "atom": 4711, "line": [[120.581, 31.3], [120.583, 31.301]]}
    },
    "split_tower": {
        "value": {"type": "split_tower", "atom": 4711, "floors": [9, 18], "microgrids": True}
    },
    "dedicate": {
        "value": {"type": "dedicate", "grid": 3, "category": "school", "name": "实验小学"}
    },
    "undedicate": {"value": {"type": "undedicate", "grid": 901}},
    "resolve": {"value": {"type": "resolve", "grids": [3, 4, 5], "effort": "fast"}},
    "renumber": {"value": {"type": "renumber", "community": "990121100201"}},
    "attributes": {"value": {"type": "attributes", "grid": 3, "name": "河东第3网格"}},
    "restore": {"value": {"type": "restore", "version": 12}},
}


class GridCounts(BaseModel):
    """A grid that an operation changed, with its counts."""

    id: int
    code: str = Field(examples=["990121100201003"])
    community: str | None = Field(
        None, examples=["990121100201"], description="Code; null in logs of earlier releases."
    )
    kind: str = Field(examples=["base"])
    category: str | None = None
    name: str | None = Field(None, examples=["河东第3网格"])
    name_en: str | None = None
    post: str | None = None
    live: bool = Field(description="False once it was merged away or dissolved.")
    locked: bool
    version: int
    reason: str | None
    households: int
    residents: int
    buildings: int
    atoms: int
    pieces: int


class MicrogridCounts(BaseModel):
    """A micro-grid of a changed grid, with its counts."""

    id: int
    grid: int
    code: str
    live: bool
    households: int
    residents: int
    atoms: int


class Applied(BaseModel):
    """An operation that was carried out: the plan's new version, and what changed."""

    version: int = Field(examples=[13])
    grids: list[GridCounts]
    microgrids: list[MicrogridCounts]


class Operation(BaseModel):
    """An operation as the history shows it."""

    model_config = ConfigDict(from_attributes=True)

    version: int
    kind: OperationKind
    actor: str
    created_at: datetime
    request: dict[str, Any]
    result: dict[str, Any]
    target: int | None = Field(description="The operation that it takes back or does again.")
    hash: str = Field(description="Chained to that of the operation before.")


@router.post("/operations")
def operate(
    access: Editor,
    config: Config,
    response: Response,
    plan: Id,
    based_on: Expected,
    wish: Annotated[Wish, Body(discriminator="type", openapi_examples=EXAMPLES)],
    key: Key = None,
) -> Applied:
    """Edit a draft in one step that can be undone.

    412 where somebody else changed one of the grids concerned since the version in If-Match; 422
    where the edit would tear a grid, with the pieces.
    """
    order = _order(access, plan, key, based_on)
    return _applied(edit.edit(config.engine, order, wish), response)


@router.post("/undo")
def undo(access: Editor, config: Config, response: Response, plan: Id, key: Key = None) -> Applied:
    """Take back one's own last operation that is still in effect."""
    return _applied(edit.undo(config.engine, _order(access, plan, key)), response)


@router.post("/redo")
def redo(access: Editor, config: Config, response: Response, plan: Id, key: Key = None) -> Applied:
    """Do again what one took back last."""
    return _applied(edit.redo(config.engine, _order(access, plan, key)), response)


@router.get("/operations")
def history(
    _: Annotated[Access, Depends(allowed(Action.SEE_HISTORY, subjects.plan))],
    work: Connected,
    plan: Id,
    before: Annotated[
        int | None, Query(ge=0, le=2**31 - 1, description="Only versions below this one.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    grid: Annotated[Id | None, Query(description="Only what changed this grid.")] = None,
) -> list[Operation]:
    """Who did what to the plan, latest first."""
    found = operations.listing(work, plan, before=before, limit=limit, grid=grid)
    return [Operation.model_validate(row) for row in found]


def _order(access: Access, plan: int, key: str | None, based_on: int | None = None) -> edit.Order:
    return edit.Order(plan, access.caller.name, key or str(uuid.uuid4()), based_on)


def _applied(result: Any, response: Response) -> Applied:
    response.headers["ETag"] = etag(result["version"])
    return Applied.model_validate(result)
