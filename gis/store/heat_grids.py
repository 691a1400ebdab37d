"""Tickets counted anew on the outlines of any plan, wherever they were counted in their day."""

from __future__ import annotations

from collections import Counter

import pandas as pd
from geoalchemy2 import Geometry
from sqlalchemy import Connection, Integer, column, func, select, text, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from gis.model.questions import Question
from gis.store.conditions import conditions
from gis.store.shapes import grid_outlines
from gis.store.tables import communities, grids, tickets


def counted(conn: Connection, question: Question, plan: int, *, published: bool) -> pd.DataFrame:
    """Every grid of a plan, and the question's tickets inside of its outline.

    The outlines of a draft must be fresh: see ``shapes``.

    Parameters
    ----------
    published
        Whether the plan's outlines are those of its publication.

    Returns
    -------
    DataFrame
        ``grid``, ``name``, ``name_en``, ``community``, ``households``, ``lon`` and ``lat`` of a
        point inside in degrees of WGS 84, ``count``; by the codes of the grids. A ticket on a
        border counts in the grid of the smallest code.
    """
    drawn = text(grid_outlines(published=published) + " is not null").columns(
        column("unit", Integer), column("display", Geometry)
    )
    outline = drawn.subquery("outline")
    t = tickets.c
    inside = func.st_contains(outline.c.display, t.display)
    held = (
        select(
            func.count().filter(inside).label("count"),
            func.array_agg(aggregate_order_by(t.id, t.id)).filter(~inside).label("border"),
        )
        .where(*conditions(question), t.display.op("&&")(outline.c.display))
        .where(func.st_intersects(outline.c.display, t.display))
        .lateral("held")
    )
    middle = func.st_transform(func.st_pointonsurface(outline.c.display), 4326)
    query = (
        select(
            grids.c.code.label("grid"), grids.c.name, grids.c.name_en,
            communities.c.code.label("community"), grids.c.households,
            func.st_x(middle).label("lon"), func.st_y(middle).label("lat"),
            held.c.count, held.c.border,
        )
        .select_from(outline)
        .join(grids, (grids.c.plan == plan) & (grids.c.id == outline.c.unit) & grids.c.live)
        .join(communities, communities.c.id == grids.c.community)
        .join(held, true())
        .order_by(grids.c.code)
    )  # fmt: skip
    result = conn.execute(query, {"plan": plan})
    found = pd.DataFrame.from_records(result.all(), columns=list(result.keys()))
    first: dict[int, str] = {}
    for code, border in zip(found["grid"], found["border"], strict=True):
        for ticket in border or ():
            first.setdefault(ticket, code)
    more = found["grid"].map(Counter(first.values())).fillna(0).astype(int)
    return found.assign(count=found["count"] + more).drop(columns="border")
