"""Which buildings belong together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.audit.intake import texts
from gis.audit.scene import Scene


def compound_of(scene: Scene) -> NDArray[np.object_]:
    """(b,) compound of each building: as its row says, else the one it stands in, else None."""
    said = texts(scene.town.buildings["compound"])
    frame = scene.town.compounds
    if not len(frame):
        return said
    ids = texts(frame["id"])
    names = dict(zip(texts(frame["name"]), ids, strict=True))
    known = set(ids)
    said = np.array(
        [name if name is None or name in known else names.get(name, name) for name in said],
        dtype=object,
    )
    outlines = scene.ground.forward(frame.geometry.to_numpy())
    row, compound = shapely.STRtree(outlines).query(scene.points, predicate="intersects")
    by_place = np.full(len(said), None, dtype=object)
    order = np.lexsort((-compound, -shapely.area(outlines[compound])))
    by_place[row[order]] = ids[compound[order]]
    return np.where(pd.isna(said), by_place, said)
