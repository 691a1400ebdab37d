"""The committed files are what the generators make, and each broken one is refused as it should."""

from __future__ import annotations

import runpy
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from pandas.testing import assert_frame_equal

from gis.errors import UnusableInputError
from gis.files import read_town
from gis.sample.town import generate
from tests.places import FIXTURES

BROKEN = FIXTURES / "broken"

REFUSALS = {
    "another_county": "990121100201.*another county",
    "bow_tie": "B3.*invalid",
    "duplicate_codes": "990121100001.*2 features",
    "duplicate_ids": "B2.*2 features",
    "missing_code": "code.*missing",
    "missing_crs": "CRS is missing",
    "nan_coordinate": "B5.*not a finite number",
    "negative_households": "B4 households.*below 0",
    "no_communities": "communities.*empty",
    "null_geometry": "B6.*missing",
    "outside": "B9.*outside every community",
    "overlapping_communities": "2000.*overlap",
    "points_as_communities": "wrong type of geometry",
    "short_code": "99012110020.*12 digits",
    "swapped_axes": "buildings.*axes seem swapped",
    "swapped_degrees": "communities.*axes seem swapped",
    "text_in_numbers": "B2 floors.*no number",
    "unknown_class": "boulevard.*unknown class",
    "unknown_kind": "suburban.*unknown kind",
}


def _layers(path: Path) -> dict[str, gpd.GeoDataFrame]:
    # One of the broken files holds a coordinate that is not a number.
    with np.errstate(invalid="ignore"):
        return {name: gpd.read_file(path, layer=name) for name, _ in pyogrio.list_layers(path)}


def test_the_committed_town_is_the_generated_one(town_file: Path) -> None:
    committed = _layers(town_file)
    generated = generate()
    assert list(committed) == list(generated)
    for name, frame in generated.items():
        assert len(committed[name]) == len(frame), name
        if name != "tickets":
            assert committed[name].crs == frame.crs
            assert shapely.equals(committed[name].geometry, frame.geometry).all(), name
            plain = [pd.DataFrame(f.drop(columns="geometry")) for f in (committed[name], frame)]
            assert_frame_equal(*plain, check_dtype=False)


def test_the_sound_file_is_accepted() -> None:
    town = read_town(BROKEN / "sound.gpkg")
    assert len(town.buildings) == 9
    assert town.notices == ()


@pytest.mark.parametrize("name", sorted(REFUSALS))
def test_a_broken_file_is_refused_for_its_fault(name: str) -> None:
    with pytest.raises(UnusableInputError, match=f"(?s){REFUSALS[name]}"):
        read_town(BROKEN / f"{name}.gpkg")


def test_every_broken_file_is_tried() -> None:
    assert {path.stem for path in BROKEN.glob("*.gpkg")} == REFUSALS.keys() | {"sound"}


def test_the_broken_files_are_made_anew_byte_for_byte(tmp_path: Path) -> None:
    make = runpy.run_path(str(FIXTURES / "make_broken.py"))["main"]
    make(tmp_path / "one")
    make(tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
        again = _layers(path)
        for name, frame in _layers(BROKEN / path.name).items():
            assert_frame_equal(pd.DataFrame(again[name].to_wkb()), pd.DataFrame(frame.to_wkb()))


def test_the_readme_names_every_file() -> None:
    text = (FIXTURES / "README.md").read_text(encoding="utf-8")
    for path in BROKEN.glob("*.gpkg"):
        assert f"`{path.name}`" in text
