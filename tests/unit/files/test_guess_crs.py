"""Which CRS coordinates are guessed to be of, and with what certainty."""

from __future__ import annotations

import pytest
from pyproj import CRS, Transformer

from gis.files.guess_crs import MERIDIANS, guess

HANGZHOU = (120.21, 30.24)


def metres(code: str, lonlat: tuple[float, float] = HANGZHOU) -> tuple[float, float]:
    x, y = Transformer.from_crs(4326, code, always_xy=True).transform(*lonlat)
    return x, y


def test_degrees_in_china_are_taken_as_cgcs2000_and_gcj02_is_named_as_a_doubt() -> None:
    told = guess(HANGZHOU)
    assert told.code == "EPSG:4490"
    assert "GCJ-02" in told.why_zh
    assert "GCJ-02" in told.why_en


def test_degrees_elsewhere_are_taken_as_wgs84() -> None:
    assert guess((2.57, 44.35)).code == "EPSG:4326"


@pytest.mark.parametrize("place", [HANGZHOU[::-1], (3_350_000.0, 520_000.0), (3.3e6, 40_520_000.0)])
def test_swapped_axes_are_told_and_nothing_is_chosen(place: tuple[float, float]) -> None:
    told = guess(place)
    assert told.code is None
    assert "颠倒" in told.why_zh


@pytest.mark.parametrize("code", ["EPSG:4528", "EPSG:4527", "EPSG:4498", "EPSG:4497"])
def test_the_number_of_a_band_before_the_easting_is_certain(code: str) -> None:
    place = CRS(code).area_of_use
    assert place is not None
    told = guess(metres(code, ((place.west + place.east) / 2, 31.0)))
    assert told.code == code
    first = told.candidates[0]
    assert place.west <= first.lon <= place.east


def test_without_band_number_another_layer_tells_the_meridian() -> None:
    told = guess(metres("EPSG:4549"), anchors=[(120.3, 30.1)])
    assert told.code == "EPSG:4549"
    assert len(told.candidates) == 1


def test_without_band_number_the_province_of_the_codes_tells_the_meridian() -> None:
    assert guess(metres("EPSG:4549"), province="33").code == "EPSG:4549"


def test_without_any_hint_every_meridian_is_offered_and_none_chosen() -> None:
    told = guess(metres("EPSG:4549"))
    assert told.code is None
    assert len(told.candidates) == len(MERIDIANS)
    assert "EPSG:4549" in [one.code for one in told.candidates]
    assert "中央经线" in told.why_zh


def test_where_several_meridians_fit_a_province_none_is_chosen() -> None:
    told = guess(metres("EPSG:4543", (102.5, 25.0)), province="53")
    assert told.code is None
    assert 1 < len(told.candidates) < len(MERIDIANS)


def test_web_mercator_is_recognised_and_the_band_of_the_far_west_stays_a_candidate() -> None:
    told = guess(metres("EPSG:3857"))
    assert told.code == "EPSG:3857"
    assert "EPSG:4491" in [one.code for one in told.candidates]


def test_a_layer_nearby_decides_between_web_mercator_and_the_far_west() -> None:
    assert guess(metres("EPSG:4491", (75.9, 39.4)), anchors=[(76.0, 39.5)]).code == "EPSG:4491"


@pytest.mark.parametrize("place", [(1e9, 1e9), (12_345.0, 67_890.0), (5e5, -3e6)])
def test_local_coordinates_are_not_guessed(place: tuple[float, float]) -> None:
    told = guess(place)
    assert (told.code, told.candidates) == (None, ())
    assert told.why_zh


def test_no_coordinates_no_guess() -> None:
    assert guess(None).code is None
