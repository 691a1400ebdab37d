"""What lies around the grids that somebody wants mended, and what a finding is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, func, select, text

from gis.errors import NotFoundError
from gis.model import Kind, Rules
from gis.store.tables import (
    atom_buildings,
    atoms,
    buildings,
    communities,
    findings,
    grids,
    microgrids,
)

BESIDE = text("""
    SELECT own, other, sum(length) AS metres FROM (
        SELECT a.grid AS own, b.grid AS other, e.length
        FROM assignments a JOIN edges e ON e.low = a.atom
        JOIN assignments b ON b.plan = a.plan AND b.atom = e.high
        WHERE a.plan = :plan AND a.grid = ANY (:grids) AND b.grid <> a.grid AND e.passable
        UNION ALL
        SELECT a.grid, b.grid, e.length
        FROM assignments a JOIN edges e ON e.high = a.atom
        JOIN assignments b ON b.plan = a.plan AND b.atom = e.low
        WHERE a.plan = :plan AND a.grid = ANY (:grids) AND b.grid <> a.grid AND e.passable
    ) AS found GROUP BY own, other ORDER BY metres DESC, own, other
""")
REACH = text("""
    SELECT DISTINCT a.grid, b.grid
    FROM assignments a JOIN edges e ON e.low = a.atom AND e.reachable
    JOIN assignments b ON b.plan = a.plan AND b.atom = e.high
    WHERE a.plan = :plan AND a.community = :community AND b.grid <> a.grid
""")
STANDING = ("id", "code", "kind", "community", "locked", "reason", "pieces", "households",
            "residents")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A live grid as it stands; ``parent`` is its community's code."""

    id: int
    code: str
    kind: str
    community: int
    locked: bool
    reason: str | None
    pieces: int
    households: int
    residents: int
    parent: str


def units(
    conn: Connection,
    plan: int,
    *,
    ids: Collection[int] = (),
    codes: Collection[str] = (),
    community: int | None = None,
) -> dict[int, Unit]:
    """Live grids by number, by code, or of a community."""
    wanted = (
        select(*(grids.c[name] for name in STANDING), communities.c.code.label("parent"))
        .join(communities, communities.c.id == grids.c.community)
        .where(grids.c.plan == plan, grids.c.live)
        .order_by(grids.c.id)
    )
    if community is not None:
        wanted = wanted.where(grids.c.community == community)
    elif codes:
        wanted = wanted.where(grids.c.code == func.any(list(codes)))
    else:
        wanted = wanted.where(grids.c.id == func.any(list(ids)))
    return {row["id"]: Unit(**row) for row in conn.execute(wanted).mappings()}


def outside(conn: Connection, plan: int, rules: Rules) -> list[int]:
    """Base grids out of band that are not locked, the farthest first."""
    load = grids.c[rules.by]
    away = func.greatest(rules.band.lower - load, load - rules.band.upper)
    wanted = select(grids.c.id).where(
        grids.c.plan == plan, grids.c.live, ~grids.c.locked, grids.c.kind == Kind.BASE.value,
        away > 0,
    )  # fmt: skip
    return list(conn.execute(wanted.order_by(away.desc(), grids.c.code)).scalars())


def homes_of_microgrids(conn: Connection, plan: int, codes: Collection[str]) -> dict[int, int]:
    """Grid of each live micro-grid with one of the codes, by number."""
    wanted = select(microgrids.c.id, microgrids.c.grid).where(
        microgrids.c.plan == plan, microgrids.c.live, microgrids.c.code == func.any(list(codes))
    )
    return {row.id: row.grid for row in conn.execute(wanted)}


def beside(conn: Connection, plan: int, numbers: Collection[int]) -> list[tuple[int, int]]:
    """Grids and those across a border one can pass, the longest borders first."""
    rows = conn.execute(BESIDE, {"plan": plan, "grids": sorted(numbers)})
    return [(row.own, row.other) for row in rows]


def reach(conn: Connection, plan: int, community: int) -> list[tuple[int, int]]:
    """Pairs of grids of a community between which one can walk."""
    rows = conn.execute(REACH, {"plan": plan, "community": community})
    return [(row[0], row[1]) for row in rows]


def compounds(conn: Connection, numbers: Sequence[int]) -> list[str | None]:
    """The compound of each of some atoms, given by ascending number."""
    wanted = select(atoms.c.id, atoms.c.compound).where(atoms.c.id == func.any(list(numbers)))
    return [row.compound for row in conn.execute(wanted.order_by(atoms.c.id))]


def buildings_on(conn: Connection, numbers: Collection[int]) -> int:
    """How many buildings stand on some atoms."""
    wanted = select(func.count(atom_buildings.c.building.distinct()))
    wanted = wanted.where(atom_buildings.c.atom == func.any(list(numbers)))
    return int(conn.execute(wanted).scalar_one())


def under(conn: Connection, numbers: Collection[int], name: str) -> list[int]:
    """Those of some atoms on which a building stands, by the building's name."""
    wanted = (
        select(atom_buildings.c.atom)
        .join(buildings, buildings.c.id == atom_buildings.c.building)
        .where(atom_buildings.c.atom == func.any(list(numbers)), buildings.c.name == name)
        .order_by(atom_buildings.c.atom)
    )
    return list(conn.execute(wanted).scalars())


def towers(conn: Connection, numbers: Collection[int]) -> dict[int, tuple[int, int]]:
    """Lowest and highest floor of each of some atoms that hold more than one."""
    height = func.coalesce(atoms.c.floor_to, func.max(buildings.c.floors))
    wanted = (
        select(atoms.c.id, func.coalesce(atoms.c.floor_from, 1), height)
        .join(atom_buildings, atom_buildings.c.atom == atoms.c.id)
        .join(buildings, buildings.c.id == atom_buildings.c.building)
        .where(atoms.c.id == func.any(list(numbers)))
        .group_by(atoms.c.id)
    )
    return {row[0]: (row[1], row[2]) for row in conn.execute(wanted) if row[2] > row[1]}


def finding(conn: Connection, audit: int, name: str) -> RowMapping:
    """Rule, units and sentences of a finding.

    Raises
    ------
    NotFoundError
        The audit has no such finding.
    """
    wanted = select(findings.c.rule, findings.c.units, findings.c.numbers).where(
        findings.c.audit == audit, findings.c.id == name
    )
    row = conn.execute(wanted).mappings().first()
    if row is None:
        raise NotFoundError(
            f"audit {audit} has no finding {name}", f"第{audit}次审核没有问题{name}"
        )
    return row
