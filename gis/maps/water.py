"""Where the water is: rivers come as lines, often one along each bank."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

MOSTLY = 0.6
"""Share of a face's outline that river lines must make up for it to be water."""


def water_faces(
    rivers: NDArray[np.object_], outline: Any, buildings: NDArray[np.object_], tolerance: float
) -> NDArray[np.object_]:
    """Faces between river lines (and the town's edge) that hold no building.

    Parameters
    ----------
    rivers
        Lines of class river.
    outline
        Union of the communities; a river that runs through a town is closed by its edge.
    buildings
        Footprints or points: a face with one of them is land.
    tolerance
        How far short of the town's edge a river may end, in the unit of the coordinates.

    Returns
    -------
    Polygons in the coordinates of the input; none where rivers are single lines.
    """
    banks = shapely.union_all(rivers)
    if shapely.is_empty(banks):
        return np.empty(0, dtype=object)
    # Lines that end a little short of the town's edge still cross one drawn further in.
    inner = shapely.buffer(outline, -tolerance)
    lines = shapely.union_all([banks, shapely.boundary(inner)])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    faces = faces[shapely.covers(inner, shapely.point_on_surface(faces))]
    # Noding moves a line by a rounding error, so its pieces are sought within a hair's breadth.
    near = shapely.buffer(banks, tolerance / 1000)
    edges = shapely.boundary(faces)
    share = shapely.length(shapely.intersection(edges, near)) / shapely.length(edges)
    faces = faces[share >= MOSTLY]
    built = shapely.STRtree(faces).query(shapely.point_on_surface(buildings), predicate="within")
    water: NDArray[np.object_] = np.delete(faces, np.unique(built[1]))
    return water
