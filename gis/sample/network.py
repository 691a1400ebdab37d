"""Node all lines, bend them, and find the faces between: the ground everything stands on."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from gis.sample.bend import Bend
from gis.sample.layout import Geometries
from gis.sample.streets import WAYS

SNAP = 0.5
"""Metres within which ends and crossings of drawn lines are one place."""

OVERSHOT = 4.0
"""Length in metres of ends beyond a junction that nobody meant."""


@dataclass(frozen=True)
class Network:
    """The bent plane graph, coordinates in whole centimetres of the output's CRS.

    Parameters
    ----------
    edges
        Lines with ``kind``, ``source`` (row of the line they came from), ``town``,
        ``left`` and ``right`` (face, or -1 outside the county).
    faces
        Polygons with ``town``, ``built`` (inside the town's limit), ``territory``.
    """

    edges: gpd.GeoDataFrame
    faces: gpd.GeoDataFrame


def weave(streets: gpd.GeoDataFrame, territories: Geometries, bend: Bend) -> Network:
    """Node the unbent ``streets`` (kind, town), bend the edges and polygonise them."""
    noded = shapely.get_parts(shapely.union_all(streets.geometry.to_numpy(), grid_size=SNAP))
    edges = _described(noded, streets, territories)
    limits = streets[streets["kind"] == "limit"].sort_values("town").geometry.to_numpy()
    edges = edges.set_geometry(bend.lines(edges.geometry.to_numpy()))
    # Two nodes may meet in the same centimetre.
    edges = edges[edges.length > 0].reset_index(drop=True)
    polygons = shapely.get_parts(shapely.polygonize(edges.geometry.to_numpy()))
    polygons = polygons[np.lexsort(np.round(shapely.bounds(polygons), 2).T)]
    faces = gpd.GeoDataFrame(
        {"town": -1, "built": False}, geometry=polygons, index=range(len(polygons))
    )
    spots = shapely.point_on_surface(polygons)
    for column, outlines in (("town", territories), ("built", shapely.polygons(limits))):
        bent = bend.lines(outlines)
        inside, outline = shapely.STRtree(bent).query(spots, predicate="within")
        faces.loc[inside, column] = outline if column == "town" else True
    faces["spot"] = spots
    edges[["left", "right"]] = _sides(edges.geometry.to_numpy(), polygons)
    inside = (edges["left"] >= 0) | (edges["right"] >= 0)
    overshot = (edges["left"] == edges["right"]) & (edges.length < OVERSHOT)
    return Network(edges[inside & ~overshot].reset_index(drop=True), faces)


def _described(
    noded: Geometries, streets: gpd.GeoDataFrame, territories: Geometries
) -> gpd.GeoDataFrame:
    """Edges inside the county with kind, source and town of the line each came from."""
    middles = shapely.line_interpolate_point(noded, 0.5, normalized=True)
    rank = streets["kind"].map({kind: way.rank for kind, way in WAYS.items()}).to_numpy()
    sources = streets.geometry.to_numpy()
    edge, source = shapely.STRtree(sources).query(middles, predicate="dwithin", distance=SNAP)
    best = np.lexsort((source, rank[source], edge))
    edge, source = edge[best], source[best]
    first = np.unique(edge, return_index=True)[1]
    edge, source = edge[first], source[first]
    # A hair beyond the outer border, so that the border itself stays in.
    inside, town = shapely.STRtree(territories).query(
        middles[edge], predicate="dwithin", distance=SNAP
    )
    at = np.full(len(noded), -1)
    at[edge[inside[::-1]]] = town[::-1]
    found = gpd.GeoDataFrame(
        {
            "kind": streets["kind"].to_numpy()[source],
            "source": source,
            "town": np.where(streets["town"].to_numpy()[source] >= 0,
                             streets["town"].to_numpy()[source], at[edge]),
        },
        geometry=noded[edge],
    )  # fmt: skip
    found = found[at[edge] >= 0].reset_index(drop=True)
    return _beyond_limits(found, streets)


def _beyond_limits(edges: gpd.GeoDataFrame, streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Main streets become country roads outside the towns."""
    limits = shapely.polygons(streets.geometry[streets["kind"] == "limit"].to_numpy())
    middles = shapely.line_interpolate_point(edges.geometry.to_numpy(), 0.5, normalized=True)
    within = np.zeros(len(edges), dtype=bool)
    within[shapely.STRtree(limits).query(middles, predicate="within")[0]] = True
    main = edges["kind"].isin(["main_ew", "main_ns"]).to_numpy()
    return edges.assign(kind=np.where(main & ~within, "country_road", edges["kind"]))


def _sides(edges: Geometries, faces: Geometries) -> np.ndarray:
    """(edges, 2) face left and right of the middle of each edge, -1 for none."""
    length = shapely.length(edges)
    before = shapely.get_coordinates(shapely.line_interpolate_point(edges, length * 0.5 - 0.02))
    after = shapely.get_coordinates(shapely.line_interpolate_point(edges, length * 0.5 + 0.02))
    along = after - before
    normal = np.column_stack([-along[:, 1], along[:, 0]])
    normal /= np.hypot(*normal.T)[:, None]
    tree = shapely.STRtree(faces)
    sides = np.full((len(edges), 2), -1, dtype=np.int64)
    for column, sign in enumerate((1.0, -1.0)):
        points = shapely.points((before + after) / 2 + sign * 0.03 * normal)
        edge, face = tree.query(points, predicate="within")
        sides[edge, column] = face
    return sides
