"""How urgent a ticket is, as SQL; ``gis.monitor.stages.colour`` says the same.

Times count in whole seconds, as in every other count.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Double, and_, case, func, literal, null, or_

from gis.model.tickets import Colour
from gis.store.tables import tickets


def colour(now: datetime, share: float) -> ColumnElement[str | None]:
    """Colour of a row of ``tickets`` at an instant; null for what is closed then.

    Parameters
    ----------
    share
        ``yellow_from`` of the configuration.
    """
    then = literal(float(int(now.timestamp())), Double)
    reported, due, closed = (
        func.floor(func.date_part("epoch", time))
        for time in (tickets.c.reported_at, tickets.c.due_at, tickets.c.closed_at)
    )
    soon = reported + (due - reported) * literal(share, Double)
    return case(
        (and_(closed.is_not(None), closed <= then), null()),
        (or_(due.is_(None), then < soon), literal(Colour.GREEN.value)),
        (then <= due, literal(Colour.YELLOW.value)),
        else_=literal(Colour.RED.value),
    )
