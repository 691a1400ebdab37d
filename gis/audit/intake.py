"""Layers of a proposal brought into a shape that can be judged, with everything found amiss."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.audit.draft import Draft, listed
from gis.audit.ground import SPECK, Geometries, Ground

POLYGONAL = (3, 6)
"""GEOS type numbers of Polygon and MultiPolygon."""

EMPTY = shapely.Polygon()


@dataclass(frozen=True, slots=True)
class Layer:
    """Polygons of one layer in metres.

    geometry
        (n,) valid, perhaps empty, never None: what the other rules work with.
    labels
        (n,) code or id of each feature, ``row N`` without one.
    drafts
        What the ``geometry`` rule reports.
    """

    geometry: Geometries
    labels: NDArray[np.object_]
    drafts: tuple[Draft, ...]


def texts(values: pd.Series) -> NDArray[np.object_]:
    """Codes as text without blanks around; None where there is none."""
    clean = values.astype("string").str.strip()
    told: NDArray[np.object_] = clean.to_numpy(dtype=object, na_value=None)
    told[told == ""] = None
    return told


def at(values: NDArray[np.object_], rows: NDArray[np.int64]) -> NDArray[np.object_]:
    """Values of some rows; None for row -1."""
    padded = np.empty(len(values) + 1, dtype=object)
    padded[:-1] = values
    taken: NDArray[np.object_] = padded[rows]
    return taken


def labels(values: pd.Series) -> NDArray[np.object_]:
    """Codes or ids for messages: ``row N`` (from 1) stands in for a missing one."""
    named = texts(values)
    return np.array([v or f"row {row}" for row, v in enumerate(named, start=1)], dtype=object)


def copies(frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """(n,) whether a feature repeats code and polygon of an earlier one."""
    drawn = frame.geometry.notna() & ~frame.geometry.is_empty
    keys = pd.DataFrame({"code": texts(frame["code"]), "shape": frame.geometry.to_wkb()})
    again: NDArray[np.bool_] = (keys.duplicated() & drawn.to_numpy()).to_numpy(dtype=bool)
    return again


def take_in(
    name: str,
    frame: gpd.GeoDataFrame,
    key: str,
    communities: gpd.GeoDataFrame,
    ground: Ground,
) -> Layer:
    """Bring one layer into the communities' CRS and onto the ground; repair what is broken."""
    named = labels(frame[key])
    drafts: list[Draft] = []
    shapes = _same_crs(name, frame, communities, drafts)
    shapes = _in_place(name, shapes, named, communities, drafts)
    shapes = ground.forward(shapes)
    shapes = _polygons(name, shapes, named, drafts)
    return Layer(shapes, named, tuple(drafts))


def _same_crs(
    name: str, frame: gpd.GeoDataFrame, communities: gpd.GeoDataFrame, drafts: list[Draft]
) -> Geometries:
    if not len(frame):
        return np.zeros(0, dtype=object)
    given, wanted = frame.crs, communities.crs
    if given is None:
        drafts.append(
            Draft(
                (name,),
                None,
                f"图层 {name} 没有坐标系，已按 {wanted.name} 处理；请写明坐标系。",
                f"Layer {name} has no CRS and was read as {wanted.name}; state its CRS.",
            )
        )
    elif not given.equals(wanted, ignore_axis_order=True):
        frame = frame.to_crs(wanted)
        drafts.append(
            Draft(
                (name,),
                None,
                f"图层 {name} 的坐标系 {given.name} 与输入的 {wanted.name} 不同；请转换后再交。",
                f"Layer {name} is in {given.name}, the input in {wanted.name}; convert it.",
            )
        )
    return np.asarray(frame.geometry.to_numpy(), dtype=object)


def _in_place(
    name: str,
    shapes: Geometries,
    named: NDArray[np.object_],
    communities: gpd.GeoDataFrame,
    drafts: list[Draft],
) -> Geometries:
    """Find features far from every community; turn those back whose axes are swapped."""
    if not len(shapes):
        return shapes
    minx, miny, maxx, maxy = communities.total_bounds
    reach = max(maxx - minx, maxy - miny)
    frame = shapely.box(minx - reach, miny - reach, maxx + reach, maxy + reach)
    far = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    far &= ~shapely.intersects(frame, shapes)
    if not far.any():
        return shapes
    shapes = shapes.copy()
    turned = shapely.transform(shapes, lambda xy: xy[:, ::-1])
    swapped = far & shapely.intersects(frame, turned)
    shapes[swapped] = turned[swapped]
    lost = tuple(named[far & ~swapped])
    if swapped.any():
        zh, en = listed(list(named[swapped]))
        drafts.append(
            Draft(
                (name, *named[swapped]),
                None,
                f"图层 {name} 中 {zh} 的坐标轴颠倒；请交换横纵坐标。",
                f"The axes of {en} in layer {name} are swapped; exchange x and y.",
                {"features": float(swapped.sum())},
            )
        )
    if lost:
        zh, en = listed(lost)
        drafts.append(
            Draft(
                (name, *lost),
                None,
                f"图层 {name} 中 {zh} 远在所有社区之外；请检查坐标。",
                f"{en} in layer {name} lie far from every community; check the coordinates.",
                {"features": float(len(lost))},
            )
        )
    return shapes


def _polygons(
    name: str, shapes: Geometries, named: NDArray[np.object_], drafts: list[Draft]
) -> Geometries:
    """Replace what is missing, not polygonal or invalid; report each."""
    shapes = shapely.force_2d(shapes)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    foreign = ~missing & ~np.isin(shapely.get_type_id(shapes), POLYGONAL)
    invalid = ~missing & ~foreign & ~shapely.is_valid(shapes)
    drafts += [_absent(name, label) for label in named[missing]]
    drafts += [_foreign(name, named[row], shapes[row]) for row in np.flatnonzero(foreign)]
    drafts += [_broken(name, named[row], shapes[row]) for row in np.flatnonzero(invalid)]
    shapes[missing | foreign] = EMPTY
    shapes[invalid] = [_mended(shape) for shape in shapes[invalid]]
    return shapes


def _mended(shape: shapely.Geometry) -> shapely.Geometry:
    """The polygons in an invalid one, without the specks that mending leaves."""
    valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = shapely.get_parts(valid)
    return shapely.union_all(parts[shapely.area(parts) > SPECK])


def _absent(name: str, label: str) -> Draft:
    return Draft(
        (label,),
        None,
        f"图层 {name} 的 {label} 没有几何；请补画。",
        f"{label} in layer {name} has no geometry; draw it.",
    )


def _foreign(name: str, label: str, shape: shapely.Geometry) -> Draft:
    return Draft(
        (label,),
        shape,
        f"图层 {name} 的 {label} 不是面而是 {shape.geom_type}；请改为面。",
        f"{label} in layer {name} is a {shape.geom_type}, not a polygon; draw a polygon.",
    )


def _broken(name: str, label: str, shape: shapely.Geometry) -> Draft:
    """An invalid polygon, located where GEOS says it breaks (``reason[x y]``)."""
    reason, _, place = shapely.is_valid_reason(shape).partition("[")
    try:
        x, y = (float(value) for value in place.rstrip("]").split())
        where = shapely.Point(x, y)
    except ValueError:
        where = shape
    return Draft(
        (label,),
        where,
        f"图层 {name} 的 {label} 几何无效（{reason}）；请重画此处边界。",
        f"{label} in layer {name} is not a valid polygon ({reason}); redraw its border here.",
    )
