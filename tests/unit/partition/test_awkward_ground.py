"""Ground that does not fit the usual picture: far crossings, bare borders, points, margins."""

from __future__ import annotations

from shapely.geometry import Point, box

from gis.model import Band, Rules
from gis.partition.params import Effort, Params
from gis.partition.solve import partition
from tests.unit.partition.drawn import atoms_of, barrier, community, counted, house, houses, town


def test_a_crossing_far_from_every_uncrossable_line_has_no_effect() -> None:
    river = barrier("river", (-20, 5), (80, 5))
    bridge = {"geometry": Point(30, 58)}
    ground = [community(box(0, 0, 60, 60))]
    far = town(ground, houses(0, 0, 3, 3), barriers=[river], crossings=[bridge])
    none = town(ground, houses(0, 0, 3, 3), barriers=[river])
    assert (atoms_of(far).graph.passable == atoms_of(none).graph.passable).all()


def test_a_bare_side_of_a_community_is_called_its_border() -> None:
    road = barrier("primary", (80, -20), (80, 100), name="东大街")
    drawn = town([community(box(0, 0, 80, 80))], houses(0, 0, 4, 4), barriers=[road])
    params = Params(Rules(band=Band(30, 80), micro_band=Band(8, 16)), effort=Effort.FAST)
    grids = partition(drawn, params).proposal.grids
    assert grids["boundary_text"].tolist() == [
        "东至东大街，南至社区边界，西至社区边界，北至社区边界"
    ]


def test_a_building_given_as_a_point_is_estimated_by_its_floors() -> None:
    drawn = town([community(box(0, 0, 100, 100))], [house(Point(50, 50), None, floors=6)])
    assert counted(drawn).households.tolist() == [4]


def test_the_margin_between_road_and_a_school_of_several_houses_goes_to_the_school() -> None:
    road = barrier("primary", (30, -10), (30, 70))
    school = {"id": "s", "category": "school", "geometry": box(0, 0, 27, 60)}
    homes = [*houses(0, 0, 1, 3, 0), *houses(40, 0, 1, 3)]
    drawn = town([community(box(0, 0, 60, 60))], homes, barriers=[road], sites=[school])
    params = Params(Rules(band=Band(8, 16), micro_band=Band(4, 8)), effort=Effort.FAST)
    grids = partition(drawn, params).proposal.grids.set_index("kind")
    assert grids.loc["dedicated", "area_m2"] == 1800
