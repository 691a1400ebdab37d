"""What a map of a plan computes with: the graph of a community, and the plan at a glance."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from gis.api import conditional, subjects
from gis.api.deps import Work, allowed
from gis.api.policy import Access, Action
from gis.api.routes.tiles import scope_of
from gis.api.subjects import Id
from gis.model import OperationKind
from gis.model.scope import Scope
from gis.store import editions, graphs, operations
from gis.workflow import overview

router = APIRouter(prefix="/api/v1/plans/{plan}", tags=["map"])
Seer = Annotated[Access, Depends(allowed(Action.SEE_PLAN, subjects.plan))]
HELD: dict[int | str, dict[str, Any]] = {
    304: {"description": "The caller holds this answer already."}
}


class Atoms(BaseModel):
    """Columns, a row an atom, in ascending order of ``id``."""

    id: list[int]
    foot: list[int] = Field(description="Index of the atom that is the ground; of itself if it is.")
    grid: list[int]
    microgrid: list[int]
    households: list[int]
    residents: list[int]
    buildings: list[int]
    floor_from: list[int | None]
    floor_to: list[int | None]
    staircase: list[int | None]
    site: list[int | None] = Field(description="Position of the site whose ground it is.")
    compound: list[str | None] = Field(description="Its id; ``compounds`` has the names.")
    lon: list[float] = Field(description="A point inside the ground, degrees.")
    lat: list[float]


class Edges(BaseModel):
    """Columns, a row a border between two atoms on the ground, by their indices."""

    low: list[int]
    high: list[int]
    metres: list[float]
    passable: list[Literal[0, 1]]


class Graph(BaseModel):
    """The atoms of a community and their borders, as of one version of the plan."""

    version: int = Field(examples=[12])
    community: str = Field(examples=["990121100001"])
    atoms: Atoms
    edges: Edges
    compounds: dict[str, str | None] = Field(description="Names of its compounds by id.")


EXAMPLE = {
    "version": 12, "community": "990121100001",
    "atoms": {
        "id": [4711, 4712], "foot": [0, 1], "grid": [7, 8], "microgrid": [31, 35],
        "households": [36, 24], "residents": [97, 61], "buildings": [1, 1],
        "floor_from": [None, None], "floor_to": [None, None], "staircase": [None, None],
        "site": [None, None], "compound": ["c17", None],
        "lon": [113.8531022, 113.8539118], "lat": [30.5833101, 30.5833444],
    },
    "edges": {"low": [0], "high": [1], "metres": [41.5], "passable": [1]},
    "compounds": {"c17": "阳光花园"},
}  # fmt: skip


class Community(BaseModel):
    """A community of a plan: each of its base grids counts once, as does each dedicated one."""

    code: str = Field(examples=["990121100001"])
    name: str = Field(examples=["河东社区"])
    kind: str = Field(examples=["urban"])
    households: int | None = Field(description="Null where hidden, being under 10.")
    households_text: str | None = Field(None, description="Stands for what is hidden.")
    residents: int | None
    residents_text: str | None = None
    atoms: int
    grids: int
    in_band: int
    below: int = Field(description="Base grids under the band without a reason.")
    above: int = Field(description="Base grids over the band without a reason.")
    excused: int = Field(description="Base grids out of the band with a reason.")
    dedicated: int
    bbox: tuple[float, float, float, float] = Field(
        description="West, south, east, north in degrees.",
        examples=[[113.83, 30.57, 113.86, 30.6]],
    )


class Step(BaseModel):
    """An operation that would be taken back or done again."""

    model_config = ConfigDict(from_attributes=True)

    version: int = Field(examples=[12])
    kind: OperationKind
    created_at: datetime


class Steps(BaseModel):
    """What undo and redo would be about, for this caller; null where there is nothing."""

    model_config = ConfigDict(from_attributes=True)

    undo: Step | None
    redo: Step | None


@router.get(
    "/graph",
    response_class=Response,
    responses={
        200: {
            "model": Graph,
            "description": "The graph.",
            "content": {"application/json": {"example": EXAMPLE}},
        },
        **HELD,
    },
)
def graph(
    request: Request,
    access: Annotated[Access, Depends(allowed(Action.SEE_EXACT_COUNTS, subjects.plan))],
    work: Work,
    plan: Id,
    community: Annotated[
        str, Query(max_length=12, description="Its code.", examples=["990121100001"])
    ],
) -> Response:
    """Atoms of a community in columns, and the borders between them; all of one version."""
    del access
    edition = editions.of_plan(work, plan)
    told = conditional.headers(edition, Scope.FULL)
    if (short := conditional.unchanged(request, told)) is not None:
        return short
    found = graphs.graph(work, plan, community)
    told = conditional.headers(replace(edition, version=found.version), Scope.FULL)
    return Response(found.body, headers=told, media_type="application/json")


@router.get("/communities", responses=HELD, response_model=list[Community])
def communities(
    request: Request, response: Response, access: Seer, work: Work, plan: Id
) -> Response | list[Community]:
    """The communities of a plan in the order of their codes, with the state of their grids."""
    edition, scope = editions.of_plan(work, plan), scope_of(access)
    told = conditional.headers(edition, scope)
    if (short := conditional.unchanged(request, told)) is not None:
        return short
    found = overview.communities(work, plan, scope)
    response.headers.update(conditional.headers(replace(edition, version=found.version), scope))
    return [Community.model_validate(one) for one in found.communities]


@router.get("/steps")
def steps(
    access: Annotated[Access, Depends(allowed(Action.SEE_HISTORY, subjects.plan))],
    work: Work,
    plan: Id,
) -> Steps:
    """What undo and redo would be about, so that buttons can say so."""
    return Steps.model_validate(operations.next_steps(work, plan, access.caller.name))
