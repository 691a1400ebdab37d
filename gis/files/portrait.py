"""How a layer of a file is told: its CRS, its columns with values to judge by, its bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer

from gis.files import columns
from gis.files.guess_crs import Guess
from gis.files.guess_layers import fits
from gis.files.values import texts
from gis.frames import INPUT_LAYERS

WGS84 = "EPSG:4326"
SAMPLES = 3
LONGEST = 60
"""Characters of a sample."""
MOST_COLUMNS = 250


def types(frame: gpd.GeoDataFrame) -> list[str]:
    """Kinds of geometry, the most frequent first."""
    return [str(kind) for kind in frame.geometry.geom_type.dropna().value_counts().index]


def portrait(
    frame: gpd.GeoDataFrame, role: str | None, guessed: Guess, crs: str | None
) -> dict[str, Any]:
    """Tell about a layer, in types that JSON knows.

    Parameters
    ----------
    role
        Layer of ours that it seems to be.
    guessed
        What its coordinates may be, where the file does not say.
    crs
        The CRS that was guessed; None where the file has one, or none could be.
    """
    names = [str(c) for c in frame.columns if c != "geometry"][:MOST_COLUMNS]
    kinds = types(frame)
    own = columns.guessed(role, names) if role else {}
    fitting = [one for one in INPUT_LAYERS if fits(one, kinds)]
    return {
        "geometry": kinds[0] if kinds else None,
        "features": len(frame),
        "crs": _crs(frame, guessed),
        "guess": role,
        "roles": fitting,
        "guesses": {one: columns.guessed(one, names) for one in fitting},
        "columns": [_column(frame[name], name, role, own) for name in names],
        "bbox": _bounds(frame, crs),
    }


def _crs(frame: gpd.GeoDataFrame, guessed: Guess) -> dict[str, Any]:
    crs = None if frame.crs is None else CRS(frame.crs)
    code = guessed.code
    if crs is not None:
        number = crs.to_epsg()
        code = f"EPSG:{number}" if number else None
    shown = crs if crs is not None else CRS(code) if code else None
    return {
        "code": code,
        "name": shown.name if shown is not None else None,
        "given": crs is not None,
        "guessed": crs is None and code is not None,
        "why": {"zh": guessed.why_zh, "en": guessed.why_en} if guessed.why_en else None,
        "candidates": [candidate._asdict() for candidate in guessed.candidates],
    }


def _column(
    values: pd.Series, name: str, role: str | None, own: Mapping[str, str]
) -> dict[str, Any]:
    named = role is not None and name in INPUT_LAYERS[role]
    personal = None if named else columns.suspicion(name, values)
    ours = next((ours for ours, theirs in own.items() if theirs == name), None)
    return {
        "name": name,
        "type": _kind(values),
        # Nothing about persons is kept, not even as an example.
        "samples": [] if personal else _samples(values),
        "filled": int(values.notna().sum()),
        "guess": None if personal else ours,
        "personal": personal is not None,
    }


def _samples(values: pd.Series) -> list[str]:
    first = texts(values.head(5000)).dropna().drop_duplicates().head(SAMPLES)
    return [str(value)[:LONGEST] for value in first]


def _kind(values: pd.Series) -> str:
    kind = values.dtype
    if pd.api.types.is_bool_dtype(kind):
        return "boolean"
    if pd.api.types.is_integer_dtype(kind):
        return "integer"
    if pd.api.types.is_numeric_dtype(kind):
        return "number"
    if pd.api.types.is_datetime64_any_dtype(kind):
        return "date"
    return "text"


def _bounds(frame: gpd.GeoDataFrame, crs: str | None) -> list[float] | None:
    """West, south, east, north in WGS 84, under the CRS of the file or the guess."""
    known = frame.crs if frame.crs is not None else crs
    xy = shapely.get_coordinates(frame.geometry.array)
    xy = xy[np.isfinite(xy).all(axis=1)]
    if known is None or not len(xy):
        return None
    move = Transformer.from_crs(known, WGS84, always_xy=True)
    box = move.transform_bounds(*xy.min(axis=0), *xy.max(axis=0))
    return [round(float(v), 7) for v in box] if np.isfinite(box).all() else None
