"""Read a town: every layer of an input, checked, in one CRS and in a fixed order."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.errors import Fault, UnusableInputError
from gis.files.source import Source, digest, layers_of, load, named
from gis.frames import INPUT_LAYERS, Town
from gis.model import BARRIER_CLASSES

NUMBERS = frozenset({"households", "residents", "floors", "height", "staircases"})


def read_town(
    path: Path | str | None,
    *,
    layers: Mapping[str, str] | None = None,
    by: str = "households",
    drop_personal: bool = False,
) -> Town:
    """Read the layers of ``path``; ``layers`` names other files: layer -> ``FILE[:layer]``."""
    sources = {name: Source.parse(text) for name, text in (layers or {}).items()}
    if path is not None:
        present = layers_of(Path(path))
        for name in INPUT_LAYERS:
            if name in present:
                sources.setdefault(name, Source(Path(path), name))
    missing = [name for name in ("communities", "buildings") if name not in sources]
    if missing:
        raise UnusableInputError(
            [Fault(name, "", "", "", "the layer is missing") for name in missing]
        )
    raw = {name: load(source) for name, source in sources.items()}
    crs = raw["communities"].crs
    frames = {
        name: _shaped(name, raw.get(name, gpd.GeoDataFrame(geometry=[], crs=crs)), crs)
        for name in INPUT_LAYERS
    }
    digests = {str(source.path): digest(source.path) for source in sources.values()}
    return Town(**frames, digests=digests)


def _shaped(name: str, frame: gpd.GeoDataFrame, crs: Any) -> gpd.GeoDataFrame:
    frame = named(frame).to_crs(crs)
    for column in INPUT_LAYERS[name]:
        values = (
            frame[column]
            if column in frame
            else pd.Series([None] * len(frame), index=frame.index, dtype=object)
        )
        if column in NUMBERS:
            frame[column] = values.astype(float)
        elif column == "crossable":
            default = frame["class"].map(BARRIER_CLASSES)
            frame[column] = values.where(values.notna(), default).astype(bool)
        else:
            texts = values.astype(object).where(values.notna(), None)
            frame[column] = texts
    key = next((column for column in ("code", "id") if column in frame), None)
    keys = frame[key].astype(str) if key else frame.geometry.to_wkb(hex=True)
    order = np.argsort(keys.to_numpy(dtype=str), kind="stable")
    rest = [c for c in frame.columns if c not in (*INPUT_LAYERS[name], "geometry")]
    columns = [*INPUT_LAYERS[name], *rest, "geometry"]
    return frame.iloc[order].reset_index(drop=True)[columns]
