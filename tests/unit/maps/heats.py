"""Heat drawn up by hand: three hexagons in a row, two grids, three months."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import h3.api.numpy_int as h3
import numpy as np
import pandas as pd
import shapely

from gis.maps.heat_page import Heat

MIDDLE = h3.latlng_to_cell(30.62, 113.93, 9)
HEXES = np.sort(np.array([MIDDLE, *sorted(h3.grid_ring(MIDDLE, 1))[:2]], dtype=np.uint64))


def heat(**more: Any) -> Heat:
    """Sixty tickets; nobody knows how many live in the second grid."""
    grids = pd.DataFrame(
        {
            "code": ["990121100201001", "990121100201002"],
            "name": ["东街第一网格", "</script><b>"],
            "name_en": ["East 1", "East 2"],
            "households": [400.0, np.nan],
            "geometry": [
                shapely.box(113.92, 30.61, 113.93, 30.63), shapely.box(113.93, 30.61, 113.94, 30.63)
            ],
        }
    )  # fmt: skip
    made = Heat(
        name="东街街道",
        name_en="East Street",
        asked="2026-01-01 至 2026-03-31",
        asked_en="2026-01-01 to 2026-03-31",
        step="month",
        at=["2026-01-01", "2026-02-01", "2026-03-01"],
        until=["2026-01-31", "2026-02-28", "2026-03-31"],
        totals=[10, 0, 50],
        resolution=9,
        hexes=HEXES,
        counts=[np.array([[0, 4], [1, 6]]), np.empty((0, 2), dtype=int), np.array([[2, 50]])],
        grids=grids,
        grid_counts=[np.array([[0, 8]]), np.empty((0, 2), dtype=int), np.array([[0, 40], [1, 10]])],
        made_at=datetime(2026, 4, 1, 8, tzinfo=UTC),
    )
    return replace(made, **more)
