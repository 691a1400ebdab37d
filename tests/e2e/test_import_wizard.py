"""From files in a folder to a dataset: what is guessed, what is wrong, and what is stored."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from gis.workflow.invent import invent
from tests.e2e.site import LOADING, Visit, Visitor

pytestmark = pytest.mark.e2e
OFFICE_NAMES = {"households": "户数", "floors": "层数", "name": "名称"}
"""Columns as offices call them."""


@pytest.fixture(scope="module")
def office_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small town whose columns have Chinese names."""
    folder = tmp_path_factory.mktemp("import")
    plain, file = folder / "plain.gpkg", folder / "青石镇.gpkg"
    invent(plain, buildings=300)
    for layer, _ in pyogrio.list_layers(plain):
        frame = gpd.read_file(plain, layer=layer)
        frame.rename(columns=OFFICE_NAMES).to_file(file, layer=layer, driver="GPKG")
    return file


def stored(visitor: Visitor) -> list[str]:
    """Names of the datasets there are."""
    return [one["name"] for one in visitor.get("/api/v1/datasets")["items"]]


def test_columns_with_chinese_names_are_guessed_and_the_town_is_stored(
    visit: Visit, office_file: Path
) -> None:
    visitor = visit("planner")
    page = visitor.page
    known = len(stored(visitor))
    visitor.open("/import")
    page.locator("wg-drop-zone input[type=file]").set_input_files(office_file)
    page.get_by_role("heading", name="核对数据").wait_for(timeout=LOADING)
    guessed = page.locator("wg-column-table option:checked", has_text="户数")
    guessed.first.wait_for(state="attached")
    assert len(stored(visitor)) == known
    page.get_by_label("数据集名称").fill("青石镇（试验）")
    page.get_by_role("button", name="导入", exact=True).click()
    page.get_by_role("button", name="生成方案").or_(
        page.get_by_role("link", name="生成方案")
    ).wait_for(timeout=LOADING)
    names = stored(visitor)
    assert len(names) == known + 1
    assert "青石镇（试验）" in names


def test_a_file_that_is_no_map_is_refused_in_words_and_nothing_is_stored(
    visit: Visit, tmp_path: Path
) -> None:
    visitor = visit("planner")
    page = visitor.page
    known = len(stored(visitor))
    file = tmp_path / "通讯录.gpkg"
    file.write_bytes(b"this is no GeoPackage")
    visitor.open("/import")
    page.locator("wg-drop-zone input[type=file]").set_input_files(file)
    page.get_by_role("alert").first.wait_for(timeout=LOADING)
    assert page.get_by_role("alert").first.inner_text().strip()
    assert len(stored(visitor)) == known
