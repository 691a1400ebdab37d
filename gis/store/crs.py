"""Coordinate reference systems and the numbers PostGIS knows them by.

Coordinates are x east, y north in files, frames and PostGIS alike, whatever order of axes the
definition names; systems that differ in nothing else are one.
"""

from __future__ import annotations

from pyproj import CRS
from pyproj.enums import WktVersion
from sqlalchemy import Connection, text

from gis.errors import DatabaseError, NotFoundError, ParameterError

OURS = 910_000
"""From here on numbers are ours; PostGIS leaves them to its users."""
LONGEST = 2048
"""Characters PostGIS keeps of a definition."""


def srid_of(conn: Connection, crs: CRS) -> int:
    """Number of a CRS in ``spatial_ref_sys``; one without an EPSG code is added once.

    Raises
    ------
    ParameterError
        PostGIS cannot hold its definition.
    DatabaseError
        It would have to be added, and the owner of the tables may not.
    """
    code = crs.to_epsg()
    if (
        code is not None
        and CRS.from_epsg(code).equals(crs, ignore_axis_order=True)
        and conn.scalar(
            text("select true from spatial_ref_sys where srid = :code and auth_name = 'EPSG'"),
            {"code": code},
        )
    ):
        return code
    known = text("select srid, srtext from spatial_ref_sys where srid >= :ours order by srid")
    for srid, definition in conn.execute(known, {"ours": OURS}):
        if CRS.from_wkt(definition).equals(crs, ignore_axis_order=True):
            return int(srid)
    return _register(conn, crs)


def crs_of(conn: Connection, srid: int) -> CRS:
    """The CRS behind a number.

    Raises
    ------
    NotFoundError
        PostGIS knows no such number.
    """
    row = conn.execute(
        text("select auth_name, auth_srid, srtext from spatial_ref_sys where srid = :srid"),
        {"srid": srid},
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"PostGIS knows no coordinate reference system {srid}")
    if row.auth_name == "EPSG":
        return CRS.from_epsg(row.auth_srid)
    return CRS.from_wkt(row.srtext)


def _register(conn: Connection, crs: CRS) -> int:
    definition = _definition(crs)
    may = text(
        "select has_table_privilege(proowner, 'spatial_ref_sys', 'insert')"
        " from pg_proc where oid = 'register_crs(text)'::regprocedure"
    )
    if not conn.scalar(may):
        raise DatabaseError(
            f"PostGIS does not know the coordinate reference system {crs.name}, and the owner of"
            " the tables may not add it; an administrator must GRANT INSERT ON spatial_ref_sys"
            " to the owner, or give the data in a system with an EPSG code"
        )
    add = text("select register_crs(:definition)")
    return int(conn.execute(add, {"definition": definition}).scalar_one())


def _definition(crs: CRS) -> str:
    """The definition as it is kept; the older form where the newer one is too long.

    Raises
    ------
    ParameterError
        Neither fits, or it does not read back as the same system.
    """
    for version in (WktVersion.WKT2_2019_SIMPLIFIED, WktVersion.WKT1_GDAL):
        definition = crs.to_wkt(version)
        if (
            len(definition) <= LONGEST
            and CRS.from_wkt(definition).equals(crs, ignore_axis_order=True)
        ):  # fmt: skip
            return definition
    raise ParameterError(
        f"PostGIS cannot hold the coordinate reference system {crs.name};"
        " give the data in one with an EPSG code"
    )
