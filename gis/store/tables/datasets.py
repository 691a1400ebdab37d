"""Jurisdictions, and datasets: imported towns with their atoms. Rows never change."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from gis.store.tables.base import created_at, display, geom, metadata

jurisdictions = Table(
    "jurisdictions",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    # root, county, street, community
    Column("level", Text, nullable=False),
    Column("parent", ForeignKey("jurisdictions.code"), index=True),
)

datasets = Table(
    "datasets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("jurisdiction", ForeignKey("jurisdictions.code"), nullable=False, index=True),
    Column("srid", Integer, nullable=False),
    # SHA-256 of each input file, by its name.
    Column("digests", JSONB, nullable=False),
    Column("notices", JSONB, nullable=False),
    Column("software", Text, nullable=False),
    # Features of each layer, households, residents.
    Column("totals", JSONB, nullable=False),
    # Columns of each layer in their order, with their types, to read back what was read.
    Column("columns", JSONB, nullable=False, server_default=text("'{}'")),
    Column("created_by", Text, nullable=False),
    created_at(),
    UniqueConstraint("name", "version"),
)

communities = Table(
    "communities",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dataset", ForeignKey("datasets.id"), nullable=False),
    Column("code", ForeignKey("jurisdictions.code"), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # The known total, null where there is none.
    Column("households", Double),
    # Hash of the community's atoms as they were made; a proposal must find the same.
    Column("digest", Text, nullable=False),
    # Columns of the input besides those above.
    Column("properties", JSONB, nullable=False, server_default=text("'{}'")),
    geom(),
    display(),
    UniqueConstraint("dataset", "code"),
)

features = Table(
    "features",
    metadata,
    Column("dataset", ForeignKey("datasets.id"), primary_key=True),
    # barriers, crossings, compounds, sites, population, grids
    Column("layer", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("properties", JSONB, nullable=False),
    geom(),
    display(),
)

buildings = Table(
    "buildings",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("dataset", ForeignKey("datasets.id"), nullable=False),
    # Its id in the input, unique there.
    Column("name", Text, nullable=False),
    Column("community", ForeignKey("communities.id"), nullable=False, index=True),
    Column("households", Integer, nullable=False),
    Column("residents", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("floors", Integer, nullable=False),
    Column("staircases", Integer, nullable=False),
    # The columns of the input as they were read.
    Column("properties", JSONB, nullable=False),
    geom(),
    display(),
    UniqueConstraint("dataset", "name"),
)

atoms = Table(
    "atoms",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("community", ForeignKey("communities.id"), nullable=False, index=True),
    # The ground of a stack of floors: its lowest atom; the atom itself elsewhere.
    Column("foot", BigInteger, ForeignKey("atoms.id"), nullable=False),
    Column("households", Integer, nullable=False),
    Column("residents", Integer, nullable=False),
    Column("buildings", Integer, nullable=False),
    Column("area", Double, nullable=False),
    # Lowest and highest floor, both included; null where the atom holds all floors.
    Column("floor_from", Integer),
    Column("floor_to", Integer),
    # Number of the staircase, null where the building is not cut.
    Column("staircase", Integer),
    # Position of the site and of the compound in features, null outside of them.
    Column("site", Integer),
    Column("compound", Text),
    # The plan in which the atom was cut; null for those made at import.
    Column("plan", Integer),
    geom(),
    display(),
    UniqueConstraint("id", "foot", "community"),
    CheckConstraint("households >= 0 and residents >= 0", name="counts"),
    CheckConstraint("(floor_from is null) = (floor_to is null)", name="floors"),
)

atom_buildings = Table(
    "atom_buildings",
    metadata,
    Column("atom", BigInteger, primary_key=True),
    Column("building", BigInteger, primary_key=True),
    Column("households", Integer, nullable=False),
    Column("residents", Integer, nullable=False),
    Index(None, "building"),
)

# What hangs on atoms is written with them in one transaction and never changes: no foreign keys,
# whose checks would cost more than the loading.
# Borders between atoms: metres facing each way as seen from ``low``, and what runs there.
edges = Table(
    "edges",
    metadata,
    Column("low", BigInteger, primary_key=True),
    Column("high", BigInteger, primary_key=True),
    Column("length", Double, nullable=False),
    Column("cost", Double, nullable=False),
    # Whether one can cross: no river, railway or wall without a bridge or gate.
    Column("passable", Boolean, nullable=False),
    # Whether one can cross, or get round by a gate of the same block.
    Column("reachable", Boolean, nullable=False),
    Column("east", Double, nullable=False),
    Column("south", Double, nullable=False),
    Column("west", Double, nullable=False),
    Column("north", Double, nullable=False),
    # What runs along most of it, null on open ground.
    Column("along", Text),
    Column("along_en", Text),
    CheckConstraint("low < high", name="order"),
    Index(None, "high"),
)

# Borders of atoms on the rim of their community, one row for each thing that runs along it.
rims = Table(
    "rims",
    metadata,
    Column("atom", BigInteger, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("length", Double, nullable=False),
    Column("east", Double, nullable=False),
    Column("south", Double, nullable=False),
    Column("west", Double, nullable=False),
    Column("north", Double, nullable=False),
    Column("along", Text),
    Column("along_en", Text),
)
