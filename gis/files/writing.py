"""Write GeoPackages whose bytes depend on nothing but their content."""

from __future__ import annotations

import json
import math
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from gis.files.gdal import configured


def write_layers(
    path: Path | str,
    frames: Mapping[str, gpd.GeoDataFrame],
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write each frame as a layer of a GeoPackage; the same frames give the same bytes.

    The file is built beside its target and moved there at the end: a run that fails leaves
    nothing, and an older file stays whole until the new one is complete.

    Parameters
    ----------
    path
        Target; an existing file is replaced.
    frames
        Layer name -> frame, written in this order; an empty frame gives an empty layer.
    metadata
        Text items stored with the dataset.
    """
    with replacing(Path(path)) as draft, configured(), warnings.catch_warnings():
        # A frame without CRS is written as it is; whoever reads it is told.
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        for number, (name, frame) in enumerate(frames.items()):
            extra = {} if number else {"dataset_metadata": dict(metadata or {})}
            kind = _geometry_type(frame)
            pyogrio.write_dataframe(
                frame,
                draft,
                layer=name,
                driver="GPKG",
                append=number > 0,
                geometry_type=kind,
                promote_to_multi=kind.startswith("Multi"),
                **extra,
            )


def write_json(path: Path | str, values: Any) -> None:
    """Write JSON with sorted keys; numbers that are not finite become null."""
    text = json.dumps(_plain(values), ensure_ascii=False, indent=2, sort_keys=True)
    write_text(path, text + "\n")


def write_text(path: Path | str, text: str) -> None:
    """Write UTF-8 text, complete or not at all."""
    with replacing(Path(path)) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A draft beside ``target`` that takes its place at the end, or vanishes on an error."""
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        draft = Path(folder) / target.name
        yield draft
        draft.replace(target)


def _plain(value: Any) -> Any:
    """The value in types that JSON knows."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, np.ndarray)):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, (str, int, float)) or value is None:
        return value
    return str(value)


def _geometry_type(frame: gpd.GeoDataFrame) -> str:
    """One type for a layer, multi where both occur; ``Unknown`` for a mixture."""
    types = set(frame.geometry.dropna().geom_type)
    single = {kind.removeprefix("Multi") for kind in types}
    if len(single) != 1:
        return "Unknown"
    name = types.pop() if len(types) == 1 else f"Multi{single.pop()}"
    return f"{name} Z" if frame.has_z.any() else name
