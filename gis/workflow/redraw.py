"""Edits that look at the ground: divide a grid by a line, number anew."""

from __future__ import annotations

import numpy as np
import shapely
from sqlalchemy import Connection

from gis.editing import moves
from gis.editing.scene import Scene
from gis.editing.sketch import Sketch
from gis.errors import EditError
from gis.geometry.borders import Floats, Ints
from gis.geometry.cover import union_groups
from gis.geometry.plane import Geometries
from gis.model import Kind
from gis.partition.numbering import grid_codes, microgrid_numbers
from gis.store import neighbourhoods, scenes
from gis.store.crs import crs_of


def divided(conn: Connection, scene: Scene, grid: int, line: Floats) -> Sketch:
    """Divide a grid along a line (m, 2) in the CRS of the dataset, along borders of its atoms.

    The part with most households keeps the grid; the rest becomes a new one.

    Raises
    ------
    EditError
        If the line does not divide the grid, or all atoms lie on one side.
    """
    moves.live_grid(scene, grid)
    ground = scenes.grounds(conn, scene)["shape"].to_numpy(object)
    outline = _outlines(ground, scene.foot, np.zeros(len(ground), dtype=np.int64))[0]
    noded = shapely.union_all([outline.boundary, shapely.LineString(line)])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    faces = faces[shapely.contains(outline, shapely.point_on_surface(faces))]
    if len(faces) < 2:
        raise EditError(
            "the line must lead across the grid from border to border",
            "分割线须从边界到边界贯穿网格",
        )
    at, face = shapely.STRtree(faces).query(shapely.point_on_surface(ground), "intersects")
    home = np.zeros(len(ground), dtype=np.int64)
    home[at] = face
    households = np.bincount(home, weights=scene.households + 1e-6, minlength=len(faces))
    rest = home != int(households.argmax())
    if not rest.any():
        raise EditError(
            "all atoms lie on one side of the line; split an atom first",
            "所有基本单元都在线的同一侧；请先分割基本单元",
        )
    return moves.new_grid(scene, scene.atom[rest].tolist())


def renumbered(conn: Connection, scene: Scene, srid: int) -> Sketch:
    """Number the grids of a community and their micro-grids in reading order.

    Locked grids keep their codes.
    """
    sketch = Sketch(scene)
    (community,) = scene.communities.values()
    held = scenes.grounds(conn, scene)
    plane = neighbourhoods.plane_of(conn, community.id, crs_of(conn, srid))
    shapes = plane.forward(held["shape"].to_numpy(object))
    numbers, label = np.unique(scene.grid, return_inverse=True)
    units = [scene.grids[int(number)] for number in numbers]
    codes = grid_codes(
        community.code,
        _outlines(shapes, scene.foot, label.ravel()),
        tuple(Kind(unit["kind"]) for unit in units),
        tuple(unit["code"] if unit["locked"] else None for unit in units),
        scene.scheme,
    )
    for number, unit, code in zip(numbers.tolist(), units, codes, strict=True):
        if not unit["locked"]:
            if unit["code"] != code:
                sketch.set_grid(number, code=code)
            _number_microgrids(sketch, shapes, held["floor_from"].to_numpy(int), number)
    return sketch


def _number_microgrids(sketch: Sketch, shapes: Geometries, floor_from: Ints, grid: int) -> None:
    scene = sketch.scene
    own = scene.grid == grid
    numbers, label = np.unique(scene.microgrid[own], return_inverse=True)
    label = label.ravel()
    lowest = np.full(len(numbers), np.iinfo(np.int64).max)
    np.minimum.at(lowest, label, floor_from[own])
    running = microgrid_numbers(_outlines(shapes[own], scene.foot[own], label), lowest)
    for number, place in zip(numbers.tolist(), running.tolist(), strict=True):
        code = scene.scheme.microgrid(sketch.unit(grid)["code"], int(place))
        if sketch.micro_unit(number)["code"] != code:
            sketch.set_microgrid(number, code=code)


def _outlines(shapes: Geometries, foot: Ints, label: Ints) -> Geometries:
    """Ground of each label 0..k-1; floors of a tower count once."""
    _, first = np.unique(np.column_stack([label, foot]), axis=0, return_index=True)
    return union_groups(shapes[first], label[first])
