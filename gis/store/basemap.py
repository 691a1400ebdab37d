"""The backdrop of the map, drawn from what was imported: no tile server elsewhere is asked."""

# ruff: noqa: S608 -- only texts of the program are put together; values are bound

from __future__ import annotations

from collections.abc import Callable, Mapping

from gis.store.label_points import points
from gis.store.tile_layers import MvtLayer, Source

ROADS = {
    "motorway": 6, "trunk": 6, "primary": 8, "secondary": 10, "tertiary": 12, "residential": 13,
}  # fmt: skip
"""Classes of barriers drawn as roads, and the least zoom of each; so the next ones."""
WATER = {"river": 6}
RAILS = {"rail": 8}
WALLS = {"wall": 14}

Rows = Callable[[int, Source], str]


def _here(alias: str) -> str:
    """Condition that a row of the dataset lies in the tile."""
    return f"{alias}.dataset = :dataset and {alias}.display {{here}}"


def _barriers(classes: Mapping[str, int]) -> Rows:
    def rows(zoom: int, _: Source) -> str:
        drawn = ", ".join(f"'{name}'" for name, least in classes.items() if zoom >= least)
        return f"""
        select f.position as id, f.properties->>'class' as class, f.properties->>'name' as name,
            cast(f.properties->>'crossable' as boolean) as crossable, f.display
        from features f
        where {_here("f")} and f.layer = 'barriers' and f.properties->>'class' in ({drawn})"""

    return rows


def _places(layer: str, *properties: str) -> Rows:
    columns = "".join(f", f.properties->>'{name}' as {name}" for name in ("name", *properties))

    def rows(_: int, __: Source) -> str:
        return f"""
        select f.position as id{columns}, f.display
        from features f where {_here("f")} and f.layer = '{layer}'"""

    return rows


def _buildings(_: int, __: Source) -> str:
    return f"""
    select b.id, b.floors, b.display from buildings b where {_here("b")}"""


def _communities(_: int, __: Source) -> str:
    return f"""
    select c.id, c.code, c.name, c.display from communities c where {_here("c")}"""


_BARRIER = {"class": "String", "name": "String", "crossable": "Boolean"}
_PLACE = {"name": "String"}

_COMPOUNDS = MvtLayer("compounds", _PLACE, _places("compounds"), minzoom=13)
_SITES = MvtLayer(
    "sites", {"category": "String", **_PLACE}, _places("sites", "category"), minzoom=11
)

BASEMAP = (
    MvtLayer("water", _BARRIER, _barriers(WATER), minzoom=6),
    _COMPOUNDS,
    _SITES,
    MvtLayer("roads", _BARRIER, _barriers(ROADS), minzoom=6),
    MvtLayer("rails", _BARRIER, _barriers(RAILS), minzoom=8),
    MvtLayer("walls", _BARRIER, _barriers(WALLS), minzoom=14),
    MvtLayer("buildings", {"floors": "Number"}, _buildings, minzoom=14, fast=True,
             trusted_from=15, order="st_xmax(display) - st_xmin(display) desc, id"),
    MvtLayer("communities", {"code": "String", "name": "String"},
             _communities, minzoom=4),
    points(_COMPOUNDS, "compound_points", minzoom=15),
    points(_SITES, "site_points", minzoom=13),
)  # fmt: skip
"""Layers in one tile, as a map draws them from bottom to top."""
