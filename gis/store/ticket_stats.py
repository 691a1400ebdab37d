"""Figures of tickets by grid, category, desk, hour ...: each can be counted again from the rows.

Times count in whole seconds, as in every other count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    Row,
    and_,
    cast,
    extract,
    func,
    literal,
    literal_column,
    not_,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP, distinct_on

from gis.model.figures import Figures
from gis.model.questions import By, Question
from gis.model.tickets import Colour
from gis.store.colours import colour
from gis.store.conditions import conditions, key, whole
from gis.store.tables import jurisdictions, outlines, publications, ticket_categories, tickets


def figures(
    conn: Connection, question: Question, by: By, at: datetime, yellow_from: float
) -> tuple[list[Figures], Figures]:
    """Count tickets by something, and all of them.

    Parameters
    ----------
    at
        Of this instant is what is open, due and late.
    yellow_from
        Share of the time from which a ticket is yellow.
    """
    rows = _rows(question, by, whole(at), yellow_from)
    columns = [func.grouping(rows.c.key).label("all"), rows.c.key, *_counts(rows.c)]
    sets = func.grouping_sets(tuple_(rows.c.key), tuple_())
    # Two years of millions take ten seconds, twice what a statement may.
    conn.execute(text("set local statement_timeout = '30s'"))
    found = conn.execute(select(*columns).group_by(sets)).all()
    groups = [_figures(row) for row in found if not row.all]
    total = next(_figures(row) for row in found if row.all)
    return sorted(groups, key=lambda one: (one.key is None, one.key)), total


def names(conn: Connection, by: By, keys: Sequence[Any]) -> Mapping[Any, tuple[str, str | None]]:
    """Names (Chinese, and English where there are two) of grids, categories or jurisdictions."""
    if by is By.GRID:
        wanted = (
            select(
                outlines.c.code, outlines.c.properties["name"].astext,
                outlines.c.properties["name_en"].astext,
            )
            .join(publications, publications.c.id == outlines.c.publication)
            .where(outlines.c.level == "grid", outlines.c.code.in_(keys))
            .ext(distinct_on(outlines.c.code))
            .order_by(outlines.c.code, publications.c.valid_from.desc())
        )  # fmt: skip
    elif by is By.CATEGORY:
        table = ticket_categories.c
        wanted = select(table.id, table.name, table.name_en).where(table.id.in_(keys))
    elif by is By.JURISDICTION:
        nodes = jurisdictions.c
        wanted = select(nodes.code, nodes.name, literal(None)).where(nodes.code.in_(keys))
    else:
        return {}
    return {row[0]: (row[1] or str(row[0]), row[2]) for row in conn.execute(wanted)}


def _rows(question: Question, by: By, at: datetime, yellow_from: float) -> Any:
    """The tickets of a question with what is counted of them."""
    t = tickets.c
    then = cast(literal(at), TIMESTAMP(timezone=True))
    second: ColumnElement[str] = literal_column("'second'")
    reported, ended, limit = (
        func.date_trunc(second, time) for time in (t.reported_at, t.closed_at, t.due_at)
    )
    closed = and_(ended.is_not(None), ended <= then)
    due = func.coalesce(t.due_at < then, literal_column("false"))
    return (
        select(
            key(by, 9).label("key"),
            closed.label("closed"),
            due.label("due"),
            t.deferred,
            and_(closed, ended <= limit).label("in_time"),
            colour(at, yellow_from).label("colour"),
            (cast(extract("epoch", ended - reported), Double) / 60).label("minutes"),
        )
        .where(*conditions(question))
        .subquery()
    )


def _counts(c: Any) -> list[ColumnElement[Any]]:
    pressed = and_(c.due, not_(c.deferred))
    kinds = {
        "open": not_(c.closed),
        **{str(one): c.colour == str(one) for one in Colour},
        "closed": c.closed,
        "due": c.due,
        "deferred": and_(c.due, c.deferred),
        "closed_due": and_(pressed, c.closed),
        "on_time": and_(pressed, c.in_time),
    }
    median = func.percentile_cont(0.5).within_group(c.minutes).filter(c.closed)
    return [
        func.count().label("tickets"),
        *(func.count().filter(which).label(name) for name, which in kinds.items()),
        median.label("median_minutes"),
    ]


def _figures(row: Row[Any]) -> Figures:
    return Figures(**{name: getattr(row, name) for name in Figures.__dataclass_fields__})
