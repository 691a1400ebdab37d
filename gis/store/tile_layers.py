"""What tiles and lists of features tell: the rows of each layer, and their properties."""

# ruff: noqa: S608 -- only texts of the program are put together; values are bound

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from gis.model.scope import Scope
from gis.store.counts import counted
from gis.store.shapes import SIMPLE_ZOOMS, grid_outlines, simple_level

LAST_ZOOM = 18
"""Deepest zoom that is made; beyond, clients enlarge (a unit is 4 cm there)."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is drawn.

    Parameters
    ----------
    dataset
        Its id.
    plan
        Whose communities, grids and assignments are meant; the whole dataset where None, which
        serves the communities and the basemap only.
    published
        Whether the plan's outlines are those of its publication.
    """

    dataset: int
    plan: int | None = None
    published: bool = False


@dataclass(frozen=True, eq=False)
class MvtLayer:
    """One layer inside a tile; the layers of plans are listed as features too. Each equals itself.

    Parameters
    ----------
    fields
        Properties and their types as TileJSON tells them.
    rows
        Makes the SELECT of the rows to draw at a zoom: ``id``, the fields and ``display``.
        ``{here}`` in it stands for what ``display`` must meet.
    counts
        Those of the fields that count people.
    minzoom
        Least zoom at which it is drawn.
    fast
        Whether its shapes are so small and many that those inside a tile are only scaled and
        snapped.
    trusted_from
        Least zoom at which a shape that keeps all of its corners surely keeps its form.
    most
        Budget: features in one tile, the first ones by ``order``.
    listed
        Further columns of the rows that only lists of features tell.
    """

    name: str
    fields: dict[str, str]
    rows: Callable[[int, Source], str]
    counts: tuple[str, ...] = ()
    minzoom: int = 0
    fast: bool = False
    trusted_from: int = 99
    most: int = 20_000
    order: str = "id"
    listed: tuple[str, ...] = ()

    def columns(self, scope: Scope) -> list[str]:
        """SQL columns of the properties."""
        plain = [one for one in self.fields if one not in self.counts]
        return [*plain, *counted(self.counts, scope)]

    def told(self, scope: Scope) -> dict[str, str]:
        """Properties and their types, as TileJSON tells them."""
        if scope is Scope.FULL:
            return self.fields
        return self.fields | {f"{name}_text": "String" for name in self.counts}


def _in_plan(source: Source, community: str) -> str:
    """Condition that a row lies in the plan's communities."""
    if source.plan is None:
        return ""
    return (
        "and exists (select from plan_communities pc"
        f" where pc.plan = :plan and pc.community = {community})"
    )


def communities(_: int, source: Source) -> str:
    """Rows of the communities of a dataset or plan."""
    return f"""
    select c.id, c.code, c.name, c.kind, cast(c.households as int) as households, c.display
    from communities c
    where c.dataset = :dataset and c.display {{here}} {_in_plan(source, "c.id")}"""


def _grids(zoom: int, source: Source) -> str:
    if zoom <= SIMPLE_ZOOMS[-1]:
        outlines = (
            "select s.unit, s.display, null as boundary_text, null as boundary_text_en"
            f" from shapes s where s.plan = :plan and s.level = '{simple_level(zoom)}'"
            " and s.display {here}"
        )
    else:
        outlines = grid_outlines(published=source.published) + " {here}"
    return f"""
    select g.id, g.code, c.code as community, g.kind, g.category, g.name, g.name_en, g.post,
        g.reason, g.locked, g.version, g.households, g.residents, g.buildings, g.atoms, g.pieces,
        g.site, outline.boundary_text, outline.boundary_text_en, outline.display
    from ({outlines}) outline
    join grids g on g.plan = :plan and g.id = outline.unit and g.live
    join communities c on c.id = g.community"""


_MICROGRIDS = """
    select s.unit, floors.floor_from, floors.floor_to, s.display
    from shapes s cross join lateral (
        select min(a.floor_from) as floor_from, max(a.floor_to) as floor_to
        from assignments x join atoms a on a.id = x.atom
        where x.plan = :plan and x.microgrid = s.unit
    ) floors
    where s.plan = :plan and s.level = 'microgrid' and s.display {here}"""
