"""The tree of jurisdictions: grows with the communities of each dataset."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from gis.errors import NotFoundError, ParameterError
from gis.model import ROOT, Level, ancestors
from gis.store.scopes import within
from gis.store.tables import jurisdictions


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A node of the tree; its name is its code as long as nobody knows better."""

    code: str
    name: str
    level: Level
    parent: str | None


def ensure(conn: Connection, communities: Mapping[str, str]) -> None:
    """Add communities with all that lies above them; those known already keep their names.

    Parameters
    ----------
    communities
        Name of each by its code.
    """
    nodes: dict[str, dict[str, str | None]] = {}
    for code in communities:
        parent = None
        for above, level in ancestors(code).items():
            name = communities.get(above, above)
            nodes[above] = {"code": above, "name": name, "level": level, "parent": parent}
            parent = above
    if not nodes:
        return
    # In the same order for everybody, so that two imports never wait for each other in a circle.
    rows = insert(jurisdictions).values([nodes[code] for code in sorted(nodes)])
    better = rows.on_conflict_do_update(
        index_elements=["code"],
        set_={"name": rows.excluded.name},
        where=(jurisdictions.c.name == jurisdictions.c.code)
        & (rows.excluded.name != jurisdictions.c.code),
    )
    conn.execute(better)


def ensure_root(conn: Connection) -> None:
    """Add the node above all others, where users belong before anything is imported."""
    row = {"code": ROOT, "name": ROOT, "level": Level.ROOT, "parent": None}
    conn.execute(insert(jurisdictions).values(row).on_conflict_do_nothing())


def ensure_node(conn: Connection, code: str) -> None:
    """Add a county (6 digits), street (9) or community (12) with what lies above it.

    Raises
    ------
    ParameterError
        This is no such code.
    """
    levels = {len(ROOT): Level.ROOT, 6: Level.COUNTY, 9: Level.STREET, 12: Level.COMMUNITY}
    known = len(code) in levels and code.isascii() and code.isdigit()
    if not known or (len(code) == len(ROOT) and code != ROOT):
        raise ParameterError(f"{code!r} is no code of a county, street or community")
    parent = None
    for length, level in levels.items():
        if length <= len(code):
            own = ROOT if level is Level.ROOT else code[:length]
            row = {"code": own, "name": own, "level": level, "parent": parent}
            conn.execute(insert(jurisdictions).values(row).on_conflict_do_nothing())
            parent = own


def lookup(conn: Connection, code: str) -> Jurisdiction:
    """The node of this code.

    Raises
    ------
    NotFoundError
        There is none.
    """
    query = select(jurisdictions).where(jurisdictions.c.code == code)
    row = conn.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no jurisdiction {code}", f"没有辖区 {code}")
    return Jurisdiction(row.code, row.name, Level(row.level), row.parent)


def tree(conn: Connection, codes: Collection[str]) -> list[Jurisdiction]:
    """The nodes at and below some codes, and the way up from each, by code."""
    above = {
        part for code in codes for part in (ROOT, code[:6], code[:9]) if len(part) <= len(code)
    }
    query = select(jurisdictions).where(
        within(jurisdictions.c.code, codes) | jurisdictions.c.code.in_(above)
    )
    return [
        Jurisdiction(row.code, row.name, Level(row.level), row.parent)
        for row in conn.execute(query.order_by(jurisdictions.c.code))
    ]


def rename(conn: Connection, code: str, name: str) -> None:
    """Give a node a name."""
    conn.execute(update(jurisdictions).where(jurisdictions.c.code == code).values(name=name))


def children(conn: Connection, code: str) -> list[Jurisdiction]:
    """The nodes right below one, by code."""
    query = select(jurisdictions).where(jurisdictions.c.parent == code)
    return [
        Jurisdiction(row.code, row.name, Level(row.level), row.parent)
        for row in conn.execute(query.order_by(jurisdictions.c.code))
    ]


def chain(conn: Connection, code: str) -> list[Jurisdiction]:
    """From the root down to a node itself."""
    path = select(jurisdictions).where(jurisdictions.c.code == code).cte(recursive=True)
    path = path.union_all(select(jurisdictions).join(path, jurisdictions.c.code == path.c.parent))
    return [
        Jurisdiction(row.code, row.name, Level(row.level), row.parent)
        for row in conn.execute(select(path).order_by(func.length(path.c.code)))
    ]


def common(communities: Collection[str]) -> str:
    """Code of the lowest jurisdiction that holds all of some communities.

    Raises
    ------
    ParameterError
        None are given.
    """
    if not communities:
        raise ParameterError("no community is given")
    chains: Sequence[Sequence[str]] = [list(ancestors(code)) for code in communities]
    shared = ROOT
    for level in zip(*chains, strict=True):
        if len(set(level)) > 1:
            break
        shared = level[0]
    return shared
