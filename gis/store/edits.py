"""Write what an edit changes; whatever is no longer as it was before is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, and_, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from gis.editing.delta import Changed, Delta, Moved
from gis.errors import CollisionError, ConflictError
from gis.store.tables import atoms, communities, grids, microgrids

MOVE = text("""
    UPDATE assignments a SET grid = n.g1, microgrid = n.m1
    FROM unnest(CAST(:atom AS bigint[]), CAST(:g0 AS int[]), CAST(:m0 AS int[]),
                CAST(:g1 AS int[]), CAST(:m1 AS int[])) AS n (atom, g0, m0, g1, m1)
    WHERE a.plan = :plan AND a.atom = n.atom AND a.grid = n.g0 AND a.microgrid = n.m0
""")
HELD = text("""
    SELECT count(*)
    FROM unnest(CAST(:atom AS bigint[]), CAST(:grid AS int[]), CAST(:microgrid AS int[]))
        AS n (atom, grid, microgrid)
    JOIN assignments a ON a.plan = :plan AND a.atom = n.atom AND a.grid = n.grid
        AND a.microgrid = n.microgrid
""")
REPLACE = text("SELECT replace_atoms(:plan, :retired, :born, :grid, :microgrid)")
# Unit by unit through the indexes: with figures of yesterday the planner might join whole tables.
COUNT_GRIDS = text("""
    UPDATE grids g SET atoms = c.atoms, households = c.households, residents = c.residents,
        buildings = b.buildings
    FROM unnest(CAST(:grids AS int[])) AS n (id),
    LATERAL (
        SELECT count(*) AS atoms, coalesce(sum(t.households), 0) AS households,
            coalesce(sum(t.residents), 0) AS residents
        FROM assignments a JOIN atoms t ON t.id = a.atom
        WHERE a.plan = :plan AND a.grid = n.id OFFSET 0
    ) AS c,
    LATERAL (
        SELECT count(DISTINCT b.building) AS buildings
        FROM assignments a JOIN atom_buildings b ON b.atom = a.atom
        WHERE a.plan = :plan AND a.grid = n.id OFFSET 0
    ) AS b
    WHERE g.plan = :plan AND g.id = n.id
""")
COUNT_MICROGRIDS = text("""
    UPDATE microgrids m SET atoms = c.atoms, households = c.households, residents = c.residents
    FROM (
        SELECT id FROM microgrids WHERE plan = :plan AND grid = ANY (:grids)
        UNION SELECT unnest(CAST(:microgrids AS int[]))
    ) AS n,
    LATERAL (
        SELECT count(*) AS atoms, coalesce(sum(t.households), 0) AS households,
            coalesce(sum(t.residents), 0) AS residents
        FROM assignments a JOIN atoms t ON t.id = a.atom
        WHERE a.plan = :plan AND a.microgrid = n.id OFFSET 0
    ) AS c
    -- A row that is written again costs its index entries, too.
    WHERE m.plan = :plan AND m.id = n.id
        AND (m.atoms, m.households, m.residents) <> (c.atoms, c.households, c.residents)
""")
GRID_SHOWN = (
    "id", "code", "kind", "category", "name", "name_en", "post", "live", "locked", "version",
    "reason", "households", "residents", "buildings", "atoms", "pieces",
)  # fmt: skip
STAMP = text(f"""
    UPDATE grids SET version = :version WHERE plan = :plan AND id = ANY (:grids)
    RETURNING {", ".join(GRID_SHOWN)},
        (SELECT c.code FROM communities c WHERE c.id = grids.community) AS community
""")  # noqa: S608 -- from constants
PIECES = text("""
    UPDATE grids g SET pieces = n.pieces
    FROM unnest(CAST(:grid AS int[]), CAST(:pieces AS int[])) AS n (grid, pieces)
    WHERE g.plan = :plan AND g.id = n.grid
