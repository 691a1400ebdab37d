"""Use case: tickets near each other as one sign that says how they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from gis.model.questions import Question
from gis.model.tickets import Colour
from gis.monitor.hex_tiles import resolution_of
from gis.monitor.hexes import parents
from gis.store.items import Box
from gis.workflow.heat import bounds_of
from gis.workflow.tallies import Tallies

PLACES_FROM = 16
"""Zoom from which only tickets of the same place stand together."""
COARSER = 1
"""Levels by which a cluster's hexagon is larger than those that are drawn."""
FEW = 50
"""So many tickets of one place are told by number."""
MOST = 2000
"""Clusters of one answer: the largest ones."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Tickets near each other.

    Parameters
    ----------
    lon, lat
        Their middle, degrees of WGS 84.
    stages, colours
        How many stand where; those that are closed have no colour.
    ids
        Their numbers, where all are of one place and not too many.
    """

    lon: float
    lat: float
    count: int
    stages: dict[str, int]
    colours: dict[str, int]
    ids: list[int] | None


def clusters(
    tallies: Tallies, question: Question, box: Box, zoom: int, now: datetime, share: float
) -> list[Cluster]:
    """Tickets within a box, gathered by zoom; the largest clusters first.

    Parameters
    ----------
    share
        Of the time until a ticket is due after which it is yellow.
    """
    found = tallies.points(question, bounds_of(box))
    if found.empty:
        return []
    found = found.assign(place=pd.factorize(pd.MultiIndex.from_frame(found[["lon", "lat"]]))[0])
    if zoom >= PLACES_FROM:
        group = found["place"].to_numpy()
    else:
        larger = parents(found["hex"].to_numpy(), max(resolution_of(zoom) - COARSER, 0))
        group = pd.factorize(larger)[0]
    found = found.assign(group=group, colour=_colours(found, now, share))
    by = found.groupby("group", sort=False)
    told = by.agg(
        lon=("lon", "mean"), lat=("lat", "mean"), count=("id", "size"), places=("place", "nunique")
    )
    told = told.sort_values("count", ascending=False, kind="stable").head(MOST)
    stages, colours = (
        found.groupby(["group", name], sort=True).size() for name in ("stage", "colour")
    )
    alone = told[(told["places"] == 1) & (told["count"] <= FEW)].index
    ids = found[found["group"].isin(alone)].groupby("group")["id"].apply(sorted)
    return [
        Cluster(
            round(float(lon), 7),
            round(float(lat), 7),
            int(count),
            _told(stages, key),
            _told(colours, key),
            [int(one) for one in ids[key]] if key in ids.index else None,
        )
        for key, lon, lat, count in told[["lon", "lat", "count"]].itertuples()
    ]


def _told(counts: pd.Series, key: int) -> dict[str, int]:
    if key not in counts.index.get_level_values(0):
        return {}
    return {str(name): int(count) for name, count in counts.loc[key].items()}


def _colours(found: pd.DataFrame, now: datetime, share: float) -> pd.Series:
    """(n,) colour of each ticket at a time, None for what is closed then."""
    then = pd.Timestamp(now).tz_convert(None).floor("s")
    soon = found["reported"] + (found["due"] - found["reported"]) * share
    colours = pd.Series(Colour.RED.value, index=found.index, dtype=object)
    colours[then <= found["due"]] = Colour.YELLOW.value
    colours[found["due"].isna() | (then < soon)] = Colour.GREEN.value
    colours[found["closed"] <= then] = None
    return colours
