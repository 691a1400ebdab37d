"""Every deliberately broken file is refused, with its layer and something to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.files import read_town
from tests.places import FIXTURES
from tests.unit.files.towns import faults_of

BROKEN = sorted((FIXTURES / "broken").glob("*.gpkg"))


@pytest.mark.parametrize("path", [p for p in BROKEN if p.stem != "sound"], ids=lambda p: p.stem)
def test_a_broken_file_is_refused_for_one_reason(path: Path) -> None:
    faults = faults_of(path)
    assert len({fault.remedy for fault in faults}) == 1
    assert all(fault.layer for fault in faults)


def test_the_file_they_were_made_from_is_sound() -> None:
    town = read_town(FIXTURES / "broken" / "sound.gpkg")
    assert len(town.communities) == 2
    assert town.notices == ()


def test_the_sample_town_is_read_without_notice() -> None:
    assert read_town(FIXTURES / "town.gpkg").notices == ()
