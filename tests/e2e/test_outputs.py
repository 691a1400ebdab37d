"""What leaves the page: files that are read back, and a sheet on paper."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from tests.e2e.site import LOADING, Visit

pytestmark = pytest.mark.e2e


def test_files_of_a_plan_hold_its_grids(visit: Visit, tmp_path: Path) -> None:
    visitor = visit("planner")
    visitor.open_plan(1, "panel=plan")
    grids = visitor.get("/api/v1/plans/1/grids?limit=1000")["features"]
    for kind in ("gpkg", "geojson", "shp.zip", "xlsx", "csv"):
        with visitor.page.expect_download(timeout=LOADING) as held:
            visitor.page.get_by_role("button", name=f"下载 {kind}", exact=True).click()
        file = tmp_path / f"plan.{kind}"
        held.value.save_as(file)
        assert file.stat().st_size > 1_000, kind
    layers = {name for name, _ in pyogrio.list_layers(tmp_path / "plan.gpkg")}
    assert {"grids", "microgrids"} <= layers
    assert len(gpd.read_file(tmp_path / "plan.gpkg", layer="grids")) == len(grids)
    assert any(
        name.endswith(".cpg") for name in zipfile.ZipFile(tmp_path / "plan.shp.zip").namelist()
    )


def test_a_shapefile_in_gbk_says_so(visit: Visit, tmp_path: Path) -> None:
    visitor = visit("planner")
    visitor.open_plan(1, "panel=plan")
    visitor.page.get_by_label("编码 shp.zip").select_option("gbk")
    with visitor.page.expect_download(timeout=LOADING) as held:
        visitor.page.get_by_role("button", name="下载 shp.zip", exact=True).click()
    file = tmp_path / "plan.shp.zip"
    held.value.save_as(file)
    with zipfile.ZipFile(file) as archive:
        pages = {archive.read(name) for name in archive.namelist() if name.endswith(".cpg")}
    assert pages
    assert all(b"GB" in page or b"936" in page for page in pages)


def test_the_sheet_of_a_grid_fits_one_page_of_paper(visit: Visit) -> None:
    visitor = visit("planner")
    grid = visitor.get("/api/v1/plans/1/grids?limit=1")["features"][0]["id"]
    visitor.open(f"/plans/1/sheet/{grid}")
    visitor.page.get_by_text("图幅已就绪").wait_for(timeout=LOADING)
    for text in ("审批编号", "四至", "图例", "网格编码"):
        visitor.page.get_by_text(text).first.wait_for()
    paper = visitor.page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/Type /Pages\b.{0,200}?/Count (\d+)", paper, re.DOTALL) == [b"1"]