""")


def apply(conn: Connection, plan: int, delta: Delta) -> None:
    """Change the plan, all but the versions of its grids, which ``stamp`` sets.

    The grids of ``delta.touched()`` are locked; so is the plan, if the delta is exclusive.

    Raises
    ------
    ConflictError
        If a row is not as the delta says it was before.
    CollisionError
        If a code of the delta was taken meanwhile.
    """
    for table, changed in ((grids, delta.grids), (microgrids, delta.microgrids)):
        for unit in changed:
            _set(conn, table, plan, unit)
        _refuse_taken(conn, table, plan, [unit.id for unit in changed if unit.takes_code])
    _move(conn, plan, [move for move in delta.atoms if move.before and move.after])
    _replace(conn, plan, [move for move in delta.atoms if not (move.before and move.after)])
    count(conn, plan, sorted(delta.touched()), [unit.id for unit in delta.microgrids])
    set_pieces(conn, plan, delta)


def stamp(conn: Connection, plan: int, delta: Delta, version: int) -> dict[str, Any]:
    """Give the changed grids their version; returns the changed units with their counts."""
    touched = sorted(delta.touched())
    rows = conn.execute(STAMP, {"plan": plan, "grids": touched, "version": version})
    named = [unit.id for unit in delta.microgrids]
    return {
        "grids": sorted(_dicts(rows), key=itemgetter("id")),
        "microgrids": changed_microgrids(conn, plan, touched, named),
    }


def set_pieces(conn: Connection, plan: int, delta: Delta) -> None:
    """Note of how many parts the grids consist now."""
    if delta.pieces:
        now = {grid: pieces for grid, (_, pieces) in delta.pieces.items()}
        keep_pieces(conn, plan, now)


def keep_pieces(conn: Connection, plan: int, pieces: Mapping[int, int]) -> None:
    """Note of how many parts each of some grids consists."""
    given = {"plan": plan, "grid": list(pieces), "pieces": list(pieces.values())}
    conn.execute(PIECES, given)


def count(
    conn: Connection, plan: int, touched: Collection[int], named: Collection[int] = ()
) -> None:
    """Sum up some grids, their micro-grids and those named, from their atoms."""
    given = {"plan": plan, "grids": list(touched)}
    conn.execute(COUNT_GRIDS, given)
    conn.execute(COUNT_MICROGRIDS, {**given, "microgrids": list(named)})


def changed_grids(conn: Connection, plan: int, numbers: Collection[int]) -> list[dict[str, Any]]:
    """Some grids as an answer shows them."""
    home = communities.c.code.label("community")
    rows = conn.execute(
        select(*(grids.c[name] for name in GRID_SHOWN), home)
        .join(communities, communities.c.id == grids.c.community)
        .where(grids.c.plan == plan, grids.c.id == func.any(list(numbers)))
        .order_by(grids.c.id)
    )
    return _dicts(rows)


def changed_microgrids(
    conn: Connection, plan: int, touched: Collection[int], named: Collection[int]
) -> list[dict[str, Any]]:
    """Live micro-grids of some grids, and those named, as an answer shows them."""
    own = microgrids.c.live & (microgrids.c.grid == func.any(list(touched)))
    rows = conn.execute(
        select(
            microgrids.c.id, microgrids.c.grid, microgrids.c.code, microgrids.c.live,
            microgrids.c.households, microgrids.c.residents, microgrids.c.atoms,
        )
        .where(microgrids.c.plan == plan, own | (microgrids.c.id == func.any(list(named))))
        .order_by(microgrids.c.id)
    )  # fmt: skip
    return _dicts(rows)


def _dicts(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [row._asdict() for row in rows]


def _refuse_taken(conn: Connection, table: Table, plan: int, numbers: list[int]) -> None:
    """See whether codes are taken now, rather than at the end of the transaction.

    There the constraint would wait for everybody who changes the row that has the code, and they
    for the plan, which is ours.
    """
    if not numbers:
        return
    own, other = table.alias(), table.alias()
    taken = select(own.c.code).join(
        other, and_(other.c.plan == own.c.plan, other.c.code == own.c.code, other.c.id != own.c.id)
    )
    taken = taken.where(own.c.plan == plan, own.c.id == func.any(numbers), own.c.live, other.c.live)
    if code := conn.execute(taken.limit(1)).scalar_one_or_none():
        raise CollisionError(f"the code {code} was taken meanwhile", f"编码{code}刚被使用")


def _set(conn: Connection, table: Table, plan: int, unit: Changed) -> None:
    """Change a unit where it is as it was; one that comes into being is written first."""
    key = (table.c.plan == plan) & (table.c.id == unit.id)
    matches = [table.c[name].is_not_distinct_from(value) for name, value in unit.before.items()]
    # The community of a grid never changes.
    fields = {name: value for name, value in unit.after.items() if name != "community"}
    done = conn.execute(update(table).where(key, *matches).values(**fields)).rowcount
    if done:
        return
    if unit.before == {"live": False}:
        counts = dict.fromkeys(_counts(table), 0)
        row = {"plan": plan, "id": unit.id, **counts, **unit.after}
        fresh = insert(table).values(**row).on_conflict_do_nothing(index_elements=["plan", "id"])
        done = conn.execute(fresh).rowcount
    if not done:
        raise ConflictError(f"{table.name[:-1]} {unit.id} was changed by somebody else")


def _counts(table: Table) -> tuple[str, ...]:
    common = ("households", "residents", "atoms")
    return (*common, "buildings", "pieces", "version") if table is grids else common


def _move(conn: Connection, plan: int, moves: list[Moved]) -> None:
    if not moves:
        return
    places = [(m.atom, *(m.before or ()), *(m.after or ())) for m in moves]
    values = map(list, zip(*places, strict=True))
    columns = dict(zip(("atom", "g0", "m0", "g1", "m1"), values, strict=True))
    if conn.execute(MOVE, {"plan": plan, **columns}).rowcount != len(moves):
        raise ConflictError("some of these atoms were moved by somebody else")


def _replace(conn: Connection, plan: int, moves: list[Moved]) -> None:
    """Let new atoms stand in for old ones, community by community."""
    if not moves:
        return
    retired = [(move.atom, *move.before) for move in moves if move.before]
    values = map(list, zip(*retired, strict=True))
    places = dict(zip(("atom", "grid", "microgrid"), values, strict=True))
    if conn.execute(HELD, {"plan": plan, **places}).scalar_one() != len(retired):
        raise ConflictError("some of these atoms were moved or cut by somebody else")
    home = _communities(conn, [move.atom for move in moves])
    for community in sorted(set(home.values())):
        own = [move for move in moves if home[move.atom] == community]
        fresh = [(move.atom, move.after) for move in own if move.after]
        conn.execute(
            REPLACE,
            {
                "plan": plan,
                "retired": [move.atom for move in own if move.before],
                "born": [atom for atom, _ in fresh],
                "grid": [grid for _, (grid, _) in fresh],
                "microgrid": [microgrid for _, (_, microgrid) in fresh],
            },
        )


def _communities(conn: Connection, numbers: list[int]) -> Mapping[int, int]:
    rows = conn.execute(
        select(atoms.c.id, atoms.c.community).where(atoms.c.id == func.any(numbers))
    )
    return {row.id: row.community for row in rows}
