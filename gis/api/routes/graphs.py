"""What a map of a plan computes with: the graph of a community, and the plan at a glance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from gis.api import conditional, subjects
from gis.api.deps import Work, allowed
from gis.api.policy import Access, Action
from gis.api.routes.tiles import scope_of
from gis.api.subjects import Id
from gis.model import OperationKind
from gis.model.scope import Scope
from gis.store import editions, graphs, operations
from gis.store import sites as stored
from gis.store.graphs import Told
from gis.workflow import overview

router = APIRouter(prefix="/api/v1/plans/{plan}", tags=["map"])
Seer = Annotated[Access, Depends(allowed(Action.SEE_PLAN, subjects.plan))]
JSON, GEOJSON = "application/json", "application/geo+json"
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
    buildings: list[int] = Field(description="How many stand on it, whole or in part.")
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


class Shared(BaseModel):
    """Columns, a row an atom on which a building stands that stands on others, too.

    ``buildings`` of the atoms counts such a building on each; a grid has it once.
    """

    atom: list[int] = Field(description="Index of the atom.")
    building: list[int] = Field(description="Number of the building.")


class Graph(BaseModel):
    """The atoms of a community and their borders, as of one version of the plan."""

    version: int = Field(examples=[12])
    community: str = Field(examples=["990121100001"])
    atoms: Atoms
    edges: Edges
    shared: Shared
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
    "shared": {"atom": [], "building": []},
    "compounds": {"c17": "阳光花园"},
}  # fmt: skip


SITES = {
    "type": "FeatureCollection", "version": 12,
    "features": [{
        "type": "Feature", "id": 3,
        "geometry": {"type": "Point", "coordinates": [113.8531022, 30.5833101]},
        "properties": {
            "category": "school", "name": "实验小学", "community": "990121100001", "grid": 7,
            "grids": [7], "dedicated": True,
        },
    }],
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


class Neighbours(BaseModel):
    """Two grids that share a border inside their community."""

    a: int = Field(examples=[7])
    b: int = Field(description="Higher than ``a``.", examples=[8])
    metres: float = Field(examples=[212.5])


class Site(BaseModel):
    """What is told of a site."""

    category: str = Field(examples=["school"])
    name: str | None = Field(examples=["实验小学"])
    community: str = Field(description="Code of the one that holds most of it.")
    grid: int | None = Field(description="Holds its ground; null where none or several do.")
    grids: list[int] = Field(description="All with some of its ground, the most first.")
    dedicated: bool = Field(description="Whether it has a dedicated grid.")


class SiteFeature(BaseModel):
    """A site as a GeoJSON feature; its id is its position, as atoms and grids name it."""

    type: Literal["Feature"]
    id: int
    geometry: dict[str, Any]
    properties: Site


class Sites(BaseModel):
    """The sites of a plan, WGS 84."""

    type: Literal["FeatureCollection"]
    version: int
    features: list[SiteFeature]


def _answers(model: Any, example: Any, media_type: str = JSON) -> dict[int | str, dict[str, Any]]:
    """Answers whose text the database has made."""
    answer = {"description": "All of one version of the plan.", "model": model}
    return {200: {**answer, "content": {media_type: {"example": example}}}, **HELD}


def _conditional(
    request: Request,
    work: Connection,
    plan: int,
    scope: Scope,
    make: Callable[[], Told],
    media_type: str = JSON,
) -> Response:
    """Answer with what the database makes, unless the caller holds it already."""
    edition = editions.of_plan(work, plan)
    held = conditional.unchanged(request, conditional.headers(edition, scope))
    if held is not None:
        return held
    found = make()
    told = conditional.headers(replace(edition, version=found.version), scope)
    return Response(found.body, headers=told, media_type=media_type)


@router.get("/graph", response_class=Response, responses=_answers(Graph, EXAMPLE))
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

    def make() -> Told:
        return graphs.graph(work, plan, community)

    return _conditional(request, work, plan, Scope.FULL, make)


@router.get(
    "/neighbours",
    response_class=Response,
    responses=_answers(list[Neighbours], [{"a": 7, "b": 8, "metres": 212.5}]),
)
def neighbours(request: Request, access: Seer, work: Work, plan: Id) -> Response:
    """Pairs of grids that share a border, community by community."""
    return _conditional(
        request, work, plan, scope_of(access), lambda: graphs.neighbours(work, plan)
    )


class GeoJson(Response):
    """Features; the description of the service names their type."""

    media_type = GEOJSON


@router.get("/sites", response_class=GeoJson, responses=_answers(Sites, SITES, GEOJSON))
def sites(request: Request, access: Seer, work: Work, plan: Id) -> Response:
    """Sites in the communities of a plan, and whether each has a dedicated grid."""
    return _conditional(
        request, work, plan, scope_of(access), lambda: stored.sites(work, plan), GEOJSON
    )


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
