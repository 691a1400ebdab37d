"""Fill the columns of a layer: checked values, known defaults, nothing where nothing is known."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.files import keys, values, words
from gis.files.log import Log
from gis.frames import INPUT_LAYERS
from gis.model import BARRIER_CLASSES

NUMBERS = frozenset({"households", "residents", "floors", "height", "staircases"})
VILLAGE = 200
"""From this last part of its code on a community is a village (GB/T 10114 practice)."""


def fill(
    layer: str, frame: gpd.GeoDataFrame, names: pd.Series, by: str, log: Log
) -> gpd.GeoDataFrame:
    """The frame with every column of the contract, in the contract's types."""
    frame = frame.copy()
    for column in INPUT_LAYERS[layer]:
        if column in {"code", "id"}:
            frame[column] = keys.ids(layer, frame, names, log)
        elif column in NUMBERS:
            frame[column] = _numbers(layer, frame, names, column, log)
        else:
            frame[column] = values.texts(frame[column]) if column in frame else None
            frame[column] = frame[column].astype(object)
    if layer == "communities":
        keys.codes(layer, frame["code"], names, log)
        frame["kind"] = _kinds(frame, names, log)
        frame["name"] = frame["name"].where(frame["name"].notna(), frame["code"])
    elif layer == "buildings":
        frame["use"] = _uses(frame, names, log)
        frame = _balanced(frame, names, by, log)
        frame = _writable(frame, log)
    elif layer == "barriers":
        frame = _barriers(frame, names, log)
    elif layer == "sites":
        frame["category"] = values.strict_vocabulary(
            layer, frame, names, "category", words.CATEGORY_OF, log
        )
    elif layer == "population":
        empty = frame["households"].isna() & ~_reported(log, names)
        remedy = "the known total is missing; fill it in or remove the polygon"
        log.each(layer, names[empty], remedy, field="households")
    return frame


def _numbers(
    layer: str, frame: gpd.GeoDataFrame, names: pd.Series, column: str, log: Log
) -> pd.Series:
    if column not in frame:
        return pd.Series(np.nan, index=frame.index, dtype=float)
    return values.numbers(layer, frame, names, column, log)


def _reported(log: Log, names: pd.Series) -> pd.Series:
    """Which features of the population have a fault of their households already."""
    told = {f.feature for f in log.faults if (f.layer, f.field) == ("population", "households")}
    return names.isin(told)


def _kinds(frame: gpd.GeoDataFrame, names: pd.Series, log: Log) -> pd.Series:
    """Urban or rural; from the last part of the code where it is not given."""
    given = frame["kind"].notna()
    kinds = values.vocabulary("communities", frame, names, "kind", words.KIND_OF, log)
    unknown = given & kinds.isna()
    remedy = "unknown kind; give urban or rural"
    shown = frame["kind"][unknown].tolist()
    log.each("communities", names[unknown], remedy, field="kind", values=shown)
    last = pd.to_numeric(frame["code"].str[-3:], errors="coerce")
    derived = pd.Series(np.where(last >= VILLAGE, "rural", "urban"), index=frame.index)
    if (~given).any():
        log.notice("communities", "kind is taken from the code", names[~given])
    return kinds.where(given, derived.astype(object))


def _uses(frame: gpd.GeoDataFrame, names: pd.Series, log: Log) -> pd.Series:
    """Known uses; others are told, one notice for each word, and taken as not known."""
    given = frame["use"]
    uses = values.vocabulary("buildings", frame, names, "use", words.USE_OF, log)
    strange = given[given.notna() & uses.isna()]
    for word, group in strange.groupby(strange):
        text = f"use {word!r} is taken as not known"
        log.notice("buildings", text, names[group.index])
    return uses


def _balanced(frame: gpd.GeoDataFrame, names: pd.Series, by: str, log: Log) -> gpd.GeoDataFrame:
    """Check the caller's own column of what is balanced."""
    if by in {"households", "residents"}:
        return frame
    if by not in frame.columns or by == "geometry":
        numeric = [c for c in frame if pd.api.types.is_numeric_dtype(frame[c])]
        remedy = f"there is no such column to balance by; numeric ones are {', '.join(numeric)}"
        log.fault("buildings", remedy, field=by)
        return frame
    raw = frame[by]
    frame[by] = values.numbers("buildings", frame, names, by, log)
    empty = raw.isna()
    remedy = "the value to balance by is missing; fill it in, 0 where there is nothing"
    log.each("buildings", names[empty], remedy, field=by)
    return frame


def _writable(frame: gpd.GeoDataFrame, log: Log) -> gpd.GeoDataFrame:
    """Passed-through columns in types that every format can hold."""
    for column in frame.columns.difference([*INPUT_LAYERS["buildings"], "geometry"]):
        kind = frame[column].dtype
        if isinstance(kind, pd.CategoricalDtype):
            frame[column] = frame[column].astype(object)
        present = frame[column].dropna()
        plain = (
            pd.api.types.is_numeric_dtype(kind)
            or pd.api.types.is_datetime64_any_dtype(kind)
            or all(isinstance(v, str) for v in present)
        )
        if not plain:
            log.notice("buildings", f"column {column!r} is passed through as text")
            frame[column] = values.texts(frame[column])
    return frame


def _barriers(frame: gpd.GeoDataFrame, names: pd.Series, log: Log) -> gpd.GeoDataFrame:
    """Classes, and whether one may cross, by the class where it is not said."""
    frame["class"] = values.strict_vocabulary(
        "barriers", frame, names, "class", words.CLASS_OF, log
    )
    said = values.flags("barriers", frame, names, "crossable", log)
    usual = frame["class"].map(BARRIER_CLASSES)
    frame["crossable"] = said.where(said.notna(), usual).fillna(value=False).astype(bool)
    return frame
