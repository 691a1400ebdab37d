"""A board of squares of 100 metres, row by row."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely


def board(side: int) -> Any:
    """(side * side,) squares, the south-western one first."""
    x, y = (100 * one.ravel() for one in np.meshgrid(np.arange(side), np.arange(side)))
    return shapely.box(x, y, x + 100, y + 100)
