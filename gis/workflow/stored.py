"""A stored plan as the frames of a proposal, as if it had been read from a file."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis.errors import ConflictError
from gis.files.proposal import load_rules
from gis.frames import (
    OUT_BUILDING_PARTS,
    OUT_BUILDINGS,
    OUT_GRIDS,
    OUT_MICROGRIDS,
    Proposal,
    Town,
)
from gis.geometry.borders import Ints
from gis.geometry.cover import union_groups
from gis.model import HouseholdsSource, Rules
from gis.store import snapshots
from gis.store.datasets import load_town
from gis.store.snapshots import Snapshot

TRIES = 3
"""How often a plan is read again when somebody edits it meanwhile."""

SLIVER = 1e-3
"""Share of a footprint below which a piece of it is an artefact of rounding."""

Geometries = NDArray[np.object_]


def plan_proposal(conn: Connection, plan: int) -> tuple[Town, Proposal, Rules]:
    """A stored plan at its head with the town it was made for, in the CRS of the dataset.

    Grids and micro-grids are the exact unions of their atoms.

    Raises
    ------
    NotFoundError
        There is no such plan.
    ConflictError
        It was edited each time it was being read.
    """
    town, proposal, rules, _ = versioned(conn, plan)
    return town, proposal, rules


def versioned(conn: Connection, plan: int) -> tuple[Town, Proposal, Rules, int]:
    """Like ``plan_proposal``, and the version that was read.

    Every operation raises the version in its own transaction: when it is the same before and
    after, all that was read in between belongs to it.
    """
    snapshots.take_time(conn)
    for _ in range(TRIES):
        before = snapshots.head(conn, plan)
        state = snapshots.snapshot(conn, plan)
        sides = snapshots.borders(conn, plan)
        if snapshots.head(conn, plan).version == before.version:
            break
    else:
        raise ConflictError(f"plan {plan} is being edited; try again in a moment")
    town = load_town(conn, before.dataset, communities=state.communities["code"].tolist())
    rules = load_rules(json.dumps(before.rules))
    return town, frames(state, sides, town), rules, before.version


def frames(state: Snapshot, sides: tuple[pd.DataFrame, pd.DataFrame], town: Town) -> Proposal:
    """The four frames of a proposal.

    Parameters
    ----------
    state
        The plan.
    sides
        Edges and rims of its atoms, for the descriptions of borders.
    town
        Its communities and what stands in them.
    """
    atoms = state.atoms
    of_grid = _positions(state.grids["id"], atoms["grid"])
    of_micro = _positions(state.microgrids["id"], atoms["microgrid"])
    placed = atoms.assign(of_grid=of_grid, of_micro=of_micro)
    members = state.members.merge(placed, on="atom", suffixes=("", "_of_atom"))
    members["building"] = _positions(state.buildings["id"], members["building"])
    members["stacked"] = _stacked(placed).reindex(members["foot"]).to_numpy(bool)
    buildings = _buildings(state, members, town)
    parts = _parts(state, members, town)
    return Proposal(
        _grids(state, placed, members, sides, town),
        _microgrids(state, placed, parts, town),
        buildings,
        parts[[*OUT_BUILDING_PARTS, "geometry"]],
    )


def _positions(ids: pd.Series, wanted: pd.Series) -> Ints:
    """Row of each wanted id among ``ids``."""
    return np.asarray(pd.Index(ids).get_indexer(wanted), dtype=np.int64)


def _stacked(placed: pd.DataFrame) -> pd.Series:
    """Whether the floors above a foot lie in several micro-grids."""
    return placed.drop_duplicates(["foot", "microgrid"]).groupby("foot").size() > 1


def union_by(shapes: Geometries, label: Ints, size: int) -> Geometries:
    """(size,) exact unions of edge-matched polygons; an empty polygon where none is labelled."""
    there, group = np.unique(label, return_inverse=True)
    result = np.full(size, shapely.Polygon(), dtype=object)
    if len(there):
        result[there] = union_groups(shapes, group)
    return result


def _sum(label: Ints, values: Any, size: int) -> Ints:
    weights = np.asarray(values, dtype=np.float64)
    return np.bincount(label, weights=weights, minlength=size).astype(np.int64)


def _grids(
    state: Snapshot,
    placed: pd.DataFrame,
    members: pd.DataFrame,
    sides: tuple[pd.DataFrame, pd.DataFrame],
    town: Town,
) -> gpd.GeoDataFrame:
    size = len(state.grids)
    ground = placed[placed["atom"] == placed["foot"]]
    at = ground["of_grid"].to_numpy()
    source = state.buildings["source"].to_numpy(object)[members["building"]]
    guessed = members["households"].to_numpy() * (source == HouseholdsSource.ESTIMATED.value)
    households = _sum(placed["of_grid"].to_numpy(), placed["households"], size)
    zh, en = _texts(state, placed, sides)
    homes = members.drop_duplicates(["building", "of_grid"])["of_grid"].to_numpy()
    frame = state.grids.assign(
        households=households,
        residents=_sum(placed["of_grid"].to_numpy(), placed["residents"], size),
        buildings=np.bincount(homes, minlength=size),
        area_m2=np.round(np.bincount(at, weights=ground["area"], minlength=size), 2),
        estimated_share=np.round(
            _sum(members["of_grid"].to_numpy(), guessed, size) / np.maximum(households, 1), 4
        ),
        boundary_text=zh,
        boundary_text_en=en,
    )
    shapes = union_by(state.ground[ground["atom"]].to_numpy(), at, size)
    columns = frame[[*OUT_GRIDS, "post"]]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=town.communities.crs)


def _texts(
    state: Snapshot, placed: pd.DataFrame, sides: tuple[pd.DataFrame, pd.DataFrame]
) -> tuple[list[str], list[str]]:
    """What borders each grid, in both languages."""
    from gis.partition.describe import texts

    edges, rims = sides
    edges = edges.assign(
        low=_positions(placed["atom"], edges["low"]), high=_positions(placed["atom"], edges["high"])
    )
    rims = rims.assign(atom=_positions(placed["atom"], rims["atom"]))
    words = texts(edges, rims, placed["of_grid"].to_numpy(), tuple(state.grids["code"]))
    return [word.zh for word in words], [word.en for word in words]


def _microgrids(
    state: Snapshot, placed: pd.DataFrame, parts: pd.DataFrame, town: Town
) -> gpd.GeoDataFrame:
    """Micro-grids; floors are those of the towers that it shares with others."""
    size = len(state.microgrids)
    pieces = placed.drop_duplicates(["of_micro", "foot"])
    shapes = union_by(state.ground[pieces["foot"]].to_numpy(), pieces["of_micro"].to_numpy(), size)
    shared = parts[parts["stacked"]].groupby("microgrid")
    floors = pd.DataFrame({"from": shared["floor_from"].min(), "to": shared["floor_to"].max()})
    floors = floors.reindex(state.microgrids["code"])
    codes = state.grids["code"].to_numpy(object)
    frame = state.microgrids.assign(
        grid=codes[_positions(state.grids["id"], state.microgrids["grid"])],
        households=_sum(placed["of_micro"].to_numpy(), placed["households"], size),
        floor_from=floors["from"].astype("Int32").array,
        floor_to=floors["to"].astype("Int32").array,
    )
    return gpd.GeoDataFrame(frame[list(OUT_MICROGRIDS)], geometry=shapes, crs=town.communities.crs)


def _buildings(state: Snapshot, members: pd.DataFrame, town: Town) -> gpd.GeoDataFrame:
    """Rows of the town's buildings; the grid is the one that holds most of the households."""
    codes = {
        "grid": state.grids["code"].to_numpy(object),
        "microgrid": state.microgrids["code"].to_numpy(object),
    }
    totals = members.groupby(["building", "of_grid"], as_index=False)["households"].sum()
    totals = totals.sort_values(
        ["building", "households", "of_grid"], ascending=[True, False, True]
    ).drop_duplicates("building")
    micro = members.groupby("building")["of_micro"].agg(["min", "max"])
    single = micro[micro["min"] == micro["max"]]["min"]
    found = state.buildings.assign(
        grid=pd.Series(codes["grid"][totals["of_grid"]], totals["building"], dtype=object),
        microgrid=pd.Series(codes["microgrid"][single], single.index, dtype=object),
    ).set_index("name")
    rows = found.reindex(town.buildings["id"])
    frame = town.buildings.assign(
        grid=_nulls(rows["grid"]),
        microgrid=_nulls(rows["microgrid"]),
        households=rows["households"].to_numpy(),
        residents=rows["residents"].to_numpy(),
        households_source=_nulls(rows["source"]),
    )
    others = [name for name in frame.columns if name not in (*OUT_BUILDINGS, "geometry")]
    return frame[[*OUT_BUILDINGS, *others, "geometry"]]


