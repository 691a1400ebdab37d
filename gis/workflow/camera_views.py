"""What cameras see between the buildings that are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from sqlalchemy import Connection

from gis.geometry.plane import Plane
from gis.model.cameras import CameraKind, Sector
from gis.monitor import directions
from gis.monitor.views import SIGHT, sectors_of, views
from gis.store import camera_reads
from gis.store import cameras as store
from gis.store.camera_reads import Wanted

BIN = 10_000.0
"""Metres of web mercator: cameras in one such square share a plane and the buildings read."""
_MERCATOR = CRS.from_epsg(3857)
_TO_MERCATOR = Transformer.from_crs(4326, 3857, always_xy=True)


def sights(conn: Connection, cameras: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """Work out what each camera sees.

    Parameters
    ----------
    cameras
        With ``lon``, ``lat``, ``kind``, ``direction``, ``given_direction``, ``fov`` and ``range``.

    Returns
    -------
    Hexadecimal WKB in metres of web mercator; None where it is not known.
    """
    found: list[str | None] = [None] * len(cameras)
    if not cameras:
        return found
    lon, lat = ([float(one[name]) for one in cameras] for name in ("lon", "lat"))
    eyes = np.column_stack(_TO_MERCATOR.transform(lon, lat))
    for group in _neighbours(eyes):
        own = [cameras[at] for at in group]
        for at, shape in zip(group, _seen(conn, own, eyes[group]), strict=True):
            found[at] = None if shape is None else shapely.to_wkb(shape, hex=True)
    return found


def renew(conn: Connection, communities: Collection[str]) -> int:
    """Work out anew what the cameras of communities see; returns how many.

    For when another plan is in force there: it may stand on other buildings.
    """
    rows = camera_reads.listing(conn, Wanted(tuple(communities)))
    for first in range(0, len(rows), store.CHUNK):
        own = [dict(row) for row in rows[first : first + store.CHUNK]]
        seen = zip(own, sights(conn, own), strict=True)
        store.set_views(conn, {row["id"]: view for row, view in seen})
    return len(rows)


def looks(camera: Mapping[str, Any]) -> tuple[Sector, ...]:
    """The sectors of a camera of the register, each with a width."""
    kind = CameraKind(camera["kind"])
    given: tuple[Sector, ...] = ()
    if camera["given_direction"] is not None:
        given = directions.read(camera["given_direction"], kind).sectors
    elif camera["direction"] is not None:
        given = (Sector(camera["direction"]),)
    return sectors_of(given, kind, camera["fov"])


def reach(camera: Mapping[str, Any]) -> float:
    """Metres that a camera sees."""
    usual = SIGHT.usual[CameraKind(camera["kind"])].range
    return usual if camera["range"] is None else float(camera["range"])


def _neighbours(eyes: NDArray[np.float64]) -> Iterator[list[int]]:
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, (column, row) in enumerate(np.floor(eyes / BIN).astype(int).tolist()):
        groups[column, row].append(at)
    yield from groups.values()


def _seen(
    conn: Connection, cameras: Sequence[Mapping[str, Any]], eyes: NDArray[np.float64]
) -> NDArray[np.object_]:
    ranges = np.array([reach(one) for one in cameras])
    (west, south), (east, north) = eyes.min(axis=0).tolist(), eyes.max(axis=0).tolist()
    plane = Plane.of(_MERCATOR, (west, south, east, north))
    far = float(ranges.max()) / min(plane.scale)
    known = store.buildings_in(conn, west - far, south - far, east + far, north + far)
    buildings = plane.forward(shapely.from_wkb(np.array(known, dtype=object)))
    places = shapely.get_coordinates(plane.forward(shapely.points(eyes)))
    seen = views(places, [looks(one) for one in cameras], ranges, buildings)
    return plane.inverse(seen)
