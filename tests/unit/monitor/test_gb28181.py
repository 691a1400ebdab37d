"""Ids and attributes after GB/T 28181."""

from __future__ import annotations

import pytest

from gis.errors import ParameterError
from gis.model.cameras import CameraKind
from gis.monitor import directions, gb28181


def test_an_id_falls_into_its_parts_and_back() -> None:
    found = gb28181.parse("51010500081320000123")

    assert (found.centre, found.industry, found.type) == ("51010500", "08", "132")
    assert (found.network, found.sequence, found.county) == ("0", "000123", "510105")
    assert str(found) == "51010500081320000123"


def test_full_width_digits_and_blanks_are_no_matter() -> None:
    assert (
        str(gb28181.parse(" ５１０１０５０００８１３１００００１２３ ")) == "51010500081310000123"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("5101050008132000012", "19 digits"),
        ("510105000813200001234", "21 digits"),
        ("5101050008132000012X", "19 digits and 1 other"),
        ("", "0 digits"),
        ("51010500081180000123", "NVR"),
        ("51010500082000000123", "platform"),
        ("51010500089990000123", "something else"),
    ],
)
def test_what_is_no_camera_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(ParameterError, match=why) as caught:
        gb28181.parse(text)
    assert caught.value.zh


def test_the_eight_directions_agree_with_the_compass() -> None:
    points = ["E", "W", "S", "N", "SE", "NE", "SW", "NW"]

    told = [gb28181.direction(str(number)) for number in range(1, 9)]

    assert told == [directions.read(point).sectors[0].direction for point in points]
    assert gb28181.direction("9") is None


def test_a_ball_turns_and_a_gun_does_not() -> None:
    kinds = {number: gb28181.build(number) for number in "1234567"}

    assert {n for n, one in kinds.items() if one and one.kind is CameraKind.PANNING} == set("145")
    assert {n for n, one in kinds.items() if one and one.kind is CameraKind.DOME} == {"2"}
    assert gb28181.build("0") is None


def test_a_code_with_a_digit_too_few_is_meant_as_an_id_and_another_registers_is_not() -> None:
    assert gb28181.is_meant("5101050008132000012")
    assert gb28181.is_meant("５１０１０５０００８１３１００００１２３")
    assert not gb28181.is_meant("510105000813")
    assert not gb28181.is_meant("CAM-51010500081320000123")
