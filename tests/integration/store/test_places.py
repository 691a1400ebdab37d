"""Coordinate reference systems and jurisdictions."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS
from sqlalchemy import Connection, text

from gis.errors import NotFoundError
from gis.model import ROOT, Level
from gis.store import crs, jurisdictions


@pytest.mark.parametrize("definition", [
    "EPSG:4547",
    "EPSG:4326",
    "+proj=tmerc +lat_0=0 +lon_0=113.7 +x_0=500000 +ellps=GRS80 +units=m",
    "+proj=tmerc +lat_0=31 +lon_0=121 +ellps=bessel +towgs84=1,2,3 +units=us-ft",
])  # fmt: skip
def test_a_crs_is_found_again(conn: Connection, definition: str) -> None:
    system = CRS.from_user_input(definition)
    number = crs.srid_of(conn, system)
    assert (number >= crs.OURS) == definition.startswith("+")
    assert crs.srid_of(conn, CRS.from_wkt(system.to_wkt())) == number
    assert crs.crs_of(conn, number).equals(system, ignore_axis_order=True)


def test_postgis_transforms_from_a_crs_of_ours(conn: Connection) -> None:
    system = CRS.from_user_input("+proj=tmerc +lat_0=0 +lon_0=113.7 +x_0=500000 +ellps=GRS80")
    where = text(
        "select st_x(p), st_y(p) from st_transform(st_setsrid(st_point(510000, 3390000), :srid),"
        " 4326) as p"
    )
    found = conn.execute(where, {"srid": crs.srid_of(conn, system)}).one()
    wanted = gpd.GeoSeries([shapely.Point(510000, 3390000)], crs=system).to_crs(4326)[0]
    assert np.allclose(found, (wanted.x, wanted.y), atol=1e-8)


def test_an_unknown_number_is_no_crs(conn: Connection) -> None:
    with pytest.raises(NotFoundError):
        crs.crs_of(conn, 998_999)


def test_the_tree_grows_with_its_communities(conn: Connection) -> None:
    jurisdictions.ensure(conn, {"880101001001": "一社", "880101002001": "二社"})
    jurisdictions.ensure(conn, {"880101001001": "改名", "880101001002": "三社"})
    chain: list[Any] = jurisdictions.chain(conn, "880101001001")
    assert [node.level for node in chain] == list(Level)
    assert [node.name for node in chain] == [ROOT, "880101", "880101001", "一社"]
    below = jurisdictions.children(conn, "880101001")
    assert [node.name for node in below] == ["一社", "三社"]
    assert jurisdictions.lookup(conn, "880101").parent == ROOT
    with pytest.raises(NotFoundError):
        jurisdictions.lookup(conn, "77")


@pytest.mark.parametrize(("codes", "shared"), [
    (["880101001001"], "880101001001"),
    (["880101001001", "880101001002"], "880101001"),
    (["880101001001", "880101002001"], "880101"),
    (["880101001001", "770101002001"], ROOT),
])  # fmt: skip
def test_the_lowest_that_holds_all(codes: list[str], shared: str) -> None:
    assert jurisdictions.common(codes) == shared
