"""What tickets are about: one list, replaced as a whole; tickets keep what they were."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from gis.model.tickets import TicketKind
from gis.store.tables import ticket_categories as table

Key = tuple[str, str]
"""Kind and code."""
_COLUMNS = ("kind", "code", "class_name", "name", "name_en", "limits", "unit")


@dataclass(frozen=True, slots=True)
class Category:
    """What a ticket can be about.

    Parameters
    ----------
    kind, code
        Which it is (GB/T 47678.5: two digits of the class, three of the type).
    class_name
        Name of the class.
    name, name_en
        Its own.
    limits
        Minutes by stage, where they differ from those of the configuration; None: no limit.
    unit
        The desk that such tickets go to at first.
    """

    kind: TicketKind
    code: str
    class_name: str
    name: str
    name_en: str
    limits: dict[str, int | None] = field(default_factory=dict)
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A category and its number; ``live``: whether new tickets may have it."""

    id: int
    live: bool
    category: Category


def lock(conn: Connection) -> None:
    """Let nobody else replace the list until the end of the transaction."""
    conn.execute(select(func.pg_advisory_xact_lock(func.hashtext("ticket_categories"))))


def listing(
    conn: Connection, *, live: bool | None = True, about: Collection[int] | None = None
) -> list[Stored]:
    """The list, by kind and code.

    Parameters
    ----------
    live
        Those for new tickets; False: those replaced; None: all.
    about
        Only those with these numbers.
    """
    wanted = select(table).order_by(table.c.kind, table.c.code)
    if about is not None:
        wanted = wanted.where(table.c.id.in_(about))
    if live is not None:
        wanted = wanted.where(table.c.live.is_(live))
    return [_stored(row) for row in conn.execute(wanted)]


def by_id(conn: Connection, number: int) -> Stored | None:
    """One category, whether it is live or not."""
    row = conn.execute(select(table).where(table.c.id == number)).one_or_none()
    return _stored(row) if row is not None else None


def ids(conn: Connection, keys: Collection[Key], *, live: bool | None = None) -> dict[Key, int]:
    """Numbers of categories; keys that nobody knows are left out.

    Parameters
    ----------
    live
        True: only those for new tickets.
    """
    if not keys:
        return {}
    wanted = select(table.c.kind, table.c.code, table.c.id)
    wanted = wanted.where(tuple_(table.c.kind, table.c.code).in_(sorted(set(keys))))
    if live is not None:
        wanted = wanted.where(table.c.live.is_(live))
    return {(row.kind, row.code): row.id for row in conn.execute(wanted)}


def meant(conn: Connection, kind: str, prefix: str = "") -> frozenset[int]:
    """Numbers of all categories of a kind whose code begins with ``prefix``: a class, or one."""
    wanted = select(table.c.id).where(table.c.kind == kind)
    wanted = wanted.where(table.c.code.startswith(prefix, autoescape=True))
    return frozenset(conn.execute(wanted).scalars())


def empty(conn: Connection) -> bool:
    """Whether there is no category at all."""
    return conn.execute(select(table.c.id).limit(1)).first() is None


def add(conn: Connection, wanted: Sequence[Category]) -> None:
    """Add categories that are not there; those of the same kind and code stay as they are."""
    rows = [{name: getattr(one, name) for name in _COLUMNS} | {"live": True} for one in wanted]
    conn.execute(insert(table).values(rows).on_conflict_do_nothing())


def replace(conn: Connection, wanted: Sequence[Category]) -> None:
    """Make this the list; what is not in it stays for the tickets that have it, not live."""
    kept = [(str(one.kind), one.code) for one in wanted]
    gone = update(table).values(live=False)
    if kept:
        gone = gone.where(tuple_(table.c.kind, table.c.code).not_in(kept))
    conn.execute(gone)
    if not wanted:
        return
    rows = [{name: getattr(one, name) for name in _COLUMNS} | {"live": True} for one in wanted]
    put = insert(table).values(rows)
    changed = {name: put.excluded[name] for name in (*_COLUMNS[2:], "live")}
    conn.execute(put.on_conflict_do_update(index_elements=["kind", "code"], set_=changed))


def _stored(row: Row[Any]) -> Stored:
    told = {name: getattr(row, name) for name in _COLUMNS}
    told["kind"] = TicketKind(told["kind"])
    return Stored(row.id, row.live, Category(**told))
