"""Use case: say what moved between two plans of the same dataset."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection

from gis.editing.compare import flows, heirs
from gis.errors import ParameterError
from gis.model.scope import SHOWN_FROM
from gis.store import differences, snapshots


@dataclass(frozen=True)
class Difference:
    """What moved; ``moved`` by grid in either plan, ``geometry`` GeoJSON in WGS 84."""

    before: int
    after: int
    households: int | None
    buildings: int
    moved: list[dict[str, Any]]
    recoded: list[tuple[str, str]]
    geometry: dict[str, Any]


def difference(conn: Connection, before: int, after: int) -> Difference:
    """Compare two plans.

    Raises
    ------
    NotFoundError
        One of them is not there.
    ParameterError
        They are of different datasets.
    """
    snapshots.take_time(conn)
    first, second = snapshots.head(conn, before), snapshots.head(conn, after)
    if first.dataset != second.dataset:
        raise ParameterError(
            f"plans {before} and {after} are of different datasets", "两个方案属于不同的数据集"
        )
    flow = flows(differences.shares(conn, before), differences.shares(conn, after))
    ground = differences.ground(conn, before, after, second.srid)
    area = ground.assign(households=0, residents=0, buildings=0)[[*flow.columns]]
    heir = heirs(pd.concat([flow, area.drop_duplicates(["before", "after"])]))
    old, new = differences.codes(conn, before), differences.codes(conn, after)
    elsewhere = flow[flow["after"].map(heir) != flow["before"]]
    moved = [
        {
            "before": old.get(row.before), "after": new.get(row.after),
            "households": row.households, "residents": row.residents, "buildings": row.buildings,
        }
        for row in elsewhere.sort_values("households", ascending=False).itertuples()
    ]  # fmt: skip
    recoded = [
        (old[one], new[other]) for other, one in heir.items() if old.get(one) != new.get(other)
    ]
    shifted = ground[ground["after"].map(heir) != ground["before"]]
    return Difference(
        before, after, int(elsewhere["households"].sum()), int(elsewhere["buildings"].sum()),
        moved, sorted(recoded), _features(shifted, old, new),
    )  # fmt: skip


def masked(found: Difference) -> Difference:
    """The same for those who may not see small counts."""
    moved = [
        {**row, **{name: _hidden(row[name]) for name in ("households", "residents")}}
        for row in found.moved
    ]
    return replace(found, households=_hidden(found.households), moved=moved)


def _hidden(count: int | None) -> int | None:
    return None if count is None or count < SHOWN_FROM else count


def _features(ground: gpd.GeoDataFrame, old: dict[int, str], new: dict[int, str]) -> dict[str, Any]:
    """Ground that moved, one feature for each pair of grids."""
    if ground.empty:
        return {"type": "FeatureCollection", "features": []}
    merged = ground.dissolve(["before", "after"], method="coverage").reset_index()
    merged["before"], merged["after"] = merged["before"].map(old), merged["after"].map(new)
    collection: dict[str, Any] = merged.to_crs(4326).to_geo_dict(drop_id=True)
    return collection
