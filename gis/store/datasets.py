"""Datasets: imported towns with their atoms. Written once, read as often as one likes."""

from __future__ import annotations

from gis.store.catalogue import (
    Community,
    Dataset,
    community_codes,
    count,
    cut,
    get,
    listing,
    places,
)
from gis.store.loading import Ids, ids, load_ground, load_town
from gis.store.saving import Saved, save

__all__ = [
    "Community",
    "Dataset",
    "Ids",
    "Saved",
    "community_codes",
    "count",
    "cut",
    "get",
    "ids",
    "listing",
    "load_ground",
    "load_town",
    "places",
    "save",
]
