"""Plans: who belongs where, and every operation that made it so."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint

from gis.store.tables.base import created_at, display, geom, metadata

# Numbers of grids and micro-grids: never used twice, so that branches can be compared.
units = Sequence("units", metadata=metadata, data_type=Integer)

plans = Table(
    "plans",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dataset", ForeignKey("datasets.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    # The lowest jurisdiction that holds all of the plan's communities.
    Column("jurisdiction", ForeignKey("jurisdictions.code"), nullable=False, index=True),
    # A value of model.PlanState.
    Column("state", Text, nullable=False),
    # Number of the last operation; 0 as proposed.
    Column("version", Integer, nullable=False),
    Column("rules", JSONB, nullable=False),
    # Parameters, seed and digests that made it.
    Column("params", JSONB, nullable=False),
    Column("quality", JSONB, nullable=False),
    Column("parent", ForeignKey("plans.id")),
    Column("parent_version", Integer),
    # Hash of the last operation.
    Column("head", LargeBinary, nullable=False),
    Column("submitted_by", Text),
    Column("submitted_at", DateTime(timezone=True)),
    Column("approved_by", Text),
    Column("published_at", DateTime(timezone=True)),
    Column("created_by", Text, nullable=False),
    created_at(),
    CheckConstraint("approved_by is null or approved_by <> submitted_by", name="second_person"),
)

plan_communities = Table(
    "plan_communities",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("community", ForeignKey("communities.id"), primary_key=True),
)

grids = Table(
    "grids",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("id", Integer, primary_key=True),
    Column("community", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # What a dedicated grid serves, and the position of its site in features.
    Column("category", Text),
    Column("site", Integer),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    # The responsible post, no person.
    Column("post", Text),
    Column("reason", Text),
    Column("locked", Boolean, nullable=False),
    # False once merged away or dissolved; rows stay for undo and history.
    Column("live", Boolean, nullable=False),
    # The plan's version at the grid's last change.
    Column("version", Integer, nullable=False),
    # Derived from its atoms; fsck counts again.
    Column("households", Integer, nullable=False),
    Column("residents", Integer, nullable=False),
    Column("buildings", Integer, nullable=False),
    Column("atoms", Integer, nullable=False),
    # Connected parts; an edit never raises it.
    Column("pieces", Integer, nullable=False),
    UniqueConstraint("plan", "id", "community"),
    ForeignKeyConstraint(
        ["plan", "community"], ["plan_communities.plan", "plan_communities.community"]
    ),
    ExcludeConstraint(
        ("plan", "="), ("code", "="), using="btree", where="live",
        name="ex_grids_code", deferrable=True, initially="DEFERRED",
    ),
)  # fmt: skip

microgrids = Table(
    "microgrids",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("id", Integer, primary_key=True),
    Column("grid", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("reason", Text),
    Column("live", Boolean, nullable=False),
    Column("households", Integer, nullable=False),
    Column("residents", Integer, nullable=False),
    Column("atoms", Integer, nullable=False),
    UniqueConstraint("plan", "id", "grid"),
    ForeignKeyConstraint(["plan", "grid"], ["grids.plan", "grids.id"]),
    ExcludeConstraint(
        ("plan", "="), ("code", "="), using="btree", where="live",
        name="ex_microgrids_code", deferrable=True, initially="DEFERRED",
    ),
    Index(None, "plan", "grid"),
)  # fmt: skip


def _deferred(columns: list[str], targets: list[str]) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(columns, targets, deferrable=True, initially="DEFERRED")


assignments = Table(
    "assignments",
    metadata,
    Column("plan", Integer, primary_key=True),
    Column("atom", BigInteger, primary_key=True),
    Column("foot", BigInteger, nullable=False),
    Column("community", Integer, nullable=False),
    Column("grid", Integer, nullable=False),
    Column("microgrid", Integer, nullable=False),
    UniqueConstraint("plan", "atom", "grid"),
    ForeignKeyConstraint(
        ["atom", "foot", "community"], ["atoms.id", "atoms.foot", "atoms.community"]
    ),
    ForeignKeyConstraint(
        ["plan", "grid", "community"], ["grids.plan", "grids.id", "grids.community"]
    ),
    _deferred(
        ["plan", "microgrid", "grid"],
        ["microgrids.plan", "microgrids.id", "microgrids.grid"],
    ),
    _deferred(
        ["plan", "foot", "grid"], ["assignments.plan", "assignments.atom", "assignments.grid"]
    ),
    # With the foot: whoever leaves a grid is looked for among the floors above it.
    Index(None, "plan", "grid", "foot"),
    Index(None, "plan", "microgrid"),
)

# The assignments of version 0; with the operations they give every later version.
origins = Table(
    "origins",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("atom", BigInteger, primary_key=True),
    Column("grid", Integer, nullable=False),
    Column("microgrid", Integer, nullable=False),
)

operations = Table(
    "operations",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    # A value of model.OperationKind.
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    # What was asked, with the version it was based on.
    Column("request", JSONB, nullable=False),
    # Rows before and after; see gis.editing.delta.
    Column("delta", JSONB, nullable=False),
    # What was answered.
    Column("result", JSONB, nullable=False),
    # The operation that this one takes back or does again.
    Column("target", Integer),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    created_at(),
    UniqueConstraint("plan", "key"),
)

# Outlines of drafts, derived when somebody looks; may be dropped at any time.
shapes = Table(
    "shapes",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    # grid or microgrid
    Column("level", Text, primary_key=True),
    Column("unit", Integer, primary_key=True),
    # The unit's version it was derived from.
    Column("version", Integer, nullable=False),
    geom(),
    display(),
)
