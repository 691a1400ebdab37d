"""Features of plans as GeoJSON text, built in PostGIS: nothing is decoded on the way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from gis.errors import ParameterError
from gis.model.scope import Scope
from gis.store.shapes import WORLD
from gis.store.tile_layers import LAYERS, MvtLayer, Source
from gis.store.tiles import DEEPEST

COUNTED_UP_TO = 10_000
"""Counting stops here: a total beyond it serves nobody and costs everybody."""

MOST_LATITUDE = 85.05112877980659
"""Where web mercator ends."""


@dataclass(frozen=True, slots=True)
class Box:
    """Longitudes and latitudes in degrees (WGS 84); a box may not cross the antimeridian.

    Raises
    ------
    ParameterError
        If it is not west <= east and south <= north within the world.
    """

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        if not (-180 <= self.west <= self.east <= 180 and -90 <= self.south <= self.north <= 90):
            raise ParameterError(
                "a bbox is west,south,east,north in degrees with west <= east, south <= north"
            )

    @classmethod
    def parse(cls, given: str) -> Box:
        """Read ``west,south,east,north``."""
        try:
            numbers = [float(part) for part in given.split(",")]
        except ValueError:
            numbers = []
        if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
            raise ParameterError(f"a bbox is four numbers west,south,east,north, not {given!r}")
        return cls(*numbers)

    def mercator(self) -> dict[str, float]:
        """The same in metres of web mercator, by the names that the statements use."""
        return {
            "west": _easting(self.west),
            "south": _northing(self.south),
            "east": _easting(self.east),
            "north": _northing(self.north),
        }


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which features, and how much of them.

    Parameters
    ----------
    box, community
        Only those that meet the box, or lie in the community of this code; None: all.
    after
        Only those of a higher number.
    most
        How many at most.
    geometry
        Whether to tell the geometry.
    """

    box: Box | None = None
    community: str | None = None
    after: int | None = None
    most: int = 1000
    geometry: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """Some features in the order of their numbers.

    Parameters
    ----------
    features
        GeoJSON texts, joined by commas.
    returned
        How many.
    last
        Number of the last one where more follow, None at the end.
    matched
        How many there are from the first page on; None on later pages and where there are more
        than ``COUNTED_UP_TO``.
    """

    features: str
    returned: int
    last: int | None
    matched: int | None


_BOX = "&& st_makeenvelope(:west, :south, :east, :north, 3857)"
_MEETS = "st_intersects(found.display, st_makeenvelope(:west, :south, :east, :north, 3857))"
_GEOMETRY = "st_asgeojson(st_forcepolygonccw(st_transform(found.display, 4326)), 7)"
_FEATURE = """
select found.id, '{{"type":"Feature","id":' || found.id || ',"geometry":' || {geometry}
    || ',"properties":' || row_to_json((select told from (select {columns}) told)) || '}}'
from ({rows}) found where {condition} order by found.id limit :most
"""
_COUNT = """
select count(*) from (
    select from ({rows}) found where {condition} limit :most
) counted
"""


def page(connection: Connection, name: str, source: Source, wanted: Wanted, scope: Scope) -> Page:
    """Features of a plan, WGS 84 with rings as RFC 7946 wants them, 7 decimals (1 cm).

    The outlines of a draft must be fresh: see ``shapes``.

    Parameters
    ----------
    name
        One of ``tile_layers.LISTED``.
    scope
        MASKED hides counts of a few households.
    """
    layer = LAYERS[name]
    conditions, given = _conditions(wanted)
    given |= {"dataset": source.dataset, "plan": source.plan}
    rows = layer.rows(DEEPEST, source).format(here=_BOX if wanted.box else "is not null")
    query = _FEATURE.format(
        geometry=_GEOMETRY if wanted.geometry else "'null'",
        columns=_columns(layer, scope),
        rows=rows,
        condition=" and ".join(conditions),
    )
    found = connection.execute(text(query), {**given, "most": wanted.most + 1}).all()
    shown = found[: wanted.most]
    matched = None
    if wanted.after is None:
        count = text(_COUNT.format(rows=rows, condition=" and ".join(conditions)))
        matched = connection.execute(count, {**given, "most": COUNTED_UP_TO + 1}).scalar_one()
    return Page(
        ",".join(feature for _, feature in shown),
        len(shown),
        shown[-1].id if len(found) > len(shown) else None,
        None if matched is None or matched > COUNTED_UP_TO else matched,
    )


def _columns(layer: MvtLayer, scope: Scope) -> str:
    return ", ".join((*layer.columns(scope), *layer.listed))


def _conditions(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    conditions, given = ["true"], dict[str, Any]()
    if wanted.box:
        conditions.append(_MEETS)
        given |= wanted.box.mercator()
    if wanted.community is not None:
        conditions.append("found.community = :community")
        given["community"] = wanted.community
    if wanted.after is not None:
        conditions.append("found.id > :after")
        given["after"] = wanted.after
    return conditions, given


def _easting(longitude: float) -> float:
    return longitude / 360 * WORLD


def _northing(latitude: float) -> float:
    bounded = math.radians(max(-MOST_LATITUDE, min(MOST_LATITUDE, latitude)))
    return math.asinh(math.tan(bounded)) / (2 * math.pi) * WORLD
