"""Tiles as the service answers them: kept compressed, by version and by who may see what."""

from __future__ import annotations

import gzip
from typing import Any, NamedTuple

from sqlalchemy import Engine

from gis.api.cache import ByteCache, Remembered
from gis.api.config import MIB
from gis.model.scope import Scope
from gis.store import editions
from gis.store.editions import Edition
from gis.store.tile_layers import LAST_ZOOM
from gis.store.tiles import TILES, Address, tile
from gis.workflow.shapes import freshen

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
HEADS_LAST = 1.0
"""Seconds after an edit for which tiles may still show the plan before it."""


class Key(NamedTuple):
    """Everything that a tile depends on."""

    layer: str
    edition: Edition
    scope: Scope
    address: Address


class Tiles:
    """The tiles of one database; may be used by many threads.

    Parameters
    ----------
    engine
        The database.
    capacity
        Bytes of compressed tiles that are kept.
    """

    def __init__(self, engine: Engine, capacity: int = 256 * MIB) -> None:
        self._engine = engine
        self._cache = ByteCache(capacity)
        self._heads = Remembered[int, Edition](HEADS_LAST)

    def known(self, plan: int, version: int | None) -> Edition | None:
        """The head of a plan as of at most a second ago; None where it must be looked up.

        A caller who knows of a later ``version`` makes us look again.
        """
        head = self._heads.get(plan)
        return None if head is None or (version or 0) > head.version else head

    def head(self, plan: int) -> Edition:
        """Look up the head of a plan; raise NotFoundError where there is none."""
        asked = self._heads.now()
        with self._engine.connect() as connection:
            found = editions.of_plan(connection, plan)
        self._heads.put(plan, found, asked)
        return found

    def changed(self, plan: int) -> None:
        """Hear that a plan has a new version or state."""
        self._heads.forget(plan)

    def kept(self, key: Key) -> bytes | None:
        """The tile if it is in memory; never waits."""
        return self._cache.peek(key)

    def made(self, key: Key) -> bytes:
        """The tile, compressed; empty where there is nothing."""
        return self._cache.get(key, lambda: self._draw(key))

    def _draw(self, key: Key) -> bytes:
        source, address = key.edition.source, key.address
        with self._engine.begin() as connection:
            freshen(connection, source, key.layer, address.z)
            drawn = tile(connection, key.layer, address, source, key.scope)
        return gzip.compress(drawn, 1, mtime=0) if drawn else b""


def tilejson(
    layer: str,
    edition: Edition,
    scope: Scope,
    bounds: tuple[float, float, float, float] | None,
    address: str,
) -> dict[str, Any]:
    """Describe a layer's tiles as TileJSON 3.0.

    Parameters
    ----------
    address
        Template of the tiles' URLs.
    """
    layers = [
        {
            "id": one.name,
            "fields": one.told(scope),
            "minzoom": one.minzoom,
            "maxzoom": LAST_ZOOM,
        }
        for one in TILES[layer]
    ]
    west, south, east, north = bounds or (-180.0, -85.05112877980659, 180.0, 85.0511287798066)
    return {
        "tilejson": "3.0.0",
        "name": layer,
        "version": f"1.0.{edition.version}",
        "scheme": "xyz",
        "tiles": [address],
        "minzoom": min(one.minzoom for one in TILES[layer]),
        "maxzoom": LAST_ZOOM,
        "bounds": [west, south, east, north],
        "center": [(west + east) / 2, (south + north) / 2, 14],
        "vector_layers": layers,
    }