_PUBLISHED_MICROGRIDS = """
    select m.id as unit, o.floor_from, o.floor_to, o.display
    from publications p join outlines o on o.publication = p.id and o.level = 'microgrid'
    join microgrids m on m.plan = p.plan and m.code = o.code and m.live
    where p.plan = :plan and o.display {here}"""


def _microgrids(_: int, source: Source) -> str:
    return f"""
    select m.id, m.code, m.grid, c.code as community, m.reason, m.households, m.residents,
        m.atoms, outline.floor_from, outline.floor_to, outline.display
    from ({_PUBLISHED_MICROGRIDS if source.published else _MICROGRIDS}) outline
    join microgrids m on m.plan = :plan and m.id = outline.unit and m.live
    join grids g on g.plan = m.plan and g.id = m.grid
    join communities c on c.id = g.community"""


def _atoms(_: int, __: Source) -> str:
    return """
    select a.id, a.foot, x.grid, x.microgrid, c.code as community, a.households, a.residents,
        a.buildings, a.area, a.floor_from, a.floor_to, a.staircase, a.site, a.compound, a.display
    from assignments x join atoms a on a.id = x.atom
    join communities c on c.id = x.community
    where x.plan = :plan and a.display {here}"""


def _buildings(_: int, source: Source) -> str:
    return f"""
    select b.id, b.name, home.grid, home.microgrid, c.code as community, b.households,
        b.residents, b.source, b.floors, b.staircases, b.display
    from buildings b join communities c on c.id = b.community
    cross join lateral (
        select min(x.grid) as grid,
            case when min(x.microgrid) = max(x.microgrid) then min(x.microgrid) end as microgrid
        from atom_buildings part join assignments x on x.plan = :plan and x.atom = part.atom
        where part.building = b.id
    ) home
    where b.dataset = :dataset and b.display {{here}} {_in_plan(source, "b.community")}"""


_PEOPLE = ("households", "residents")
_COUNTED = {"households": "Number", "residents": "Number"}

LAYERS = MappingProxyType({
    "communities": MvtLayer(
        "communities",
        {"code": "String", "name": "String", "kind": "String", "households": "Number"},
        communities, counts=("households",), minzoom=4,
    ),
    "grids": MvtLayer(
        "grids",
        {
            "code": "String", "community": "String", "kind": "String", "category": "String",
            "name": "String", "name_en": "String", "post": "String", "reason": "String",
            "locked": "Boolean", "version": "Number", **_COUNTED,
        },
        _grids, counts=_PEOPLE, minzoom=6,
        listed=("buildings", "atoms", "pieces", "site", "boundary_text", "boundary_text_en"),
    ),
    "microgrids": MvtLayer(
        "microgrids",
        {
            "code": "String", "grid": "Number", "reason": "String", "floor_from": "Number",
            "floor_to": "Number", **_COUNTED,
        },
        _microgrids, counts=_PEOPLE, minzoom=12, listed=("community", "atoms"),
    ),
    "atoms": MvtLayer(
        "atoms",
        {
            "foot": "Number", "grid": "Number", "microgrid": "Number", "buildings": "Number",
            "floor_from": "Number", "floor_to": "Number", "staircase": "Number",
            "site": "Number", "compound": "String", **_COUNTED,
        },
        _atoms, counts=_PEOPLE, minzoom=14, order="households desc, id",
        fast=True, trusted_from=16, listed=("community", "area"),
    ),
    "buildings": MvtLayer(
        "buildings",
        {
            "name": "String", "grid": "Number", "microgrid": "Number", "source": "String",
            "floors": "Number", "staircases": "Number", **_COUNTED,
        },
        _buildings, counts=_PEOPLE, minzoom=14, order="households desc, id",
        fast=True, trusted_from=15, listed=("community",),
    ),
})  # fmt: skip
"""Layers that make a tile of their own."""

LISTED = ("grids", "microgrids", "atoms", "buildings")
"""Those of a plan that are listed as features."""
