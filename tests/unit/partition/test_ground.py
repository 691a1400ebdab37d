"""The atoms of a town: they tile it, hold everybody once and do not hang on parameters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from shapely.geometry import box

from gis.frames import Ground, Town
from gis.partition.ground import dissect
from tests.unit.partition.drawn import BESIDE, Row, barrier, community, house, houses, town
from tests.unit.partition.test_whole_towns import drawn, rows_of_towns

SQUARE_CENTIMETRE = 1e-4
FACING = ["east", "south", "west", "north"]


def nine(*extra: Row, sites: Sequence[Row] = (), compounds: Sequence[Row] = ()) -> Town:
    """3 x 3 houses on squares of 20 m."""
    home, homes = community(box(0, 0, 60, 60)), houses(0, 0, 3, 3)
    return town([home], [*homes, *extra], sites=sites, compounds=compounds)


def assert_sound(made: Town, ground: Ground) -> None:
    shapes = ground.atoms.geometry.to_numpy()
    assert (ground.atoms.geom_type == "Polygon").all()
    assert ground.atoms.is_valid.all()
    assert shapely.coverage_is_valid(shapes)
    for at, shape in enumerate(made.communities.geometry):
        own = shapely.union_all(shapes[ground.atoms["community"] == at])
        assert own.symmetric_difference(shape).area < SQUARE_CENTIMETRE
    assert_everybody_once(made, ground)
    assert_uncut(made, ground)
    assert_bordered(ground)


def assert_everybody_once(made: Town, ground: Ground) -> None:
    for column in ("households", "residents"):
        by_building = ground.members.groupby("building")[column].sum()
        assert by_building.tolist() == ground.buildings[column].tolist()
        by_atom = ground.members.groupby("atom")[column].sum()
        held = by_atom.reindex(ground.atoms.index, fill_value=0)
        assert held.tolist() == ground.atoms[column].tolist()
    assert ground.atoms["buildings"].sum() == len(made.buildings)


def assert_uncut(made: Town, ground: Ground) -> None:
    home = made.communities.geometry.to_numpy()[ground.buildings["community"]]
    for building, own in ground.members.groupby("building")["atom"]:
        shape = made.buildings.geometry.iloc[building]
        under = shapely.union_all(ground.atoms.geometry.iloc[own].to_numpy())
        assert shape.intersection(home[building]).difference(under).area < SQUARE_CENTIMETRE


def assert_bordered(ground: Ground) -> None:
    """Borders are those of the polygons; each metre faces one way."""
    edges = ground.edges
    shape = ground.atoms.geometry.to_numpy()
    assert (edges["low"] < edges["high"]).all()
    assert not edges.duplicated(["low", "high"]).any()
    shared = shapely.length(shapely.intersection(shape[edges["low"]], shape[edges["high"]]))
    assert np.allclose(shared, edges["length"], atol=0.01)
    perimeter = pd.concat(
        [edges.set_index("low")["length"], edges.set_index("high")["length"]]
    ).add(0.0)
    total = perimeter.groupby(level=0).sum().reindex(ground.atoms.index, fill_value=0.0)
    total = total.add(ground.rims.groupby("atom")["length"].sum(), fill_value=0.0)
    assert np.allclose(total, shapely.length(shape), atol=0.02)
    for table in (edges, ground.rims):
        assert np.allclose(table[FACING].sum(axis=1), table["length"], atol=0.01)


@settings(max_examples=8)
@given(layers=rows_of_towns())
def test_any_small_town_is_tiled_by_atoms_that_hold_everybody_once(
    layers: dict[str, list[Row]],
) -> None:
    made = drawn(layers)
    assert_sound(made, dissect(made))


def test_nine_houses_stand_on_nine_atoms_with_twelve_borders() -> None:
    made = nine()
    ground = dissect(made)
    assert_sound(made, ground)
    assert ground.atoms["households"].tolist() == [4] * 9
    assert len(ground.edges) == 12
    assert ground.edges["passable"].all()
    assert ground.edges["along"].isna().all()
    assert ground.edges["length"].tolist() == pytest.approx([20.0] * 12, abs=0.5)
    assert len(ground.rims) == 8


def test_borders_over_open_ground_are_straight() -> None:
    shapes = dissect(nine()).atoms.geometry
    inner = shapes[shapes.distance(shapely.union_all(shapes.to_numpy()).centroid) == 0].iloc[0]
    assert shapely.get_num_coordinates(inner) == 5


def test_a_border_faces_the_way_it_is_seen_from_its_lower_atom() -> None:
    ground = dissect(nine())
    centre = ground.atoms.centroid
    for low, high, *metres in ground.edges[["low", "high", *FACING]].itertuples(index=False):
        step = (centre[high].x - centre[low].x, centre[high].y - centre[low].y)
        east, south, west, north = metres
        assert (east - west) * step[0] >= 0
        assert (north - south) * step[1] >= 0
        assert max(metres) > 0.8 * sum(metres)


def test_a_river_is_impassable_but_for_its_bridge_and_has_its_name() -> None:
    river = barrier("river", (-20, 30), (80, 30), name="清河")
    dry = [row for row in houses(0, 0, 3, 3) if abs(row["geometry"].centroid.y - 30) > 5]
    made = town([community(box(0, 0, 60, 60))], dry, barriers=[river])
    shut = dissect(made).edges
    across = shut[shut["along"] == "清河"]
    assert len(across) == 3
    assert not across["passable"].any()
    assert (across["cost"] < 0.1 * across["length"]).all()
    bridge = [{"geometry": shapely.Point(10, 30)}]
    opened = dissect(town([community(box(0, 0, 60, 60))], dry, barriers=[river], crossings=bridge))
    across = opened.edges[opened.edges["along"] == "清河"]
    assert across["passable"].sum() == 1


def test_a_rim_beside_another_community_bears_its_name() -> None:
    made = town(
        [community(box(0, 0, 60, 60)), community(box(60, 0, 120, 60), BESIDE)],
        houses(0, 0, 6, 3),
    )
    ground = dissect(made)
    facing = ground.rims[ground.rims["along"] == "社区02"]
    assert facing["east"].sum() == pytest.approx(60.0, abs=0.01)
    assert facing["atom"].isin(np.nonzero(ground.atoms["community"] == 0)[0]).all()
    assert ground.rims["along"].isna().any()


def test_a_slab_with_staircases_is_cut_above_80_households_only() -> None:
    slab, low = house(box(0, 62, 60, 74), 81, floors=9, staircases=3), box(0, 80, 60, 92)
    made = town(
        [community(box(0, 0, 60, 100))],
        [slab, house(low, 80, floors=9, staircases=3), *houses(0, 0, 3, 3)],
    )
    ground = dissect(made)
    assert_sound(made, ground)
    first = ground.members[ground.members["building"] == 0]
    assert ground.atoms["staircase"][first["atom"]].tolist() == [1, 2, 3]
    assert first["households"].tolist() == [27, 27, 27]
    assert ground.atoms["buildings"][first["atom"]].tolist() == [1, 0, 0]
    second = ground.members[ground.members["building"] == 1]
    assert ground.atoms["staircase"][second["atom"]].isna().all()


def test_overlapping_buildings_stand_on_one_atom() -> None:
    made = nine(house(box(10, 10, 14, 30), 7))
    ground = dissect(made)
    assert_sound(made, ground)
    tops = ground.members[ground.members["building"] == 9]
    shared = ground.members[ground.members["atom"] == tops["atom"].iloc[0]]
    assert len(shared) == 3
    assert ground.atoms["households"][tops["atom"].iloc[0]] == 15


def test_sites_and_compounds_are_named_by_position_and_id() -> None:
    made = nine(
        sites=[{"id": "s", "category": "school", "geometry": box(0, 0, 40, 20)}],
        compounds=[{"id": "c", "name": "和平里", "geometry": box(0, 40, 60, 60)}],
    )
    ground = dissect(made)
    assert set(ground.atoms["site"].dropna()) == {0}
    assert set(ground.atoms["compound"].dropna()) == {"c"}


def test_communities_may_be_dissected_in_any_order_and_again() -> None:
    made = town(
        [community(box(0, 0, 60, 60)), community(box(60, 0, 120, 60), BESIDE)],
        houses(0, 0, 6, 3),
    )

    def backwards(work, items):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return reversed([work(item) for item in reversed(list(items))])

    one, two = dissect(made), dissect(made, run=backwards)
    assert one.digests == two.digests
    assert len(set(one.digests)) == 2
    assert one.atoms.geometry.to_wkb().tolist() == two.atoms.geometry.to_wkb().tolist()
    for table in ("edges", "rims", "members", "buildings"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(two, table))


def test_another_count_gives_another_digest() -> None:
    other = town([community(box(0, 0, 60, 60))], houses(0, 0, 3, 3, 5))
    assert dissect(nine()).digests != dissect(other).digests
