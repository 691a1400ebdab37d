"""How many connected parts each grid of a whole plan has."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sqlalchemy import Connection, text

FEET = text("SELECT atom, grid FROM assignments WHERE plan = :plan AND atom = foot ORDER BY atom")
LINKS = text("""
    SELECT e.low, e.high FROM assignments a
    JOIN edges e ON e.low = a.atom AND e.passable
    JOIN assignments b ON b.plan = a.plan AND b.atom = e.high AND b.grid = a.grid
    WHERE a.plan = :plan
""")


def count_pieces(conn: Connection, plan: int) -> dict[int, int]:
    """Grid -> parts of it that one can walk through, for every grid with atoms."""
    feet = np.array(conn.execute(FEET, {"plan": plan}).all(), dtype=np.int64).reshape(-1, 2)
    links = np.array(conn.execute(LINKS, {"plan": plan}).all(), dtype=np.int64).reshape(-1, 2)
    low, high = np.searchsorted(feet[:, 0], links).T
    size = len(feet)
    net = coo_array((np.ones(len(low)), (low, high)), shape=(size, size))
    part = connected_components(net, directed=False)[1]
    pairs = np.unique(np.column_stack([feet[:, 1], part]), axis=0)
    grid, count = np.unique(pairs[:, 0], return_counts=True)
    return dict(zip(grid.tolist(), count.tolist(), strict=True))
