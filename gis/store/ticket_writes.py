"""Every write to tickets: their rows, their place, and the numbers of their changes.

Numbers come from the one row of ``ticket_clock``, which is locked last of all: who holds it only
writes what is ready, and whoever reads up to a number has missed nothing before it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Row,
    column,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy import (
    delete as delete_from,
)
from sqlalchemy import (
    insert as insert_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from gis.model import ROOT
from gis.store import events, ticket_arrivals
from gis.store.tables import (
    ticket_clock,
    ticket_departures,
    ticket_keys,
    ticket_photos,
    ticket_receipts,
    tickets,
)
from gis.store.ticket_arrivals import PLACE, Ints
from gis.store.ticket_places import locate

Flags = NDArray[np.bool_]
MOST = 20_000
"""Tickets written in one transaction, so that others do not wait for the clock."""
_NEVER = frozenset({"id", "reported_at", "source", "external", "change", "display", "geom", "hex"})
_FROM_PLACE = ("grid_outline", "microgrid_outline", "grid", "microgrid")
_WRITTEN = tuple(one.name for one in tickets.c if one.name not in {"display", "change"})


@dataclass(frozen=True, slots=True)
class Inserted:
    """What became of rows that were to be inserted, in their order.

    Parameters
    ----------
    ids
        Of the tickets, new or known.
    new
        False where the same external id of the same source was there before.
    foreign
        True for what lies where it may not be put; it is not stored, and its id is 0.
    """

    ids: Ints
    new: Flags
    foreign: Flags


def insert(conn: Connection, rows: pd.DataFrame, *, within: Collection[str] = (ROOT,)) -> Inserted:
    """Store tickets; one whose source and external id are known already is left as it is.

    Parameters
    ----------
    rows
        At most ``MOST``. Columns of ``tickets``, and ``lon`` and ``lat`` (degrees of WGS 84)
        where the position is good; those that may be null can be left out. ``jurisdiction`` is
        to whom it was reported: the community of its grid takes its place.
    within
        Jurisdictions at or below which they must lie.
    """
    if rows.empty:
        return Inserted(*(np.zeros(0, dtype=kind) for kind in (np.int64, bool, bool)))
    ticket_arrivals.open_months(conn, rows["reported_at"])
    numbers = np.array(
        conn.execute(
            text("select nextval('ticket_numbers') from generate_series(1, :count)"),
            {"count": len(rows)},
        ).scalars().all(),
        dtype=np.int64,
    )  # fmt: skip
    ticket_arrivals.stage(conn, rows.assign(id=numbers, change=range(1, len(rows) + 1)))
    known = ticket_arrivals.claim(conn)
    locate(conn)
    foreign = ticket_arrivals.turn_away(conn, within)
    if len(foreign):
        free = ticket_keys.c.ticket.in_(numbers[foreign - 1].tolist())
        conn.execute(delete_from(ticket_keys).where(free))
    if count := len(rows) - len(known) - len(foreign):
        last = forward(conn, count)
        conn.execute(text(_INSERT), {"before": last - count})
        events.announce_tickets(conn, last)
    places = np.arange(1, len(rows) + 1)
    ids, gone = numbers.copy(), np.isin(places, foreign)
    ids[np.fromiter(known, dtype=np.int64) - 1] = list(known.values())
    ids[gone] = 0
    return Inserted(ids, ~gone & ~np.isin(places, list(known)), gone)


def change(conn: Connection, ids: Collection[int], values: Mapping[str, Any]) -> list[int]:
    """Set the same values for some tickets; not their place, for which see ``rewrite``.

    Parameters
    ----------
    values
        By column; SQL expressions over columns of ``tickets`` may stand for values.

    Returns
    -------
    Ids of those that are there.
    """
    if bad := _NEVER & values.keys():
        raise ValueError(f"never changed like this: {sorted(bad)}")
    locked = lock(conn, ids)
    if not locked:
        return []
    last = forward(conn, len(locked))
    numbered = _numbered(locked, last)
    conn.execute(
        update(tickets)
        .where(tickets.c.id == numbered.c.id, tickets.c.reported_at == numbered.c.reported_at)
        .values(**values, change=numbered.c.change)
    )
    events.announce_tickets(conn, last)
    return [row.id for row in locked]


def rewrite(
    conn: Connection, rows: pd.DataFrame, *, within: Collection[str] = (ROOT,)
) -> list[int]:
    """Set each ticket's own values, and find its grid anew where its position is among them.

    Parameters
    ----------
    rows
        ``id``, each once, and the columns to set; with ``position`` also ``lon`` and ``lat``.
    within
        Jurisdictions at or below which they must lie afterwards; others stay as they are.

    Returns
    -------
    Ids of those that are there and were written.
    """
    locked = lock(conn, rows["id"].tolist())
    if not locked:
        return []
    reported = {row.id: row.reported_at for row in locked}
    own = rows[rows["id"].isin(list(reported))]
    ticket_arrivals.stage(
        conn, own.assign(reported_at=own["id"].map(reported), change=range(1, len(own) + 1))
    )
    sets = [f"{name} = a.{name}" for name in own.columns if name not in {*_NEVER, *PLACE}]
    moves = "position" in own
    if moves:
        locate(conn)
        home = "a" if "jurisdiction" in own else "t"
        sets = [one for one in sets if not one.startswith("jurisdiction ")]
        sets += ["geom = a.geom", "hex = a.hex"]
        sets += [f"jurisdiction = coalesce(l.community, {home}.jurisdiction)"]
        sets += [f"{name} = l.{name}" for name in _FROM_PLACE]
        own = own.drop(own.index[ticket_arrivals.turn_away(conn, within) - 1])
    if not own.empty:
        last = forward(conn, len(own))
        statement = _REWRITE.format(sets=", ".join(sets), found=_LOCATED if moves else "")
        conn.execute(text(statement), {"before": last - len(own)})
        events.announce_tickets(conn, last)
    return sorted(own["id"].tolist())


def delete(conn: Connection, ids: Collection[int]) -> list[int]:
    """Remove tickets and what hangs on them; followers hear of it."""
    locked = lock(conn, ids)
    if not locked:
        return []
    gone = [row.id for row in locked]
    for table in (ticket_keys, ticket_photos, ticket_receipts):
        conn.execute(delete_from(table).where(table.c.ticket.in_(gone)))
    last = forward(conn, len(locked))
    numbered = _numbered(locked, last)
    conn.execute(
        insert_(ticket_departures).from_select(
            ["change", "ticket", "jurisdiction"],
            select(numbered.c.change, tickets.c.id, tickets.c.jurisdiction).where(
                tickets.c.id == numbered.c.id, tickets.c.reported_at == numbered.c.reported_at
            ),
        )
    )
    times = {row.reported_at for row in locked}
    conn.execute(
        delete_from(tickets).where(tickets.c.id.in_(gone), tickets.c.reported_at.in_(times))
    )
    events.announce_tickets(conn, last)
    return gone


def lock(conn: Connection, ids: Collection[int]) -> list[Row[Any]]:
    """Keep tickets as they are until the end of the transaction: ids and times, by id."""
    wanted = (
        select(tickets.c.id, tickets.c.reported_at)
        .where(tickets.c.id == func.any(literal(sorted(set(ids)), ARRAY(BigInteger))))
        .order_by(tickets.c.id)
        .with_for_update()
    )
    return list(conn.execute(wanted))


def forward(conn: Connection, changes: int) -> int:
    """Lock the clock and set it forward; returns the last number."""
    ahead = update(ticket_clock).values(number=ticket_clock.c.number + changes)
    return int(conn.execute(ahead.returning(ticket_clock.c.number)).scalar_one())


def _numbered(locked: list[Row[Any]], last: int) -> Any:
    """Locked tickets with the numbers of their change, as a table."""
    first = last - len(locked) + 1
    return (
        func.unnest(
            literal([row.id for row in locked], ARRAY(BigInteger)),
            literal([row.reported_at for row in locked], ARRAY(DateTime(timezone=True))),
            literal(list(range(first, last + 1)), ARRAY(BigInteger)),
        )
        .table_valued(
            column("id", BigInteger),
            column("reported_at", DateTime(timezone=True)),
            column("change", BigInteger),
            name="numbered",
        )
        .render_derived()
    )


_LOCATED = "left join pg_temp.located l on l.id = a.id"
_FOUND = ("jurisdiction", *_FROM_PLACE)
_INSERT = """
insert into tickets ({columns}, change, {found})
select {values}, :before + row_number() over (order by a.change),
    coalesce(l.community, a.jurisdiction), {places}
from pg_temp.arriving a {located}
""".format(
    located=_LOCATED,
    columns=", ".join(name for name in _WRITTEN if name not in _FOUND),
    values=", ".join(f"a.{name}" for name in _WRITTEN if name not in _FOUND),
    found=", ".join(_FOUND),
    places=", ".join(f"l.{name}" for name in _FROM_PLACE),
)
_REWRITE = """
update tickets t set {sets}, change = :before + a.change
from pg_temp.arriving a {found}
where t.id = a.id and t.reported_at = a.reported_at
"""
