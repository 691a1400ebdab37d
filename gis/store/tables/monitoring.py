"""Cameras and what was seen of them, posts, and alerts."""

from __future__ import annotations

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from gis.store.tables.base import created_at, metadata


def _point() -> Column[object]:
    """Degrees of WGS 84."""
    return Column("geom", Geometry("POINT", srid=4326, spatial_index=False), nullable=False)


def _display() -> Column[object]:
    formula = "ST_Transform(geom, 3857)"
    return Column("display", Geometry("POINT", srid=3857), Computed(formula, persisted=True))


cameras = Table(
    "cameras",
    metadata,
    Column("id", Integer, primary_key=True),
    # Its id: 20 digits after GB/T 28181, or another register's.
    Column("code", Text, nullable=False, unique=True),
    # gbt28181, osm, own
    Column("scheme", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("department", Text, nullable=False),
    # fixed, panning, dome
    Column("kind", Text, nullable=False),
    # Degrees clockwise from north, degrees, metres; null where not known.
    Column("direction", Double),
    Column("fov", Double),
    Column("range", Double),
    # The direction as it was given, and what was made of it.
    Column("given_direction", Text),
    # Whether it looks at public space; others are not offered for tickets.
    Column("public_space", Boolean, nullable=False, server_default=text("true")),
    # Why it stands there.
    Column("purpose", Text),
    Column("jurisdiction", ForeignKey("jurisdictions.code"), nullable=False, index=True),
    # Its grid in the plan in force, derived again at each publication.
    Column("grid", Text, index=True),
    # Where the gateway serves it; never leaves the server.
    Column("stream", Text),
    # unknown, online, offline
    Column("status", Text, nullable=False, server_default=text("'unknown'")),
    Column("checked_at", DateTime(timezone=True)),
    # False once taken down.
    Column("live", Boolean, nullable=False, server_default=text("true")),
    Column("version", Integer, nullable=False, server_default=text("1")),
    _point(),
    _display(),
    # What it sees, clipped by buildings, in web mercator; null where that is not known.
    Column("view", Geometry("GEOMETRY", srid=3857)),
    CheckConstraint("direction >= 0 and direction < 360", name="direction"),
    CheckConstraint("fov > 0 and fov <= 360", name="fov"),
    CheckConstraint("range > 0", name="range"),
)

# Times in which a camera had one status: the last one has no end.
camera_states = Table(
    "camera_states",
    metadata,
    Column("camera", ForeignKey("cameras.id"), primary_key=True),
    Column("since", DateTime(timezone=True), primary_key=True),
    Column("until", DateTime(timezone=True)),
    Column("status", Text, nullable=False),
    # What was found: no answer, refused, wrong content ...
    Column("detail", Text),
)

# The register of viewings: who looked through which camera, when and why.
viewings = Table(
    "viewings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("camera", ForeignKey("cameras.id"), nullable=False, index=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("user_name", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("reason", Text, nullable=False),
    # The ticket on whose account it was, if any.
    Column("ticket", BigInteger),
    Column("jurisdiction", Text, nullable=False, index=True),
    # SHA-256 of the one-time ticket; used once, within a minute.
    Column("token", LargeBinary, nullable=False, unique=True),
    created_at(),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("begun_at", DateTime(timezone=True)),
    # Of the stream that the one-time ticket was exchanged for.
    Column("stream_token", LargeBinary, unique=True),
    Column("seen_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
)

# A remote patrol: cameras one after the other, some seconds each.
patrols = Table(
    "patrols",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("jurisdiction", ForeignKey("jurisdictions.code"), nullable=False, index=True),
    Column("grid", Text),
    # Objects of a camera and how many seconds it is looked at.
    Column("stops", JSONB, nullable=False),
    Column("live", Boolean, nullable=False, server_default=text("true")),
    Column("created_by", Text, nullable=False),
    created_at(),
)

patrol_runs = Table(
    "patrol_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patrol", ForeignKey("patrols.id"), nullable=False, index=True),
    Column("post", Text, nullable=False),
    created_at(),
    Column("ended_at", DateTime(timezone=True)),
    # Objects of a camera, a time, what was found there, and the ticket made of it.
    Column("seen", JSONB, nullable=False, server_default=text("'[]'")),
)

# From where somebody comes: police posts, service stations, clinics ...
posts = Table(
    "posts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    # post (one comes from there) or service (one goes there)
    Column("kind", Text, nullable=False),
    # Such as police, clinic, service_station, school.
    Column("category", Text, nullable=False),
    Column("jurisdiction", ForeignKey("jurisdictions.code"), nullable=False, index=True),
    Column("live", Boolean, nullable=False, server_default=text("true")),
    Column("created_by", Text, nullable=False),
    created_at(),
    _point(),
    _display(),
)

# Something is unusual, with the reason; one for each thing and time.
alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    # surge, hot_spot, overdue, concentration, cameras_down
    Column("kind", Text, nullable=False),
    # What it is about, so that it is raised once: grid, category, hour ...
    Column("key", Text, nullable=False, unique=True),
    Column("jurisdiction", Text, nullable=False),
    Column("grid", Text),
    Column("category", ForeignKey("ticket_categories.id")),
    Column("window_from", DateTime(timezone=True), nullable=False),
    Column("window_to", DateTime(timezone=True), nullable=False),
    # observed, expected, ratio, p ...
    Column("numbers", JSONB, nullable=False),
    Column("reason_zh", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    created_at(),
    Column("acknowledged_by", Text),
    Column("acknowledged_at", DateTime(timezone=True)),
    Column("note", Text),
    Index(None, "jurisdiction", "created_at"),
)
