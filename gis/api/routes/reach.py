"""How far one gets on foot or by car, which homes are too far from every post, and what helps."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from gis.api.deps import Config, allowed
from gis.api.policy import Access, Action, missing
from gis.api.routes.posts import Category, Lat, Lon, PostKind
from gis.api.subjects import Code, Id
from gis.errors import ParameterError
from gis.model import covers
from gis.store import posts
from gis.workflow import reach as use
from gis.workflow.questions import within
from gis.workflow.reach_sites import advise
from gis.workflow.streets import Mode, Towns

router = APIRouter(prefix="/api/v1/reach", tags=["reach"])
LONGEST = 60.0
"""Minutes that may be asked for."""
MANY = 6


def _towns(request: Request) -> Towns:
    towns: Towns = request.app.state.towns
    return towns


Looker = Annotated[Access, Depends(allowed(Action.SEE_REACH))]
Networks = Annotated[Towns, Depends(_towns)]
Moving = Annotated[Mode, Query(description="On foot (4 km/h) or by car (20 to 80 km/h).")]
Minutes = Annotated[float, Query(gt=0, le=LONGEST, examples=[10])]
Narrowed = Annotated[Code | None, Query(description="At or below the jurisdiction of this code.")]
Kind = Annotated[PostKind | None, Query(description="Only posts of this kind count.")]
Sort = Annotated[Category | None, Query(description="Only posts of this category count.")]


class Circle(BaseModel):
    """What is reached within a time."""

    minutes: float = Field(examples=[5])
    mode: Mode
    post: int | None = Field(examples=[12])


class CircleFeature(BaseModel):
    """A GeoJSON feature."""

    type: str = Field("Feature", examples=["Feature"])
    geometry: dict[str, Any] = Field(examples=[{"type": "MultiPolygon", "coordinates": []}])
    properties: Circle


class Circles(BaseModel):
    """What is reached sooner is part of what is reached later; the largest comes first."""

    type: str = Field("FeatureCollection", examples=["FeatureCollection"])
    features: list[CircleFeature]


class GridOutside(BaseModel):
    """Homes of a grid that are too far; null where too few for the caller to see."""

    grid: str = Field(examples=["990121100201003"])
    name: str
    community: str = Field(examples=["990121100201"])
    households: int | None = Field(examples=[412])
    outside: int | None = Field(examples=[57])
    share: float | None = Field(examples=[0.138])


class Outside(BaseModel):
    """Homes that no post is near enough to.

    ``buildings`` are those with most households first, at most 5,000; who may not see small
    counts gets none.
    """

    minutes: float
    mode: Mode
    posts: int = Field(description="How many posts count, also those of neighbours.")
    homes: int = Field(description="Buildings with households.")
    of_homes: int
    households: int = Field(examples=[1204])
    of_households: int = Field(examples=[26801])
    share: float = Field(description="Of the households.", examples=[0.0449])
    buildings: list[tuple[float, float, int]] = Field(
        description="Longitude, latitude, households.", examples=[[[113.9384, 30.6213, 24]]]
    )
    by_grid: list[GridOutside]


class BestSite(BaseModel):
    """A place where a post would serve most, and what it adds to those before it."""

    lon: float = Field(examples=[113.9384])
    lat: float = Field(examples=[30.6213])
    households: int = Field(examples=[845])


class Suggested(BaseModel):
    """Further posts; ``optimal``: no other choice of as many covers more households.

    Otherwise another one might cover more by at most ``gap`` of what these add.
    """

    minutes: float
    mode: Mode
    sites: list[BestSite]
    households: int
    covered_before: int
    covered_after: int
    optimal: bool
    gap: float = Field(examples=[0.0])


@router.get("/isochrones", response_model=Circles)
def isochrones(
    access: Looker,
    config: Config,
    towns: Networks,
    post: Annotated[Id | None, Query(description="From a post; else from lon and lat.")] = None,
    lon: Annotated[Lon | None, Query()] = None,
    lat: Annotated[Lat | None, Query()] = None,
    mode: Moving = Mode.WALK,
    minutes: Annotated[
        str, Query(max_length=60, description="Up to six times.", examples=["5,10,15"])
    ] = "5,10,15",
) -> Any:
    """What is reached within some times from a post or any place where a plan is in force."""
    wanted = _times(minutes)
    scope = access.scope(Action.SEE_REACH)
    # Nothing of the database is held while ways are looked for.
    with config.engine.begin() as conn:
        if post is not None:
            known = posts.get(conn, post)
            if known is None or not any(covers(code, known.jurisdiction) for code in scope):
                raise missing("post")
            lon, lat = known.lon, known.lat
        if lon is None or lat is None:
            raise ParameterError("give post, or lon and lat", "请给出 post，或者 lon 与 lat。")
        streets = use.streets_at(conn, towns, (lon, lat), scope)
    shapes = use.circles(streets, (lon, lat), wanted, mode)
    features = [
        {"geometry": shape, "properties": {"minutes": limit, "mode": mode, "post": post}}
        for shape, limit in zip(shapes, wanted, strict=True)
    ]
    return {"features": features[::-1]}


@router.get("/outside", response_model=Outside)
def outside(
    access: Looker,
    config: Config,
    towns: Networks,
    minutes: Minutes,
    mode: Moving = Mode.WALK,
    kind: Kind = None,
    category: Sort = None,
    jurisdiction: Narrowed = None,
) -> Any:
    """Homes without a post within some minutes, in all and by grid."""
    scope = within(access.scope(Action.SEE_REACH), jurisdiction)
    wish = use.Wish(minutes, mode, kind, category)
    with config.engine.begin() as conn:
        case = use.case(conn, towns, wish, scope)
    found = use.outside(case, wish)
    # Staff sees counts as they are where it is staff of all that was asked for.
    exact = access.scope(Action.SEE_EXACT_COUNTS)
    if not all(any(covers(own, code) for own in exact) for code in scope):
        found = use.masked(found)
    told = {name: getattr(found, name) for name in Outside.model_fields if hasattr(found, name)}
    return told | {"minutes": minutes, "mode": mode, "share": round(found.share, 4)}


@router.get("/suggest", response_model=Suggested)
def suggest(  # noqa: PLR0913, PLR0917
    access: Looker,
    config: Config,
    towns: Networks,
    minutes: Minutes,
    count: Annotated[int, Query(ge=1, le=20, examples=[3])] = 1,
    mode: Moving = Mode.WALK,
    kind: Kind = None,
    category: Sort = None,
    jurisdiction: Narrowed = None,
) -> Any:
    """Where further posts would bring most households within some minutes of one.

    The maximal covering location problem, solved by HiGHS: with a proof, or with the gap that is
    left when its time is over.
    """
    scope = within(access.scope(Action.SEE_REACH), jurisdiction)
    wish = use.Wish(minutes, mode, kind, category)
    with config.engine.begin() as conn:
        case = use.case(conn, towns, wish, scope)
    found = advise(case, wish, count)
    sites = [{"lon": x, "lat": y, "households": more} for x, y, more in found.sites]
    return {**found.__dict__, "sites": sites, "minutes": minutes, "mode": mode}


def _times(given: str) -> list[float]:
    """Read ``5,10,15``."""
    try:
        found = sorted({float(one) for one in given.split(",")})
    except ValueError:
        found = []
    if not 1 <= len(found) <= MANY or not 0 < found[0] <= found[-1] <= LONGEST:
        raise ParameterError(
            f"minutes are 1 to {MANY} numbers above 0 and up to {LONGEST:.0f}, such as 5,10,15",
            f"minutes 应为 1 至 {MANY} 个不超过 {LONGEST:.0f} 的正数，如 5,10,15。",
        )
    return found
