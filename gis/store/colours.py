"""How urgent a ticket is, as SQL; ``gis.monitor.stages.colour`` says the same."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Interval, and_, case, cast, func, literal, null, or_
from sqlalchemy.dialects.postgresql import TIMESTAMP

from gis.model.tickets import Colour
from gis.store.tables import tickets


def colour(now: datetime, share: float) -> ColumnElement[str | None]:
    """Colour of a row of ``tickets`` at an instant; null for what is closed then.

    Parameters
    ----------
    share
        ``yellow_from`` of the configuration.
    """
    then = cast(literal(now), TIMESTAMP(timezone=True))
    reported, due, closed = tickets.c.reported_at, tickets.c.due_at, tickets.c.closed_at
    allowed = func.extract("epoch", due) - func.extract("epoch", reported)
    soon = reported + func.make_interval(0, 0, 0, 0, 0, 0, allowed * share, type_=Interval)
    return case(
        (and_(closed.is_not(None), closed <= then), null()),
        (or_(due.is_(None), then < soon), literal(Colour.GREEN.value)),
        (then <= due, literal(Colour.YELLOW.value)),
        else_=literal(Colour.RED.value),
    )
