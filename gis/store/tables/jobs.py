"""Long work: imports and proposals."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gis.store.tables.base import created_at, metadata

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    # A value of model.JobKind.
    Column("kind", Text, nullable=False),
    # A value of model.JobState.
    Column("state", Text, nullable=False),
    # Where it works, once known: who may see it.
    Column("jurisdiction", ForeignKey("jurisdictions.code")),
    Column("params", JSONB, nullable=False),
    Column("result", JSONB),
    # The problem, as an error answer would give it.
    Column("error", JSONB),
    Column("step", Text),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    # Rises with each change; the number of its events.
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("cancelled", Boolean, nullable=False, server_default="false"),
    Column("created_by", Text, nullable=False),
    created_at(),
    Column("started_at", DateTime(timezone=True)),
    Column("beaten_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    Index(None, "state"),
)
