"""The scale must be read by everyone, and labels on it must be legible."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from gis.maps import style
from gis.model import BARRIER_CLASSES, CATEGORIES, Band, Severity

# Machado, Oliveira and Fernandes (2009), severity 1.0, for linear RGB.
BLINDNESS = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "none": np.eye(3).tolist(),
}


def linear(colour: str) -> NDArray[np.float64]:
    values = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ np.clip(rgb, 0, 1) / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    first, second = (float(linear(each) @ [0.2126, 0.7152, 0.0722]) for each in (one, other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


@pytest.mark.parametrize("kind", BLINDNESS)
def test_too_few_in_band_and_too_many_differ_for_every_eye(kind: str) -> None:
    seen = [lab(np.array(BLINDNESS[kind]) @ linear(each)) for each in style.SCALE]
    few, within, many = seen[:2], seen[2:5], seen[5:]
    for one, other in itertools.chain(
        itertools.product(few, within),
        itertools.product(within, many),
        itertools.product(few, many),
    ):
        assert np.linalg.norm(one - other) > 10


def test_neighbouring_steps_of_the_scale_can_be_told_apart() -> None:
    seen = [lab(linear(each)) for each in style.SCALE]
    assert min(np.linalg.norm(a - b) for a, b in itertools.pairwise(seen)) > 8


def test_ink_is_legible_on_every_fill() -> None:
    fills = [*style.SCALE, *(look.fill for look in style.CATEGORIES.values())]
    assert min(contrast(style.INK, fill) for fill in fills) >= 4.5


def test_white_signs_are_legible_on_their_badges() -> None:
    badges = [*style.SEVERITIES.values(), *(look.line for look in style.CATEGORIES.values())]
    assert min(contrast("#ffffff", each) for each in badges) >= 4.5


def test_panel_text_is_legible_on_white() -> None:
    assert contrast(style.MUTED, "#ffffff") >= 4.5
    assert contrast(style.ACCENT, "#ffffff") >= 4.5


def test_every_category_barrier_and_severity_has_a_look() -> None:
    assert set(style.CATEGORIES) == set(CATEGORIES)
    assert set(style.BARRIERS) == set(BARRIER_CLASSES)
    assert set(style.SEVERITIES) == set(style.SEVERITY_GLYPHS) == set(Severity)


def test_icons_and_badges_of_categories_are_all_different() -> None:
    looks = style.CATEGORIES.values()
    assert len({look.icon for look in looks}) == len(style.CATEGORIES)
    assert len({look.line for look in looks}) == len(style.CATEGORIES)


@pytest.mark.parametrize(
    ("households", "step"),
    [(0, 0), (239, 0), (240, 1), (299, 1), (300, 2), (366, 2), (367, 3), (434, 4), (500, 4),
     (501, 5), (600, 5), (601, 6), (4000, 6)],
)  # fmt: skip
def test_a_count_falls_on_its_step_of_the_scale(households: int, step: int) -> None:
    assert style.step(households, Band(300, 500)) == step


def test_a_band_of_one_number_has_its_middle_only() -> None:
    assert style.step(400, Band(400, 400)) == 3


def test_a_total_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        style.step(float("nan"), Band(300, 500))
