"""Read vector tiles as other programs do: through GDAL."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pyogrio


def decoded(tile: bytes) -> dict[str, gpd.GeoDataFrame]:
    """Layers of a tile in units from its lower left corner, 4096 a side; index: feature ids."""
    if not tile:
        return {}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tile.mvt"
        path.write_bytes(tile)
        return {
            name: pyogrio.read_dataframe(path, layer=name, CLIP="NO").set_index("mvt_id")
            for name, _ in pyogrio.list_layers(path)
        }
