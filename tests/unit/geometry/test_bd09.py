"""BD-09 there and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from gis.geometry import bd09, gcj02

PLACES = st.tuples(st.floats(73.5, 135.5), st.floats(18.5, 53.5))


@given(st.lists(PLACES, min_size=1, max_size=50))
def test_a_place_comes_back_to_less_than_a_millimetre(places: list[tuple[float, float]]) -> None:
    there = np.array(places)
    back = bd09.to_wgs84(bd09.from_wgs84(there))
    _, _, metres = Geod(ellps="WGS84").inv(*there.T, *back.T)
    assert np.max(metres) < 0.001


@given(PLACES)
def test_it_lies_half_a_kilometre_or_more_beside_gcj02(place: tuple[float, float]) -> None:
    middle = gcj02.from_wgs84(np.array([place]))
    _, _, metres = Geod(ellps="WGS84").inv(*middle.T, *bd09.from_gcj02(middle).T)
    assert 500 < metres[0] < 1100


def test_a_known_place_is_where_the_published_code_puts_it() -> None:
    # Of the README of the widely copied coordtransform: 116.404, 39.915 of BD-09 in GCJ-02.
    found = bd09.to_gcj02(np.array([[116.404, 39.915]]))
    assert found[0] == pytest.approx((116.39762729119315, 39.90865673957631), abs=2e-6)
