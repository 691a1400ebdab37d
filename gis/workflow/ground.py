"""The grids in force with their neighbours and hexagons, kept until another plan is in force."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import h3.api.numpy_int as h3
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from sqlalchemy import Connection

from gis.model import covers
from gis.monitor.neighbours import Sparse, contiguity, covering
from gis.store import grids_in_force, inforce

_DEGREES = Transformer.from_crs(3857, 4326, always_xy=True)


@dataclass(frozen=True)
class Ground:
    """Grids in force.

    Parameters
    ----------
    number
        Of the last publication.
    grids
        As ``grids_in_force.read`` gives them, without geometry; indexed by code.
    neighbours
        Which of them share a border.
    """

    number: int
    grids: pd.DataFrame
    neighbours: Sparse
    _polygons: NDArray[np.object_]
    _hexes: dict[int, tuple[NDArray[np.uint64], NDArray[np.int64]]] = field(default_factory=dict)

    def among(self, jurisdictions: Collection[str]) -> NDArray[np.int64]:
        """Positions of the grids at and below some jurisdictions."""
        places = self.grids["community"].unique()
        seen = [one for one in places if any(covers(code, one) for code in jurisdictions)]
        return np.flatnonzero(self.grids["community"].isin(seen).to_numpy())

    def hexes(self, resolution: int, grids: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Hexagons whose middles lie in these grids, ascending."""
        if resolution not in self._hexes:
            degrees = shapely.transform(self._polygons, _in_degrees)
            self._hexes[resolution] = covering(degrees, resolution)
        found, owner = self._hexes[resolution]
        return found[np.isin(owner, grids)]


class Grounds:
    """The ground as of now, read anew only when another plan is in force; for many threads."""

    def __init__(self) -> None:
        self._known: Ground | None = None
        self._lock = threading.Lock()

    def of(self, conn: Connection) -> Ground:
        """The grids in force."""
        number = inforce.number(conn)
        known = self._known
        if known is not None and known.number == number:
            return known
        # Who comes meanwhile waits for the same.
        with self._lock:
            if self._known is None or self._known.number != number:
                self._known = _read(conn, number)
            return self._known


def middles(hexes: NDArray[np.uint64]) -> NDArray[np.float64]:
    """(n, 2) longitude and latitude of the middles of hexagons."""
    found = [h3.cell_to_latlng(one)[::-1] for one in hexes]
    return np.array(found, dtype=np.float64).reshape(-1, 2)


def _read(conn: Connection, number: int) -> Ground:
    found = grids_in_force.read(conn)
    polygons = found["geometry"].to_numpy()
    grids = found.drop(columns="geometry").set_index("code", drop=False)
    return Ground(number, grids, contiguity(polygons), polygons)


def _in_degrees(xy: Any) -> Any:
    return np.column_stack(_DEGREES.transform(xy[:, 0], xy[:, 1]))
