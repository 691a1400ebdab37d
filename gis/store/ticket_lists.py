"""Lists of tickets, page by page, and all of a question's for files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, tuple_

from gis.errors import ParameterError
from gis.model.questions import Question
from gis.store import ticket_reads
from gis.store.conditions import conditions
from gis.store.items import Box
from gis.store.tables import tickets
from gis.store.ticket_reads import Brief

MATCHED = 10_000
"""Tickets counted at most: a list tells how many there are as long as that is quick."""
EXPORTED = 200_000
"""Tickets in one file at most, where somebody waits for it."""
PART = 5_000
"""Tickets read at once for a file."""


class Sort(StrEnum):
    """In which order tickets are listed."""

    REPORTED = "reported_at"
    """The newest first."""
    DUE = "due_at"
    """What is due first; what is never due comes last."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Behind which ticket a page begins: when it was reported or due, and its id."""

    at: datetime | None
    id: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some tickets; ``following`` says where the next page begins, None at the end."""

    rows: Sequence[Brief]
    following: Mark | None


def page(
    conn: Connection, question: Question, sort: Sort, *, box: Box | None, after: Mark | None,
    most: int,
) -> Page:  # fmt: skip
    """One page of a question's tickets."""
    wanted = _narrowed(ticket_reads.briefs(conn, question.now), question, box)
    column = tickets.c[sort]
    if after is not None:
        wanted = wanted.where(_behind(sort, after))
    order = (
        (column.desc(), tickets.c.id.desc())
        if sort is Sort.REPORTED
        else (column.asc().nulls_last(), tickets.c.id)
    )
    found = [dict(row) for row in conn.execute(wanted.order_by(*order).limit(most + 1)).mappings()]
    rows = found[:most]
    more = len(found) > most
    return Page(rows, Mark(rows[-1][sort], rows[-1]["id"]) if more else None)


def matched(conn: Connection, question: Question, box: Box | None) -> int:
    """How many tickets a question has; ``MATCHED`` where there are so many or more."""
    some = _narrowed(select(tickets.c.id), question, box).limit(MATCHED).subquery()
    return int(conn.execute(select(func.count()).select_from(some)).scalar_one())


def parts(
    conn: Connection,
    question: Question,
    box: Box | None,
    *,
    texts: bool,
    most: int | None = None,
) -> Iterator[Sequence[Brief]]:
    """All tickets of a question in the order of their ids, some at a time.

    Parameters
    ----------
    texts
        Whether description and address are among the columns.
    most
        Raise ParameterError before giving more than so many; None: however many.
    """
    query = ticket_reads.briefs(conn, question.now).add_columns(
        tickets.c.source, tickets.c.external,
        *(tickets.c[name] for name in ("given_x", "given_y", "given_crs")),
    )  # fmt: skip
    if texts:
        query = query.add_columns(tickets.c.description, tickets.c.address)
    query = _narrowed(query, question, box).order_by(tickets.c.id).limit(PART)
    last, count = 0, 0
    while rows := conn.execute(query.where(tickets.c.id > last)).mappings().all():
        count += len(rows)
        if most is not None and count > most:
            raise ParameterError(
                f"more than {most:,} tickets; ask for less at once",
                f"超过 {most} 个事件，请缩小范围。",
            )
        yield [dict(row) for row in rows]
        last = rows[-1]["id"]


def _narrowed(query: Select[Any], question: Question, box: Box | None) -> Select[Any]:
    query = query.where(*conditions(question))
    if box is not None:
        at = box.mercator()
        corners = [at[name] for name in ("west", "south", "east", "north")]
        query = query.where(
            tickets.c.display.op("&&")(func.ST_MakeEnvelope(*corners, 3857)),
        )
    return query


def _behind(sort: Sort, after: Mark) -> ColumnElement[bool]:
    own = tickets.c.id
    if sort is Sort.REPORTED:
        return tuple_(tickets.c.reported_at, own) < (after.at, after.id)
    due = tickets.c.due_at
    if after.at is None:
        return and_(due.is_(None), own > after.id)
    return or_(tuple_(due, own) > (after.at, after.id), due.is_(None))
