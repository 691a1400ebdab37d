"""Tickets counted by the database: what every quicker way of counting must equal.

Times count in whole seconds, days and hours are China's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, Connection, Double, cast, func, literal, select, text

from gis.model.figures import Figures
from gis.model.questions import By, Question
from gis.monitor.hexes import Bounds, Indexes, ranges
from gis.monitor.pack_rows import DEGREE
from gis.monitor.tallies import finished
from gis.store.conditions import conditions, key, parent
from gis.store.tables import tickets
from gis.store.ticket_stats import figures


class SqlTallies:
    """Counts over a connection; sees what its transaction sees."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def tally(self, question: Question, *by: By, resolution: int = 9) -> pd.DataFrame:
        """Count the tickets of a question; see ``gis.workflow.tallies``."""
        keys = [key(one, resolution).label(str(one)) for one in by]
        query = select(*keys, func.count().label("count")).select_from(tickets)
        query = query.where(*conditions(question))
        if By.HEX in by:
            query = query.where(tickets.c.hex.is_not(None))
        query = query.group_by(*(text(str(place + 1)) for place in range(len(keys))))
        rows = self._conn.execute(query.having(func.count() > 0)).all()
        return finished(pd.DataFrame.from_records(rows, columns=[*map(str, by), "count"]), by)

    def counts(
        self, question: Question, hexes: Indexes, resolution: int
    ) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Count the tickets of a question in some hexagons; see ``gis.workflow.tallies``."""
        found = np.zeros(len(hexes), np.int64)
        if not len(hexes):
            return found
        low, high = ranges(hexes, resolution)
        upper = parent(tickets.c.hex, resolution)
        query = select(upper.label("hex"), func.count().label("count")).where(
            *conditions(question), tickets.c.hex >= int(low.min()), tickets.c.hex < int(high.max())
        )
        known = {int(one): place for place, one in enumerate(hexes)}
        for hexagon, count in self._conn.execute(query.group_by(upper)):
            if hexagon in known:
                found[known[hexagon]] = count
        return found

    def points(self, question: Question, bounds: Bounds | None = None) -> pd.DataFrame:
        """Where the tickets of a question are; see ``gis.workflow.tallies``."""
        t = tickets.c
        lon, lat = (
            cast(func.round(side * DEGREE), BigInteger) / literal(float(DEGREE), Double)
            for side in (func.st_x(t.geom), func.st_y(t.geom))
        )
        columns = [t.id, t.hex, lon.label("lon"), lat.label("lat"), t.stage]
        times = {"reported": t.reported_at, "closed": t.closed_at, "due": t.due_at}
        query = select(*columns, *(time.label(name) for name, time in times.items()))
        query = query.where(*conditions(replace(question, placed=True)))
        if bounds is not None:
            box = func.st_makeenvelope(*bounds, 4326)
            query = query.where(t.display.op("&&")(func.st_expand(func.st_transform(box, 3857), 1)))
            west, south, east, north = (round(side * DEGREE) / DEGREE for side in bounds)
            query = query.where(lon.between(west, east), lat.between(south, north))
        result = self._conn.execute(query)
        found = pd.DataFrame.from_records(result.all(), columns=list(result.keys()))
        for name in times:
            moments = pd.to_datetime(found[name], utc=True).dt.tz_localize(None)
            found[name] = moments.dt.floor("s").astype("datetime64[s]")
        return found.astype(
            {"id": np.int64, "hex": np.uint64, "lon": float, "lat": float, "stage": object}
        )

    def figures(
        self, question: Question, by: By, at: datetime, yellow_from: float
    ) -> tuple[list[Figures], Figures]:
        """Count how far the tickets of a question are; see ``gis.workflow.tallies``."""
        return figures(self._conn, question, by, at, yellow_from)