def _nulls(values: pd.Series) -> Geometries:
    """Texts with None for what is missing."""
    return np.asarray(values.astype(object).where(values.notna(), None), dtype=object)


def _parts(state: Snapshot, members: pd.DataFrame, town: Town) -> gpd.GeoDataFrame:
    """Parts of buildings that several micro-grids share, and whether each is ``stacked``.

    Floors of one staircase that follow each other in one micro-grid are one part.
    """
    shared = members.groupby("building")["of_micro"].transform("nunique") > 1
    rows = members[shared]
    height = state.buildings["floors"].to_numpy()[rows["building"]]
    rows = rows.assign(
        low=rows["floor_from"].fillna(1).astype("int64"),
        high=rows["floor_to"].astype("Int64").fillna(pd.Series(height, rows.index)).astype("int64"),
        stair=rows["staircase"].fillna(0).astype("int64"),
        name=state.buildings["name"].to_numpy(object)[rows["building"]],
    ).sort_values(["name", "stair", "foot", "low"], kind="stable")
    key = ["building", "foot", "of_micro"]
    follows = (rows[key] == rows[key].shift()).all(axis=1) & (
        rows["low"] == rows["high"].shift() + 1
    )
    rows = rows.assign(run=(~follows).cumsum())
    runs = rows.groupby("run")
    parts = runs[["building", "name", "stair", "foot", "of_micro", "stacked"]].first()
    parts = parts.assign(
        floor_from=runs["low"].min().astype("Int32"),
        floor_to=runs["high"].max().astype("Int32"),
        households=runs["households"].sum().astype("int64"),
    ).reset_index(drop=True)
    stair = parts["stair"].astype("Int32")
    codes = state.microgrids["code"].to_numpy(object)
    frame = pd.DataFrame(
        {
            "building": parts["name"],
            "part": (parts.groupby("building").cumcount() + 1).astype("int32"),
            "floor_from": parts["floor_from"],
            "floor_to": parts["floor_to"],
            "staircase": stair.mask(stair == 0),
            "households": parts["households"],
            "microgrid": codes[parts["of_micro"]],
            "stacked": parts["stacked"].astype(bool),
        }
    )
    return gpd.GeoDataFrame(
        frame, geometry=_footprints(state, parts, town), crs=town.communities.crs
    )


def _footprints(state: Snapshot, parts: pd.DataFrame, town: Town) -> Geometries:
    """Footprint of each part: the building's, for a staircase what stands on its ground.

    Where a border runs along a wall, rounding leaves slivers; they are dropped.
    """
    at = pd.Index(town.buildings["id"]).get_indexer(parts["name"])
    shapes: Geometries = town.buildings.geometry.to_numpy()[at]
    cut = np.flatnonzero(parts["stair"] > 0)
    ground = state.ground[parts["foot"].iloc[cut]].to_numpy()
    pieces, at = shapely.get_parts(shapely.intersection(shapes[cut], ground), return_index=True)
    area = shapely.area(pieces)
    largest = np.zeros(len(cut))
    np.maximum.at(largest, at, area)
    kept = np.flatnonzero(area > SLIVER * largest[at])
    solid, group = np.unique(at[kept], return_inverse=True)
    shapes[cut[solid]] = union_groups(pieces[kept], group)
    return shapes
