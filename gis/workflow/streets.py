"""The networks of the towns in force, made once and kept as long as there is room for them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer
from sqlalchemy import Connection

from gis.geometry.crossings import Barriers
from gis.geometry.plane import Geometries, Plane
from gis.monitor.network import DRIVE, WALK, Access
from gis.monitor.reach import Ways
from gis.monitor.weave import weave
from gis.store import network as store

MOST = 4
"""Towns kept at the same time."""


class Mode(StrEnum):
    """How one moves."""

    WALK = "walk"
    DRIVE = "drive"


SPEEDS = {Mode.WALK: WALK, Mode.DRIVE: DRIVE}


@dataclass(frozen=True)
class Streets:
    """The network of a dataset and its homes, in metres of a plane.

    Parameters
    ----------
    barriers
        What the network is made of when it is first asked for.
    homes
        Buildings with households, as ``store.network.homes`` gives them.
    communities
        Outlines by code.
    """

    plane: Plane
    system: CRS
    barriers: Barriers
    homes: pd.DataFrame
    communities: dict[str, Any]

    @cached_property
    def ways(self) -> dict[Mode, Ways]:
        """The network, on foot and by car."""
        network = weave(self.barriers)
        return {mode: Ways(network, speeds) for mode, speeds in SPEEDS.items()}

    @cached_property
    def points(self) -> Geometries:
        """(h,) where the homes are."""
        return self.plane.forward(shapely.points(self.homes[["x", "y"]].to_numpy(float)))

    @cached_property
    def by_foot(self) -> Access:
        """How the homes are joined to the streets one walks on."""
        return self.ways[Mode.WALK].connect(self.points)

    @cached_property
    def by_car(self) -> Access:
        """The same for those one drives on."""
        return self.ways[Mode.DRIVE].connect(self.points)

    def joined(self, mode: Mode) -> Access:
        """How the homes are joined."""
        return self.by_foot if mode is Mode.WALK else self.by_car

    def placed(self, lon: Any, lat: Any) -> Geometries:
        """Points given in degrees."""
        forth = Transformer.from_crs(4326, self.system, always_xy=True)
        return self.plane.forward(shapely.points(*forth.transform(lon, lat)))

    def degrees(self, shapes: Geometries) -> Geometries:
        """Shapes of the plane in degrees (WGS 84)."""
        back = gpd.GeoSeries(self.plane.inverse(shapes), crs=self.system).to_crs(4326)
        return np.asarray(back.to_numpy(), dtype=object)


class Towns:
    """Streets by dataset, those used last; for many threads. A dataset never changes."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[int, Streets] = OrderedDict()
        self._grids: OrderedDict[int, pd.DataFrame] = OrderedDict()
        self._lock = threading.Lock()

    def streets(self, conn: Connection, dataset: int) -> Streets:
        """The streets of a dataset."""
        # One after the other: two who want the same would do the work twice.
        with self._lock:
            streets: Streets = _kept(self._kept, dataset, lambda: read(conn, dataset), self._most)
            return streets

    def grids(self, conn: Connection, plan: int) -> pd.DataFrame:
        """Households of each home in each grid of a plan that was published: it stays so."""
        with self._lock:
            make = store.grids_of_homes
            return _kept(self._grids, plan, lambda: make(conn, plan), 4 * self._most)


def _kept(kept: OrderedDict[int, Any], key: int, make: Any, most: int) -> Any:
    if key not in kept:
        kept[key] = make()
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
    return kept[key]


def read(conn: Connection, dataset: int) -> Streets:
    """Read what the network of a dataset is made of."""
    lines, crossings = store.lines(conn, dataset)
    outlines = store.communities(conn, dataset)
    bounds = shapely.total_bounds(np.array(list(outlines.values()), dtype=object))
    plane = Plane.of(lines.crs, tuple(float(one) for one in bounds))  # type: ignore[arg-type]
    barriers = Barriers(
        plane.forward(lines.geometry.to_numpy()),
        lines["class"].to_numpy(object),
        lines["name"].to_numpy(object),
        lines["crossable"].fillna(value=False).to_numpy(bool),
        plane.forward(crossings.to_numpy()),
    )
    return Streets(plane, lines.crs, barriers, store.homes(conn, dataset), outlines)
