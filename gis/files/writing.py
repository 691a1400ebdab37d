"""Write GeoPackages whose bytes depend on nothing but their content."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pyogrio

EPOCH = "2000-01-01T00:00:00.000Z"


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
    target = Path(path)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        draft = Path(folder) / target.name
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": EPOCH})
        try:
            for number, (name, frame) in enumerate(frames.items()):
                extra = {} if number else {"dataset_metadata": dict(metadata or {})}
                pyogrio.write_dataframe(
                    frame,
                    draft,
                    layer=name,
                    driver="GPKG",
                    append=number > 0,
                    geometry_type=_geometry_type(frame),
                    promote_to_multi=_geometry_type(frame).startswith("Multi"),
                    **extra,
                )
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        os.replace(draft, target)  # noqa: PTH105 -- atomic on one file system


def _geometry_type(frame: gpd.GeoDataFrame) -> str:
    types = set(frame.geometry.dropna().geom_type)
    if len(types) == 1:
        return str(types.pop())
    if types and len({kind.removeprefix("Multi") for kind in types}) == 1:
        return f"Multi{types.pop().removeprefix('Multi')}"
    return "Unknown"
