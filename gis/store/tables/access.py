"""Users, what they may do where, how they come in, and what was done."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from gis.store.tables.base import created_at, metadata

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    # argon2; null for those who only hold API keys.
    Column("password", Text),
    # The password serves for one login only.
    Column("one_time", Boolean, nullable=False, server_default="false"),
    Column("disabled", Boolean, nullable=False, server_default="false"),
    # Where the user belongs: admins of it and above see the user.
    Column("jurisdiction", ForeignKey("jurisdictions.code"), nullable=False, index=True),
    created_at(),
)

grants = Table(
    "grants",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    # A value of model.Role, valid at and below the jurisdiction.
    Column("role", Text, primary_key=True),
    Column("jurisdiction", ForeignKey("jurisdictions.code"), primary_key=True),
)

sessions = Table(
    "sessions",
    metadata,
    # SHA-256 of the token; the token itself is only in the cookie.
    Column("token", LargeBinary, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    created_at(),
    Column("seen_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Integer, primary_key=True),
    # SHA-256 of the key.
    Column("token", LargeBinary, nullable=False, unique=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    # Roles it is narrowed to: those of its user and no others.
    Column("roles", JSONB, nullable=False),
    Column("expires_at", DateTime(timezone=True)),
    Column("revoked_at", DateTime(timezone=True)),
    created_at(),
)

# Chained by hashes over every column but the last; see store.audit_log.
audit_log = Table(
    "audit_log",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object", Text, nullable=False),
    # Who may read it: those whose role covers this jurisdiction.
    Column("jurisdiction", Text, nullable=False),
    Column("details", JSONB, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    # The database's clock; hashed too.
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
