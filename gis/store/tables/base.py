"""Names of constraints, and the columns that many tables share."""

from __future__ import annotations

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import Column, Computed, DateTime, MetaData, func

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def geom(*, nullable: bool = False) -> Column[Any]:
    """True geometry in the CRS of its dataset; datasets differ, so no SRID is prescribed."""
    kind = Geometry("GEOMETRY", srid=-1, spatial_index=False)
    return Column("geom", kind, nullable=nullable)


def display() -> Column[Any]:
    """The same in web mercator, rings as vector tiles want them, derived by the database."""
    formula = "ST_ForcePolygonCW(ST_Transform(geom, 3857))"
    return Column("display", Geometry("GEOMETRY", srid=3857), Computed(formula, persisted=True))


def created_at() -> Column[Any]:
    """When the row was written, by the database's clock; order is by number, never by clock."""
    return Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now())
