"""Existing grids: their borders are kept where they work, and their codes stay."""

from __future__ import annotations

import pytest
import shapely
from shapely.geometry import box

from gis.model import Band, Rules
from gis.partition.params import Effort, Params
from gis.partition.solve import partition
from tests.unit.partition.drawn import HOME, community, houses, town

PARAMS = Params(Rules(band=Band(24, 44), micro_band=Band(4, 16)), effort=Effort.BALANCED)


@pytest.mark.parametrize("middle", [40, 60])
def test_a_border_between_existing_grids_is_kept_where_both_are_in_band(middle: int) -> None:
    old = [
        {"code": f"{HOME}007", "geometry": box(0, 0, middle, 80)},
        {"code": f"{HOME}004", "geometry": box(middle, 0, 100, 80)},
    ]
    drawn = town([community(box(0, 0, 100, 80))], houses(0, 0, 5, 4, 3), grids=old)
    grids = partition(drawn, PARAMS).proposal.grids.set_index("code").geometry
    assert set(grids.index) == {f"{HOME}007", f"{HOME}004"}
    corner = drawn.communities.total_bounds[:2]
    west = shapely.affinity.translate(old[0]["geometry"], *corner)
    assert grids[f"{HOME}007"].symmetric_difference(west).area < 1.0
