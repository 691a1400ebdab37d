"""Small pictures of layers: what a person looks at to choose a CRS.

Written by whoever reads the file, in the file's own coordinates; made into degrees later, for
each CRS that is tried.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from gis.errors import ParameterError
from gis.files import columns
from gis.files.values import texts

MOST = 3000
"""Features of a preview; of more, every so many-th is taken."""
FINE = 4000
"""Parts of the larger side of the bounds below which bends are left out."""
DIGITS = 7
_SHOWN = ("code", "id", "name", "households", "class", "category")


def place(folder: Path, number: int) -> Path:
    """Where the preview of a layer is kept."""
    return folder / f"preview-{number}.json"


def write(path: Path, frame: gpd.GeoDataFrame, role: str | None) -> None:
    """Write the preview of a layer.

    Parameters
    ----------
    role
        Layer of ours that it seems to be; says which columns are shown.
    """
    shapes = np.asarray(shapely.force_2d(frame.geometry.array), dtype=object)
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    broken = np.zeros(len(shapes), dtype=bool)
    broken[owner[~np.isfinite(xy).all(axis=1)]] = True
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes) | broken)
    rows = np.flatnonzero(there)
    if len(rows) > MOST:
        rows = rows[np.unique(np.linspace(0, len(rows) - 1, MOST).astype(int))]
    west, south, east, north = shapely.total_bounds(shapes[rows]) if len(rows) else (0, 0, 0, 0)
    simple = shapely.simplify(shapes[rows], max(east - west, north - south) / FINE)
    shown = _columns(frame, role)
    values = {ours: texts(frame[theirs].iloc[rows]).tolist() for ours, theirs in shown.items()}
    told = {
        "crs": None if frame.crs is None else CRS(frame.crs).to_wkt(),
        "total": len(frame),
        "features": [
            {"row": int(row) + 1, **{ours: texts[n] for ours, texts in values.items()}}
            for n, row in enumerate(rows)
        ],
        "geometries": shapely.to_wkt(simple, rounding_precision=9).tolist(),
    }
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def read(path: Path, crs: str | None) -> dict[str, Any]:
    """The preview as a GeoJSON feature collection in WGS 84.

    Parameters
    ----------
    crs
        What the coordinates are to be taken for; None: what the file says.

    Raises
    ------
    ParameterError
        The CRS is not known, or neither the file nor the caller names one.
    """
    told = json.loads(path.read_text(encoding="utf-8"))
    way = Transformer.from_crs(_known(crs or told["crs"]), "EPSG:4326", always_xy=True)
    shapes = np.asarray(shapely.from_wkt(told["geometries"]), dtype=object)
    moved = shapely.transform(shapes, lambda xy: np.column_stack(way.transform(*xy.T)))
    lost = _off_the_earth(moved)
    rounded = shapely.set_precision(moved, 10.0**-DIGITS, mode="pointwise")
    features = [
        {"type": "Feature", "id": one["row"], "properties": one, "geometry": json.loads(text)}
        for one, text, off in zip(told["features"], shapely.to_geojson(rounded), lost, strict=True)
        if not off
    ]
    return {
        "type": "FeatureCollection",
        "features": features,
        "total": told["total"],
        "lost": int(lost.sum()),
    }


def _columns(frame: gpd.GeoDataFrame, role: str | None) -> Mapping[str, str]:
    """Few columns that tell features apart, none of them about persons."""
    if role is None:
        return {}
    found = columns.guessed(role, map(str, frame.columns))
    return {
        ours: theirs
        for ours, theirs in found.items()
        if ours in _SHOWN and not columns.suspicion(theirs, frame[theirs])
    }


def _known(text: str | None) -> CRS:
    if text is None:
        raise ParameterError(
            "the layer has no CRS; say which one to try", "该图层没有坐标系，请指定要尝试的坐标系"
        )
    try:
        crs = CRS.from_user_input(text)
    except CRSError:
        raise ParameterError(
            f"{text!r} is no CRS that is known here", f"{text} 不是已知的坐标系"
        ) from None
    if not (crs.is_geographic or crs.is_projected):
        raise ParameterError(
            f"{crs.name} is neither geographic nor projected", f"{crs.name} 不是地理或投影坐标系"
        )
    return crs


def _off_the_earth(shapes: Any) -> Any:
    """Which shapes have coordinates that are no degrees."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    wrong = ~(np.isfinite(xy).all(axis=1) & (np.abs(xy) <= (180.0, 90.0)).all(axis=1))
    lost = np.zeros(len(shapes), dtype=bool)
    lost[owner[wrong]] = True
    return lost
