from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gis.frames import INPUT_LAYERS, Town
from gis.store.snapshots import BORDER, Snapshot
from gis.workflow.stored import frames

SIDES = (
    pd.DataFrame({name: [] for name in ("low", "high", *BORDER)}),
    pd.DataFrame({name: [] for name in ("atom", "part", *BORDER)}),
)
HOUSE = shapely.box(5, 5, 25, 15)


def town(**buildings: shapely.Polygon) -> Town:
    layers = {name: gpd.GeoDataFrame(geometry=[], crs=4547) for name in INPUT_LAYERS}
    layers["communities"] = gpd.GeoDataFrame(
        {"code": ["990121100201"]}, geometry=[shapely.box(0, 0, 30, 20)], crs=4547
    )
    layers["buildings"] = gpd.GeoDataFrame(
        {"id": list(buildings)}, geometry=list(buildings.values()), crs=4547
    )
    return Town(**layers)


def cut(at: float = 15.0) -> Snapshot:
    """One grid of two micro-grids; the border between their atoms cuts a house into staircases."""
    whole = pd.array([None, None], dtype="Int32")
    counts = {"households": [20, 30], "residents": [60, 90]}
    return Snapshot(
        communities=pd.DataFrame({"id": [1], "code": ["990121100201"]}),
        grids=pd.DataFrame(
            {
                "id": [7], "community": ["990121100201"], "code": ["990121100201001"],
                "kind": ["base"], "category": [None], "name": ["一"], "name_en": ["one"],
                "post": [None], "reason": [None],
            }
        ),
        microgrids=pd.DataFrame(
            {"id": [8, 9], "grid": [7, 7], "code": ["…01", "…02"], "reason": [None, None]}
        ),
        atoms=pd.DataFrame(
            {
                "atom": [3, 4], "foot": [3, 4], "grid": [7, 7], "microgrid": [8, 9], **counts,
                "area": [300.0, 300.0], "floor_from": whole, "floor_to": whole,
                "staircase": pd.array([1, 2], dtype="Int32"),
            }
        ),
        ground=pd.Series(
            [shapely.box(0, 0, at, 20), shapely.box(at, 0, 30, 20)], index=[3, 4], dtype=object
        ),
        members=pd.DataFrame({"atom": [3, 4], "building": [5, 5], **counts}),
        buildings=pd.DataFrame(
            {
                "id": [5], "name": ["b"], "households": [50], "residents": [150],
                "source": ["estimated"], "floors": [6],
            }
        ),
    )  # fmt: skip


def test_staircases_of_a_shared_house_are_parts_with_their_own_ground() -> None:
    found = frames(cut(), SIDES, town(b=HOUSE))
    parts = found.building_parts
    assert parts["staircase"].tolist() == [1, 2]
    assert parts["part"].tolist() == [1, 2]
    assert parts[["floor_from", "floor_to"]].to_numpy().tolist() == [[1, 6], [1, 6]]
    assert parts["households"].tolist() == [20, 30]
    assert parts.geometry.iloc[0].equals(shapely.box(5, 5, 15, 15))
    assert parts.geometry.iloc[1].equals(shapely.box(15, 5, 25, 15))
    assert found.microgrids["floor_from"].isna().all()
    assert found.buildings["microgrid"].isna().all()
    assert found.grids["estimated_share"].tolist() == [1.0]
    assert found.grids["buildings"].tolist() == [1]


def test_slivers_from_rounding_are_no_part_of_a_staircase() -> None:
    # A second wing that the neighbour's ground misses by a hair.
    house = shapely.MultiPolygon([shapely.box(5, 5, 15, 15), shapely.box(15 - 1e-9, 5, 25, 15)])
    parts = frames(cut(), SIDES, town(b=house)).building_parts
    assert parts.geometry.geom_type.tolist() == ["Polygon", "Polygon"]
    assert parts.geometry.area.tolist() == pytest.approx([100.0, 100.0])


def test_staircases_in_one_micro_grid_are_one_house() -> None:
    state = cut()
    atoms = state.atoms.assign(microgrid=[8, 8])
    found = frames(replace(state, atoms=atoms), SIDES, town(b=HOUSE))
    assert len(found.building_parts) == 0
    assert found.buildings["microgrid"].tolist() == ["…01"]


def test_floors_of_one_micro_grid_with_others_between_are_two_parts() -> None:
    floors = {"floor_from": [1, 3, 5], "floor_to": [2, 4, 6]}
    state = cut()
    atoms = pd.DataFrame(
        {
            "atom": [3, 4, 6], "foot": 3, "grid": 7, "microgrid": [8, 9, 8],
            "households": [20, 20, 10], "residents": [60, 60, 30], "area": 600.0, **floors,
            "staircase": [None] * 3,
        }
    ).astype(dict.fromkeys([*floors, "staircase"], "Int32"))  # fmt: skip
    members = atoms[["atom", "households", "residents"]].assign(building=5)
    ground = pd.Series([shapely.box(0, 0, 30, 20)], index=[3], dtype=object)
    found = frames(
        replace(state, atoms=atoms, members=members, ground=ground), SIDES, town(b=HOUSE)
    )
    parts = found.building_parts
    assert parts["microgrid"].tolist() == ["…01", "…02", "…01"]
    assert parts["households"].tolist() == [20, 20, 10]
    assert found.microgrids[["floor_from", "floor_to"]].to_numpy().tolist() == [[1, 6], [3, 4]]
    assert found.grids["area_m2"].tolist() == [600.0]


def test_floors_that_all_went_to_one_micro_grid_are_no_stack_any_more() -> None:
    state = cut()
    atoms = state.atoms.assign(
        foot=3, microgrid=8, staircase=pd.array([None, None], dtype="Int32"),
        floor_from=pd.array([1, 4], dtype="Int32"), floor_to=pd.array([3, 6], dtype="Int32"),
    )  # fmt: skip
    found = frames(replace(state, atoms=atoms), SIDES, town(b=HOUSE))
    assert len(found.building_parts) == 0
    assert found.microgrids["floor_from"].isna().all()
