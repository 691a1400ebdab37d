"""What is wrong with files, in both languages and with places on the map."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from gis.errors import Fault
from gis.files.layers import Layers
from gis.files.log import Notice
from gis.files.sentences import said

MOST = 500
NAMED = 20
"""Features that a notice names one by one."""
WGS84 = "EPSG:4326"
Place = tuple[float | None, float | None]
NOWHERE: Place = (None, None)
_SPOT = re.compile(r"\[(-?[\d.e+-]+) (-?[\d.e+-]+)")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that an import refuses (``error``) or only tells (``notice``).

    Parameters
    ----------
    count
        Features concerned; ``feature`` names the first of them.
    lon, lat
        WGS 84; None where there is no place, or the CRS is not known.
    """

    severity: str
    layer: str
    feature: str
    field: str
    value: str
    code: str
    zh: str
    en: str
    count: int = 1
    lon: float | None = None
    lat: float | None = None


def problems(checked: Layers, most: int = MOST) -> list[Problem]:
    """The faults and notices of a check, the faults first; at most so many."""
    places = _Places(checked)
    told = [_of_fault(one, places) for one in checked.log.faults[:most]]
    return told + [_of_notice(one, places) for one in checked.log.remarks[: most - len(told)]]


def _of_fault(fault: Fault, places: _Places) -> Problem:
    sentence = said(fault.remedy)
    lon, lat = places.of_fault(fault)
    return Problem(
        "error", fault.layer, fault.feature, fault.field, fault.value, sentence.code,
        sentence.zh, fault.remedy, 1, lon, lat,
    )  # fmt: skip


def _of_notice(notice: Notice, places: _Places) -> Problem:
    sentence = said(notice.text)
    first = notice.features[0] if notice.features else ""
    lon, lat = places.of_feature(notice.layer, first) if first else NOWHERE
    named = ", ".join(notice.features[:NAMED]) + ("..." if len(notice.features) > NAMED else "")
    return Problem(
        "notice", notice.layer, first, "", named if len(notice.features) > 1 else "",
        sentence.code, sentence.zh, notice.text, max(1, len(notice.features)), lon, lat,
    )  # fmt: skip


class _Places:
    """Finds features on the map; the ways from each CRS are worked out once."""

    def __init__(self, checked: Layers) -> None:
        self._given = checked.given
        self._common = None if checked.crs is None else _way(checked.crs)
        self._ways = {
            name: _way(shapes.crs)
            for name, (_, shapes) in checked.given.items()
            if shapes.crs is not None
        }

    def of_fault(self, fault: Fault) -> Place:
        """Where a fault is: the very spot if it names one, else its feature."""
        spot = _SPOT.search(fault.value) if fault.field == "geometry" else None
        if spot and self._common:
            return _degrees(self._common, float(spot[1]), float(spot[2]))
        return self.of_feature(fault.layer, fault.feature) if fault.feature else NOWHERE

    def of_feature(self, layer: str, feature: str) -> Place:
        """The middle of a feature, or of what a pair of them have in common."""
        if layer not in self._ways:
            return NOWHERE
        names, geometries = self._given[layer]
        found = (geometries.iloc[row] for row in _rows(feature, names))
        shapes = [one for one in found if one is not None and not one.is_empty]
        if not shapes:
            return NOWHERE
        xy = shapely.get_coordinates(_shared(shapes) if len(shapes) > 1 else shapes[0])
        xy = xy[np.isfinite(xy).all(axis=1)]
        if not len(xy):
            return NOWHERE
        # The middle of the bounds needs no valid geometry.
        x, y = (xy.min(axis=0) + xy.max(axis=0)) / 2
        return _degrees(self._ways[layer], x, y)


def _rows(feature: str, names: pd.Series) -> Sequence[int]:
    """The rows that a message means: a feature by its name, or a pair of them."""
    found = np.flatnonzero(names == feature)[:1]
    if found.size or " and " not in feature:
        return [int(row) for row in found]
    return [int(r) for part in feature.split(" and ") for r in np.flatnonzero(names == part)[:1]]


def _shared(shapes: Sequence[Any]) -> Any:
    """What two features have in common, or the first where that cannot be told."""
    one, other = shapes[:2]
    if not (one.is_valid and other.is_valid):
        return one
    common = shapely.intersection(one, other)
    return one if common.is_empty else common


def _way(crs: Any) -> Transformer:
    return Transformer.from_crs(crs, WGS84, always_xy=True)


def _degrees(way: Transformer, x: float, y: float) -> Place:
    lon, lat = way.transform(x, y)
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        return NOWHERE
    return round(float(lon), 7), round(float(lat), 7)
