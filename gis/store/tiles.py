"""Vector tiles straight from PostGIS.

ST_AsMVTGeom clips and repairs, which is most of the price of a tile of many small things. One
that lies wholly inside the tile needs no clipping: scaling and snapping it gives the same
coordinates, and whether that left it sound is quickly seen. Large and few shapes gain nothing.
Bounds are bound as numbers worked out here, so that nothing is evaluated row by row.
"""

# ruff: noqa: S608 -- only texts of the program are put together; values are bound

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, TextClause, text

from gis.errors import NotFoundError
from gis.model.scope import Scope
from gis.store.basemap import BASEMAP
from gis.store.label_points import points
from gis.store.shapes import WORLD
from gis.store.tile_layers import LAYERS, MvtLayer, Source

EXTENT = 4096
BUFFER = 64
"""Units that a tile reaches beyond its edge, so that lines drawn along it aren't cut."""

DEEPEST = 22


@dataclass(frozen=True, slots=True)
class Address:
    """Place of a tile in the usual pyramid of web mercator, row 0 in the north.

    Raises
    ------
    NotFoundError
        If the pyramid has no such tile.
    """

    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        if not 0 <= self.z <= DEEPEST:
            raise NotFoundError(
                f"tiles have zooms 0 to {DEEPEST}, not {self.z}",
                f"瓦片级别为 0 至 {DEEPEST}，没有 {self.z} 级",
            )
        if not (0 <= self.x < (1 << self.z) and 0 <= self.y < (1 << self.z)):
            raise NotFoundError(
                f"zoom {self.z} has no tile {self.x}/{self.y}",
                f"第 {self.z} 级没有瓦片 {self.x}/{self.y}",
            )

    @property
    def width(self) -> float:
        """Metres of web mercator from edge to edge."""
        return WORLD / (1 << self.z)

    def numbers(self) -> dict[str, float]:
        """West, south, east, north; the same with the buffer around; units a metre."""
        west = self.x * self.width - WORLD / 2
        north = WORLD / 2 - self.y * self.width
        east, south = west + self.width, north - self.width
        pad = self.width * BUFFER / EXTENT
        return {
            "west": west, "south": south, "east": east, "north": north,
            "padded_west": west - pad, "padded_south": south - pad,
            "padded_east": east + pad, "padded_north": north + pad,
            "dx": -west, "dy": -north, "sx": EXTENT / self.width, "sy": -EXTENT / self.width,
        }  # fmt: skip


_PADDED = "st_makeenvelope(:padded_west, :padded_south, :padded_east, :padded_north, 3857)"
_TILE = "st_makeenvelope(:west, :south, :east, :north, 3857)"
_CLIPPED = f"st_asmvtgeom(display, {_TILE}, {EXTENT}, {BUFFER}, true)"
_SCALED = "st_snaptogrid(st_transscale(display, :dx, :dy, :sx, :sy), 1)"
_QUICK = f"case when display @ {_PADDED} then {_SCALED} end"
# Of a thousand rings one crosses itself once its corners are snapped: then it is made anew.
_FAST = (
    f"select *, case when {{trusted}}st_isvalid(quick) then quick else {_CLIPPED} end as geom"
    f" from (select *, {_QUICK} as quick from ({{chosen}}) chosen offset 0) scaled"
)
_ALL_CORNERS = "st_npoints(quick) = st_npoints(display) or "
_PLAIN = f"select *, {_CLIPPED} as geom from ({{chosen}}) chosen"

# OFFSET keeps the planner from working a geometry out once for each time it is named.
_MVT = """(
select st_asmvt(drawn, '{name}', {extent}, 'geom', 'id') from (
    select id, {columns}, geom from ({shaped} offset 0) shaped where not st_isempty(geom)
) drawn)"""


TILES: Mapping[str, tuple[MvtLayer, ...]] = MappingProxyType(
    {
        "basemap": BASEMAP,
        **{name: (layer,) for name, layer in LAYERS.items()},
        "communities": (
            LAYERS["communities"],
            points(LAYERS["communities"], "community_points", minzoom=9),
        ),
        "grids": (LAYERS["grids"], points(LAYERS["grids"], "grid_points", minzoom=12)),
    }
)
"""What can be asked for, and the layers in each tile of it."""

OF_DATASETS = ("basemap", "communities")
"""Those that need no plan."""


def tile(
    connection: Connection, name: str, address: Address, source: Source, scope: Scope
) -> bytes:
    """One tile as Mapbox Vector Tile 2.1; empty where nothing is to be seen.

    The outlines of a draft must be fresh: see ``shapes``.

    Parameters
    ----------
    name
        A key of ``TILES``.
    scope
        MASKED hides counts of a few households.
    """
    # The same text for all plans; numbers are bound.
    any_source = Source(0, None if source.plan is None else 0, source.published)
    given = {"dataset": source.dataset, "plan": source.plan}
    return draw(connection, TILES[name], address, any_source, scope, given)


def draw(
    connection: Connection,
    layers: tuple[MvtLayer, ...],
    address: Address,
    source: Source,
    scope: Scope,
    given: Mapping[str, Any],
) -> bytes:
    """One tile of some layers.

    Parameters
    ----------
    source
        Told to the layers.
    given
        What the rows of the layers name, besides the bounds of the tile.
    """
    statement = _statement(layers, address.z, source, scope)
    if statement is None:
        return b""
    return bytes(connection.execute(statement, {**address.numbers(), **given}).scalar_one())


@cache
def _statement(
    layers: tuple[MvtLayer, ...], zoom: int, source: Source, scope: Scope
) -> TextClause | None:
    """The query of a tile; putting it together takes longer than asking."""
    parts = [_sql(layer, zoom, source, scope) for layer in layers if layer.minzoom <= zoom]
    return text("select " + " || ".join(parts)) if parts else None


def _sql(layer: MvtLayer, zoom: int, source: Source, scope: Scope) -> str:
    rows = layer.rows(zoom, source).format(here=f"&& {_PADDED}")
    chosen = f"select * from ({rows}) found order by {layer.order} limit {layer.most}"
    return _MVT.format(
        name=layer.name,
        extent=EXTENT,
        columns=", ".join(layer.columns(scope)),
        shaped=(_FAST if layer.fast else _PLAIN).format(
            chosen=chosen, trusted=_ALL_CORNERS if zoom >= layer.trusted_from else ""
        ),
    )
