"""The density against a naive sum over all tickets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from gis.errors import ParameterError
from gis.model.questions import Kernel
from gis.monitor.density import RADIUS, density, frame, reach, used_bandwidth

BOUNDS = (113.85, 30.55, 113.95, 30.65)
GROUND = Geod(ellps="WGS84")
RNG = np.random.default_rng(3)
LON, LAT = RNG.normal(113.9, 0.012, 600), RNG.normal(30.6, 0.012, 600)


def naive(kernel: Kernel, bandwidth: float, size: int) -> np.ndarray:
    """Tickets per square kilometre in the middle of each bin, with distances on the ellipsoid."""
    shown = frame(BOUNDS, size)
    x = shown.west + (np.arange(shown.width) + 0.5) * shown.bin
    y = shown.north - (np.arange(shown.height) + 0.5) * shown.bin
    lon = np.degrees(x / RADIUS)
    lat = np.degrees(np.arctan(np.sinh(y / RADIUS)))
    found = np.zeros((shown.height, shown.width))
    for row in range(shown.height):
        for column in range(shown.width):
            here = np.full(len(LON), lon[column]), np.full(len(LON), lat[row])
            away = GROUND.inv(*here, LON, LAT)[2] / bandwidth
            if kernel is Kernel.QUARTIC:
                weights = np.where(away < 1, 3 / np.pi * (1 - away**2) ** 2, 0)
            else:
                weights = np.exp(-(away**2) / 2) / (2 * np.pi)
            found[row, column] = weights.sum() / bandwidth**2 * 1e6
    return found


@pytest.mark.parametrize(("kernel", "bandwidth"), [(Kernel.QUARTIC, 1500), (Kernel.GAUSSIAN, 600)])
def test_it_equals_the_sum_over_all_tickets(kernel: Kernel, bandwidth: float) -> None:
    found = density(LON, LAT, frame(BOUNDS, 40), bandwidth, kernel)
    wanted = naive(kernel, bandwidth, 40)

    assert np.abs(found - wanted).max() < 0.03 * wanted.max()


@pytest.mark.parametrize("kernel", list(Kernel))
@pytest.mark.parametrize("latitude", [0.0, 30.6, 50.0])
def test_one_ticket_spread_on_the_ground_stays_one(kernel: Kernel, latitude: float) -> None:
    bounds = (113.8, latitude - 0.1, 114.0, latitude + 0.1)
    shown = frame(bounds, 200)
    found = density(np.array([113.9]), np.array([latitude]), shown, 1000, kernel)
    ground = (shown.bin * shown.scale / 1000) ** 2

    assert found.sum() * ground == pytest.approx(1, abs=1e-9)


@given(st.floats(113.88, 113.92), st.floats(30.58, 30.62))
def test_the_peak_stands_where_the_ticket_is(lon: float, lat: float) -> None:
    shown = frame(BOUNDS, 100)
    found = density(np.array([lon]), np.array([lat]), shown, 500)
    row, column = np.unravel_index(found.argmax(), found.shape)
    x = shown.west + (column + 0.5) * shown.bin
    y = shown.north - (row + 0.5) * shown.bin

    assert abs(x - np.radians(lon) * RADIUS) <= shown.bin
    assert abs(y - np.arcsinh(np.tan(np.radians(lat))) * RADIUS) <= shown.bin


def test_a_bandwidth_is_one_on_the_ground_wherever_that_is() -> None:
    for latitude in (0.0, 45.0):
        bounds = (113.9 - 0.05, latitude - 0.03, 113.9 + 0.05, latitude + 0.03)
        shown = frame(bounds, 300)
        found = density(np.array([113.9]), np.array([latitude]), shown, 1000)
        reached = (found[found.shape[0] // 2] > found.max() * 1e-6).sum() * shown.bin * shown.scale

        assert reached == pytest.approx(2000, rel=0.03)


def test_tickets_beside_the_frame_matter_inside() -> None:
    shown = frame(BOUNDS, 60)
    beside = np.array([BOUNDS[0] - 0.002]), np.array([30.6])

    assert reach(shown, 500, Kernel.QUARTIC) > 500
    assert density(*beside, shown, 500)[:, 0].max() > 0
    far = np.array([BOUNDS[0] - 1.0]), np.array([30.6])
    assert density(*far, shown, 500).max() == pytest.approx(0, abs=1e-12)


def test_bins_larger_than_the_bandwidth_widen_it() -> None:
    shown = frame((113.0, 30.0, 115.0, 31.5), 32)

    assert used_bandwidth(shown, 100) == pytest.approx(2 * shown.bin * shown.scale)
    assert used_bandwidth(shown, 50_000) == 50_000


def test_a_wide_bandwidth_takes_fewer_bins() -> None:
    shown = frame(BOUNDS, 512, bandwidth=20_000)

    assert shown.width < 50
    assert shown.bin * shown.scale >= 20_000 / 64 * 0.999
    assert density(LON, LAT, shown, 20_000).max() > 0
    assert frame(BOUNDS, 512, bandwidth=100_000).width >= 1


@pytest.mark.parametrize("bounds", [(113.9, 30.6, 113.9, 30.7), (100, 20, 110, 40)])
def test_bounds_of_no_extent_or_too_much_are_refused(
    bounds: tuple[float, float, float, float],
) -> None:
    with pytest.raises(ParameterError):
        frame(bounds, 100)
