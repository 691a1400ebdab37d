"""The layers of tiles: which rows they draw, from which zoom on, with which properties."""

# ruff: noqa: S608 -- only texts of the program are put together; values are bound

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from gis.model.scope import Scope
from gis.store.counts import counted
from gis.store.shapes import DRAWN, PUBLISHED, SIMPLE_ZOOMS, simple_level

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


@dataclass(frozen=True)
class MvtLayer:
    """One layer inside a tile.

    Parameters
    ----------
    fields
        Properties and their types as TileJSON tells them.
    rows
        Makes the SELECT of the rows to draw at a zoom: ``id``, the fields and ``display``.
        ``{here}`` in it stands for the tile's box and ``{most}`` for the budget.
    counts
        Those of the fields that count people.
    fast_from
        Least zoom at which whole geometries are only scaled and snapped; below, so many corners
        fall together that rings would cross themselves.
    most
        Budget: features in one tile, the most important ones.
    """

    name: str
    fields: dict[str, str]
    rows: Callable[[int, Source], str]
    counts: tuple[str, ...] = ()
    minzoom: int = 0
    fast_from: int = 0
    most: int = 20_000

    def columns(self, scope: Scope) -> list[str]:
        """SQL columns of the number and the properties."""
        plain = [one for one in self.fields if one not in self.counts]
        return ["id", *plain, *counted(self.counts, scope)]


def _in_plan(source: Source, community: str) -> str:
    """Condition that a row lies in the plan's communities."""
    if source.plan is None:
        return ""
    return (
        f"and exists (select from plan_communities pc"
        f" where pc.plan = :plan and pc.community = {community})"
    )


def _communities(_: int, source: Source) -> str:
    return f"""
    select c.id, c.code, c.name, c.kind, cast(c.households as int) as households, c.display
    from communities c where c.dataset = :dataset {_in_plan(source, "c.id")}
    and c.display {{here}} order by c.id limit {{most}}"""


def _grids(zoom: int, source: Source) -> str:
    if zoom <= SIMPLE_ZOOMS[-1]:
        outlines = (
            "select s.unit, s.display from shapes s"
            f" where s.plan = :plan and s.level = '{simple_level(zoom)}' and s.display {{here}}"
        )
    elif source.published:
        outlines = PUBLISHED + " and o.display {here}"
    else:
        outlines = DRAWN + " and s.display {here}"
    return f"""
    select g.id, g.code, c.code as community, g.kind, g.category, g.name, g.name_en, g.post,
        g.reason, g.locked, g.version, g.households, g.residents, outline.display
    from ({outlines}) outline
    join grids g on g.plan = :plan and g.id = outline.unit and g.live
    join communities c on c.id = g.community
    order by g.id limit {{most}}"""


def _microgrids(_: int, source: Source) -> str:
    if source.published:
        outlines = """
        select m.id as unit, o.floor_from, o.floor_to, o.display
        from publications p join outlines o on o.publication = p.id and o.level = 'microgrid'
        join microgrids m on m.plan = p.plan and m.code = o.code and m.live
        where p.plan = :plan and o.display {here}"""
    else:
        outlines = """
        select s.unit, floors.floor_from, floors.floor_to, s.display
        from shapes s cross join lateral (
            select min(a.floor_from) as floor_from, max(a.floor_to) as floor_to
            from assignments x join atoms a on a.id = x.atom
            where x.plan = :plan and x.microgrid = s.unit
        ) floors
        where s.plan = :plan and s.level = 'microgrid' and s.display {here}"""
    return f"""
    select m.id, m.code, m.grid, m.reason, m.households, m.residents,
        outline.floor_from, outline.floor_to, outline.display
    from ({outlines}) outline
    join microgrids m on m.plan = :plan and m.id = outline.unit and m.live
    order by m.id limit {{most}}"""


def _atoms(_: int, __: Source) -> str:
    return """
    select a.id, a.foot, x.grid, x.microgrid, a.households, a.residents, a.buildings,
        a.floor_from, a.floor_to, a.staircase, a.site, a.compound, a.display
    from atoms a join assignments x on x.plan = :plan and x.atom = a.id
    where a.display {here} order by a.households desc, a.id limit {most}"""


def _buildings(_: int, source: Source) -> str:
    return f"""
    select b.id, b.name, home.grid, home.microgrid, b.households, b.residents, b.source,
        b.floors, b.staircases, b.display
    from (
        select * from buildings b
        where b.dataset = :dataset {_in_plan(source, "b.community")} and b.display {{here}}
        order by b.households desc, b.id limit {{most}}
    ) b cross join lateral (
        select min(x.grid) as grid,
            case when min(x.microgrid) = max(x.microgrid) then min(x.microgrid) end as microgrid
        from atom_buildings part join assignments x on x.plan = :plan and x.atom = part.atom
        where part.building = b.id
    ) home order by b.households desc, b.id"""


LAYERS = MappingProxyType({
    "communities": MvtLayer(
        "communities",
        {"code": "String", "name": "String", "kind": "String", "households": "Number"},
        _communities, counts=("households",), minzoom=4, fast_from=12,
    ),
    "grids": MvtLayer(
        "grids",
        {
            "code": "String", "community": "String", "kind": "String", "category": "String",
            "name": "String", "name_en": "String", "post": "String", "reason": "String",
            "locked": "Boolean", "version": "Number", "households": "Number",
            "residents": "Number",
        },
        _grids, counts=("households", "residents"), minzoom=6, fast_from=12,
    ),
    "microgrids": MvtLayer(
        "microgrids",
        {
            "code": "String", "grid": "Number", "reason": "String", "floor_from": "Number",
            "floor_to": "Number", "households": "Number", "residents": "Number",
        },
        _microgrids, counts=("households", "residents"), minzoom=12, fast_from=14,
    ),
    "atoms": MvtLayer(
        "atoms",
        {
            "foot": "Number", "grid": "Number", "microgrid": "Number", "buildings": "Number",
            "floor_from": "Number", "floor_to": "Number", "staircase": "Number",
            "site": "Number", "compound": "String", "households": "Number",
            "residents": "Number",
        },
        _atoms, counts=("households", "residents"), minzoom=14, fast_from=14,
    ),
    "buildings": MvtLayer(
        "buildings",
        {
            "name": "String", "grid": "Number", "microgrid": "Number", "source": "String",
            "floors": "Number", "staircases": "Number", "households": "Number",
            "residents": "Number",
        },
        _buildings, counts=("households", "residents"), minzoom=14, fast_from=14,
    ),
})  # fmt: skip
"""Layers that make a tile of their own."""
