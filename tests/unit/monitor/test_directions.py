"""Directions as people write them: every one is read or reported."""

from __future__ import annotations

from pathlib import Path

import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.model.cameras import ALL_ROUND, CameraKind, Sector
from gis.monitor.directions import Form, read, read_all, span

FIXED, PANNING, DOME = CameraKind.FIXED, CameraKind.PANNING, CameraKind.DOME


@pytest.mark.parametrize(
    ("text", "form", "sectors"),
    [
        ("45", Form.DEGREES, [(45, None)]),
        (" 045° ", Form.DEGREES, [(45, None)]),
        ("12.5 deg", Form.DEGREES, [(12.5, None)]),
        ("０９０", Form.DEGREES, [(90, None)]),
        ("-90", Form.NEGATIVE, [(270, None)]),
        ("−90", Form.NEGATIVE, [(270, None)]),
        ("-360", Form.NEGATIVE, [(0, None)]),
        ("NW", Form.COMPASS, [(315, None)]),
        ("nne", Form.COMPASS, [(22.5, None)]),
        ("south", Form.COMPASS, [(180, None)]),
        ("North-East", Form.COMPASS, [(45, None)]),
        ("southbound", Form.COMPASS, [(180, None)]),
        ("朝东北", Form.COMPASS, [(45, None)]),
        ("西南方向", Form.COMPASS, [(225, None)]),
        ("100-190", Form.RANGE, [(145, 90)]),
        ("190-100", Form.RANGE, [(325, 270)]),
        ("350 – 10", Form.RANGE, [(0, 20)]),
        ("-30--10", Form.RANGE, [(340, 20)]),
        ("NW-NE", Form.RANGE, [(0, 90)]),
        ("90-90", Form.DEGREES, [(90, None)]),
        ("180, 270", Form.SEVERAL, [(180, None), (270, None)]),
        ("90;160;270", Form.SEVERAL, [(90, None), (160, None), (270, None)]),
        ("350-10;S", Form.SEVERAL, [(0, 20), (180, None)]),
        ("0-360", Form.ALL_ROUND, [(0, 360)]),
        ("", Form.NONE, []),
        ("  ", Form.NONE, []),
        (None, Form.NONE, []),
    ],
)
def test_a_direction_is_read_as_it_was_meant(
    text: str | None, form: Form, sectors: list[tuple[float, float | None]]
) -> None:
    found = read(text)

    assert found.form is form
    assert [(one.direction, one.width) for one in found.sectors] == sectors


@pytest.mark.parametrize(
    "text", ["450", "-400", "forward", "90;", "90;up", "N-up", "1e3", "9" * 99]
)
def test_what_says_no_direction_is_reported_and_not_guessed(text: str) -> None:
    assert read(text).form is Form.UNREADABLE
    assert read(text).sectors == ()


def test_360_is_north_for_what_looks_one_way_and_all_round_for_what_turns() -> None:
    assert read("360", FIXED).sectors == (Sector(0.0),)
    assert read("360", DOME).sectors == (ALL_ROUND,)
    assert read("360", PANNING).form is Form.ALL_ROUND


@given(st.text(max_size=120), st.sampled_from(CameraKind))
def test_any_text_is_of_one_form_and_its_sectors_lie_on_the_circle(
    text: str, kind: CameraKind
) -> None:
    found = read(text, kind)

    assert bool(found.sectors) == (found.form not in {Form.NONE, Form.UNREADABLE})
    for one in found.sectors:
        assert 0 <= one.direction < 360
        assert one.width is None or 0 < one.width <= 360


@given(st.floats(-360, 360), st.integers(0, 359))
def test_a_range_runs_clockwise_from_its_first_end(first: float, width: int) -> None:
    start = round(first, 3)
    found = read(f"{start:.3f}-{start + width:.3f}")
    if abs(start + width) > 360:
        assert found.form is Form.UNREADABLE
        return
    (sector,) = found.sectors
    begins = (sector.direction - (sector.width or 0) / 2 - start) % 360

    assert sector.width == pytest.approx(width) if width else sector.width is None
    assert min(begins, 360 - begins) == pytest.approx(0, abs=1e-6)


def test_the_span_of_several_directions_is_the_smallest_sector_that_holds_them() -> None:
    assert span(read("180, 270").sectors) == Sector(225, 90)
    assert span(read("350;10").sectors) == Sector(0, 20)
    assert span(read("0;90;180;270").sectors) == Sector(135, 270)
    assert span(read("0-180;180-360").sectors) == ALL_ROUND
    assert span(read("90").sectors) == Sector(90)
    assert span(()) is None


def test_each_of_the_529_directions_of_real_cameras_is_accounted_for(shared_data: Path) -> None:
    cameras = pyogrio.read_dataframe(shared_data / "cameras_swiss.gpkg")
    text = cameras["camera_direction"].where(
        cameras["camera_direction"].notna(), cameras["direction"]
    )
    kinds = [CameraKind(one) if one in set(CameraKind) else FIXED for one in cameras["camera_type"]]

    found, counts = read_all([one if isinstance(one, str) else None for one in text], kinds)

    assert len(found) == sum(counts.values()) == 2144
    assert counts == {
        Form.NONE: 1615, Form.DEGREES: 465, Form.NEGATIVE: 8, Form.COMPASS: 6, Form.RANGE: 1,
        Form.SEVERAL: 2, Form.ALL_ROUND: 47, Form.UNREADABLE: 0,
    }  # fmt: skip
    assert sum(counts.values()) - counts[Form.NONE] == 529
