"""Ids and codes: present, unique and of the right form."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.files.log import Log
from gis.files.values import texts

CODE = r"[0-9]{12}"
KEY = {"communities": "code", "grids": "code"}
KEYED = frozenset({"communities", "buildings", "compounds", "sites", "population", "grids"})


def row_names(layer: str, frame: gpd.GeoDataFrame) -> pd.Series:
    """What to call each feature in a message: its id or code, else ``row N`` from 1."""
    rows = pd.Series([f"row {n}" for n in range(1, len(frame) + 1)], index=frame.index)
    key = KEY.get(layer, "id")
    if layer not in KEYED or key not in frame:
        return rows
    own = texts(frame[key])
    return own.where(own.notna(), rows)


def ids(layer: str, frame: gpd.GeoDataFrame, names: pd.Series, log: Log) -> pd.Series:
    """Ids as text, unique. Made up, with a notice, where the layer has none at all.

    Made-up ids number the features from west to east, not by their place in the file: the order
    of features must have no effect.
    """
    column = KEY.get(layer, "id")
    if layer != "communities" and (column not in frame or frame[column].isna().all()):
        log.notice(layer, f"no column {column}; features are numbered from west to east")
        return _numbered(frame)
    values = texts(frame[column])
    missing = values.isna()
    needed = "" if layer == "communities" else ", or none at all"
    remedy = f"the value is missing; give every feature one{needed}"
    log.each(layer, names[missing], remedy, field=column)
    if layer != "grids":
        twice = values[values.duplicated(keep=False) & ~missing]
        for value, group in twice.groupby(twice):
            rows = ", ".join(str(n + 1) for n in np.flatnonzero(frame.index.isin(group.index)))
            log.fault(
                layer,
                f"used by {len(group)} features (rows {rows}); make it unique{_parts(layer)}",
                feature=str(value),
                field=column,
                value=value,
            )
    return values


def codes(layer: str, values: pd.Series, names: pd.Series, log: Log) -> None:
    """Report codes that are not 12 digits."""
    wrong = values.notna() & ~values.str.fullmatch(CODE).fillna(value=True).astype(bool)
    remedy = "a community's code has 12 digits (county 6, street or town 3, community 3)"
    log.each(layer, names[wrong], remedy, field="code", values=values[wrong].tolist())


def _parts(layer: str) -> str:
    return ", or join its parts to one MultiPolygon" if layer == "communities" else ""


def _numbered(frame: gpd.GeoDataFrame) -> pd.Series:
    bounds = shapely.bounds(frame.geometry.array)
    order = np.lexsort((frame.geometry.to_wkb(hex=True).fillna(""), bounds[:, 1], bounds[:, 0]))
    width = len(str(len(frame)))
    made = np.empty(len(frame), dtype=object)
    made[order] = [f"{n:0{width}d}" for n in range(1, len(frame) + 1)]
    return pd.Series(made, index=frame.index)
