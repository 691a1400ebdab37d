"""Check the layers of a town together, and bring them into the form of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from gis.errors import UnusableInputError
from gis.files import columns, keys, places, planes, shapes
from gis.files.attributes import fill
from gis.files.log import Log
from gis.files.reading import Reading
from gis.frames import INPUT_LAYERS
from gis.geometry.plane import Plane


@dataclass
class Layers:
    """The way of every layer from its file into a ``Town``; faults and notices go to ``log``.

    Parameters
    ----------
    readings
        What a person has decided about layers; the others are recognised by their names.
    given
        Filled with each layer as it came, so that whoever tells of a fault can say where it is:
        what its features are called, and their geometries in the file's own coordinates.
    crs
        Filled with that of the communities, to which the other layers are brought.
    """

    log: Log
    by: str = "households"
    drop_personal: bool = False
    readings: Mapping[str, Reading] = field(default_factory=dict)
    given: dict[str, tuple[pd.Series, gpd.GeoSeries]] = field(default_factory=dict)
    crs: CRS | None = None
    names: dict[str, pd.Series] = field(default_factory=dict)
    sound: dict[str, NDArray[np.bool_]] = field(default_factory=dict)

    def check(self, raw: dict[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
        """Checked frames of every layer of the contract, empty ones for those not given.

        Raises
        ------
        UnusableInputError
            With every fault, those met before included.
        """
        frames = {name: self._named(name, raw[name]) for name in INPUT_LAYERS if name in raw}
        for name in ("communities", "buildings"):
            if name in frames and frames[name].empty:
                self.log.fault(name, "the layer is empty; there is nothing to plan")
        located = {n: f for n, f in frames.items() if planes.check(n, f, self.log)}
        crs = self.crs = _flat_crs(located["communities"].crs) if "communities" in located else None
        if crs is not None:
            located = {
                n: planes.unify(n, f, self.names[n], crs, self.log) for n, f in located.items()
            }
        plane = _plane(located["communities"]) if crs is not None else None
        square = float(np.prod(plane.scale)) if plane else 1.0
        for name, frame in frames.items():
            frames[name] = self._shaped(name, located.get(name, frame), square)
        self._placed({n: f for n, f in frames.items() if n in located})
        for name, frame in frames.items():
            if set(columns.REQUIRED[name]) <= set(frame.columns):
                frames[name] = fill(name, frame, self.names[name], self.by, self.log)
        self.log.stop()
        return {name: _sorted(name, frames.get(name), crs) for name in INPUT_LAYERS}

    def looked(self, raw: dict[str, gpd.GeoDataFrame]) -> Self:
        """Check as ``check`` does, but keep what is wrong instead of raising it."""
        with suppress(UnusableInputError):
            self.check(raw)
        return self

    def _named(self, name: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        frame = frame.reset_index(drop=True)
        frame.columns = [str(column) for column in frame.columns]
        frame = self._located(name, frame)
        whole = set(frame.columns)
        frame = columns.personal(
            name, frame, self.log, drop=self.drop_personal, keep=self._keys(name)
        )
        frame = self._columns(name, frame, left_out=whole.difference(frame.columns))
        self.names[name] = keys.row_names(name, frame)
        self.given[name] = (self.names[name], frame.geometry)
        return frame

    def _located(self, name: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """The frame in the CRS that a person gave, if so."""
        chosen = self.readings.get(name)
        if chosen is None or chosen.crs is None:
            return frame
        try:
            return frame.set_crs(CRS.from_user_input(chosen.crs), allow_override=True)
        except CRSError:
            remedy = f"{chosen.crs!r} is no coordinate reference system that is known here"
            self.log.fault(name, remedy, field="crs", value=chosen.crs)
            return frame

    def _keys(self, name: str) -> list[str]:
        """Columns that a person has named as ids: codes of 11 digits look like phone numbers."""
        chosen = self.readings.get(name)
        named = {} if chosen is None else chosen.columns or {}
        keys = [theirs for ours, theirs in named.items() if ours in {"id", "code"}]
        return [column for column in keys if not columns.suspicious_name(column)]

    def _columns(self, name: str, frame: gpd.GeoDataFrame, left_out: set[str]) -> gpd.GeoDataFrame:
        chosen = self.readings.get(name)
        if chosen is None or chosen.columns is None:
            return columns.rename(name, frame, self.log)
        # What was left out on purpose is not missed.
        wanted = {n: theirs for n, theirs in chosen.columns.items() if theirs not in left_out}
        return columns.settle(name, frame, wanted, self.log)

    def _shaped(self, name: str, frame: gpd.GeoDataFrame, square: float) -> gpd.GeoDataFrame:
        names = self.names[name]
        frame, self.sound[name] = shapes.check(name, frame, names, self.log, square=square)
        self.names[name] = names.reindex(frame.index).reset_index(drop=True)
        return frame.reset_index(drop=True)

    def _placed(self, frames: dict[str, gpd.GeoDataFrame]) -> None:
        """Check where layers lie to each other, as far as their geometries are sound."""
        sound = {n: (f[self.sound[n]], self.names[n][self.sound[n]]) for n, f in frames.items()}
        communities, names = sound.get("communities", (None, None))
        if communities is None or communities.empty:
            return
        plane = _plane(communities)
        home = np.zeros(len(communities), dtype=bool)
        if "buildings" in sound and len(sound["buildings"][0]):
            middle = np.median(shapely.get_coordinates(
                shapely.centroid(sound["buildings"][0].geometry.array)), axis=0)  # fmt: skip
            reach = shapely.distance(
                plane.forward(communities.geometry.array),
                plane.forward([shapely.Point(middle)])[0],
            )
            home = reach <= max(float(reach.min()), places.ISOLATED)
        away = places.isolated(communities, names, plane, home, self.log)
        whole = self.sound["communities"].all() and not away.any()
        communities, names = communities[~away], names[~away]
        places.overlaps(communities, names, plane, self.log)
        for name, (frame, own) in sound.items():
            if name == "buildings":
                if not whole:
                    # Without its community every building there would be told as a stray.
                    continue
                places.outside(frame, own, communities, plane, self.log)
            elif name != "communities":
                places.distant(name, frame, own, communities, plane, self.log)


def _plane(frame: gpd.GeoDataFrame) -> Plane:
    """Metres around the middle of a frame that has coordinates."""
    x, y = planes.middle_of(frame) or (0.0, 0.0)
    return Plane.of(CRS(frame.crs), (x, y, x, y))


def _flat_crs(crs: CRS) -> CRS:
    """The horizontal part of a CRS."""
    return CRS(crs.sub_crs_list[0] if crs.is_compound else crs).to_2d()


def _sorted(name: str, frame: gpd.GeoDataFrame | None, crs: Any) -> gpd.GeoDataFrame:
    """The frame in an order that does not depend on the file's."""
    if frame is None:
        empty = gpd.GeoDataFrame(geometry=gpd.GeoSeries([], crs=crs))
        frame = fill(name, empty, pd.Series([], dtype=object), "households", Log())
    own = list(INPUT_LAYERS[name])
    frame = frame[[*own, *[c for c in frame if c not in {*own, "geometry"}], "geometry"]]
    key = [frame[c] for c in own if c in {"id", "code"}]
    if not key or not key[0].is_unique:
        texts = [frame[c].astype(str) for c in own if c not in {"id", "code"}]
        key = [*key, frame.geometry.to_wkb(hex=True).fillna(""), *texts]
    table = pd.concat(key, axis=1, keys=range(len(key)))
    order = table.sort_values(list(table.columns), kind="stable").index
    return frame.loc[order].reset_index(drop=True)
