"""The floor of any planner: read a town, Voronoi of centroids, coverage union by community.

Nothing that plans from a file can take less, so times are given as multiples of it.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely


def floor(town: Path) -> dict[str, float]:
    """Seconds of each part."""
    marks = [time.perf_counter()]
    communities = gpd.read_file(town, layer="communities", columns=["code"])
    buildings = gpd.read_file(town, layer="buildings")
    marks.append(time.perf_counter())
    points = shapely.centroid(buildings.geometry.to_numpy())
    whole = shapely.multipoints(points)
    faces = shapely.get_parts(shapely.voronoi_polygons(whole, ordered=True))
    marks.append(time.perf_counter())
    outlines = communities.geometry.to_numpy()
    point, community = shapely.STRtree(outlines).query(points, predicate="intersects")
    order = np.argsort(community, kind="stable")
    starts = np.flatnonzero(np.diff(community[order], prepend=-1))
    for mine in np.split(point[order], starts[1:]):
        shapely.coverage_union_all(faces[mine])
    marks.append(time.perf_counter())
    return dict(zip(("read", "voronoi", "union"), np.diff(marks).tolist(), strict=True))


if __name__ == "__main__":
    print(json.dumps(floor(Path(sys.argv[1]))))
