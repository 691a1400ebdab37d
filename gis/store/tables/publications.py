"""What was published, for ever; audits, exceptions, and other departments' layers."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from gis.store.tables.base import created_at, display, geom, metadata

# Which plan is in force in a community, and when it was.
publications = Table(
    "publications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan", ForeignKey("plans.id"), nullable=False),
    Column("plan_version", Integer, nullable=False),
    Column("community", ForeignKey("jurisdictions.code"), nullable=False),
    Column("valid_from", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("valid_to", DateTime(timezone=True)),
    Index(
        "uq_publications_one_in_force", "community", unique=True,
        postgresql_where=text("valid_to is null"),
    ),
    Index(None, "plan", "community", unique=True),
)  # fmt: skip

# Outlines as published; their time is that of their publication.
outlines = Table(
    "outlines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publication", ForeignKey("publications.id"), nullable=False),
    # grid or microgrid
    Column("level", Text, nullable=False),
    Column("code", Text, nullable=False),
    # Code of the grid of a micro-grid.
    Column("grid", Text),
    # The columns of frames.OUT_GRIDS or OUT_MICROGRIDS, and the responsible post.
    Column("properties", JSONB, nullable=False),
    Column("floor_from", Integer),
    Column("floor_to", Integer),
    # SHA-256 of properties and geometry.
    Column("digest", Text, nullable=False),
    geom(),
    display(),
    Index(None, "publication", "level", "code", unique=True),
)

audits = Table(
    "audits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan", ForeignKey("plans.id"), nullable=False),
    Column("plan_version", Integer, nullable=False),
    # 0 clean, 1 findings
    Column("status", Integer, nullable=False),
    # Counts, digests of the inputs, software.
    Column("report", JSONB, nullable=False),
    Column("created_by", Text, nullable=False),
    created_at(),
    Index(None, "plan", "plan_version"),
)

findings = Table(
    "findings",
    metadata,
    Column("audit", ForeignKey("audits.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("units", JSONB, nullable=False),
    Column("numbers", JSONB, nullable=False),
    Column("message_zh", Text, nullable=False),
    Column("message_en", Text, nullable=False),
    geom(nullable=True),
    display(),
)

# Findings accepted for a time; they stay closed while their id stays the same.
exceptions = Table(
    "exceptions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("jurisdiction", ForeignKey("jurisdictions.code"), nullable=False, index=True),
    Column("finding", Text, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    Column("created_by", Text, nullable=False),
    created_at(),
)

layers = Table(
    "layers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("jurisdiction", ForeignKey("jurisdictions.code"), nullable=False, index=True),
    Column("srid", Integer, nullable=False),
    Column("digests", JSONB, nullable=False),
    Column("created_by", Text, nullable=False),
    created_at(),
)

layer_features = Table(
    "layer_features",
    metadata,
    Column("layer", ForeignKey("layers.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("properties", JSONB, nullable=False),
    geom(),
    display(),
)
