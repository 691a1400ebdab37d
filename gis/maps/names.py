"""Where the names of roads, rivers and railways stand along their lines."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis.geometry.plane import Plane
from gis.maps.encode import Encoder, degrees

SPACING = 700.0
"""Metres between two repeats of a name along a line."""

SHORTEST = 60.0
"""Metres below which a line carries no name."""

REACH = 25.0
"""Half the stretch in metres whose direction a name follows."""


def name_anchors(barriers: gpd.GeoDataFrame, encoder: Encoder) -> list[list[Any]]:
    """Places for names: ``[name, class, x, y, angle, room]``, the longest lines first.

    ``x``, ``y`` are encoded offsets, ``angle`` is in degrees clockwise from east within -90..90,
    ``room`` the length in metres of the line that the name may spread over.
    """
    named = barriers[barriers["name"].notna() & (barriers["name"] != "")]
    if not len(named):
        return []
    joined = (
        named[["name", "class", "geometry"]].dissolve(by=["name", "class"], sort=True).reset_index()
    )
    values = degrees(joined)
    plane = Plane.of(joined.to_crs(4326).crs, tuple(shapely.total_bounds(values)))
    lines, owner = shapely.get_parts(shapely.line_merge(plane.forward(values)), return_index=True)
    length = shapely.length(lines)
    repeats = np.where(length >= SHORTEST, np.ceil(length / SPACING), 0).astype(int)
    which = np.repeat(np.arange(len(lines)), repeats)
    turn = np.arange(len(which)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    room = length[which] / repeats[which]
    middle = (turn + 0.5) * room
    reach = np.minimum(REACH, room / 3)
    before, after, place = (
        shapely.get_coordinates(shapely.line_interpolate_point(lines[which], at))
        for at in (middle - reach, middle + reach, middle)
    )
    run, rise = (after - before).T
    angle = -np.degrees(np.arctan2(rise, run))
    angle = (angle + 90) % 180 - 90
    spots = shapely.get_coordinates(plane.inverse(shapely.points(place)))
    order = np.argsort(-room, kind="stable")
    texts, classes = joined["name"].to_numpy(), joined["class"].to_numpy()
    return [
        [
            texts[owner[which[i]]],
            classes[owner[which[i]]],
            *encoder.point(*spots[i]),
            round(float(angle[i])),
            round(float(room[i])),
        ]
        for i in order
    ]
