"""Tickets: one row each by month, what happened to them, and who is at work on them.

Every transaction that writes tickets takes numbers from ``ticket_clock`` last, and so in the
order of the commits: whoever has read up to a number has missed nothing before it.
"""

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
    Index,
    Integer,
    LargeBinary,
    Sequence,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from gis.store.tables.base import created_at, metadata

# What tickets are about; a town replaces the sample by its own list.
ticket_categories = Table(
    "ticket_categories",
    metadata,
    Column("id", Integer, primary_key=True),
    # component (a thing) or matter (an event)
    Column("kind", Text, nullable=False),
    Column("code", Text, nullable=False),
    # The class it belongs to, as shown.
    Column("class_name", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    # Minutes by stage, where they differ from those of the configuration.
    Column("limits", JSONB, nullable=False, server_default=text("'{}'")),
    # The desk that such tickets go to at first.
    Column("unit", Text),
    # False once replaced; old tickets keep it.
    Column("live", Boolean, nullable=False, server_default=text("true")),
    UniqueConstraint("kind", "code"),
)

# Stages, limits, colours, positions that are suspect ...: values of gis.model by their key.
configuration = Table(
    "configuration",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", JSONB, nullable=False),
    Column("changed_by", Text, nullable=False),
    created_at(),
)

ticket_numbers = Sequence("ticket_numbers", metadata=metadata, data_type=BigInteger)

tickets = Table(
    "tickets",
    metadata,
    # From the sequence ticket_numbers.
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    # When it was reported; never changes, for it says in which month's table the row lies.
    Column("reported_at", DateTime(timezone=True), primary_key=True),
    Column("source", Text, nullable=False),
    # Its id there.
    Column("external", Text, nullable=False),
    # Of ticket_categories, whose rows stay; a foreign key would double the time of bulk imports.
    Column("category", Integer, nullable=False),
    # grid_worker, snap, hotline, platform, sensor, patrol
    Column("channel", Text, nullable=False),
    # A value of model.Stage.
    Column("stage", Text, nullable=False),
    Column("stage_since", DateTime(timezone=True), nullable=False),
    # When the present stage, and when the whole, should be over; null where nothing is due.
    Column("stage_due", DateTime(timezone=True)),
    Column("due_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    Column("deferred", Boolean, nullable=False, server_default=text("false")),
    # How often it rose because it was late.
    Column("escalated", SmallInteger, nullable=False, server_default=text("0")),
    # The leading desk.
    Column("unit", Text),
    # A value of model.Position; only "good" ones have a place on the map.
    Column("position", Text, nullable=False),
    # As they came, in the CRS that was named.
    Column("given_x", Double),
    Column("given_y", Double),
    Column("given_crs", Text),
    # Who may see it: the community it lies in, else the jurisdiction it was reported to.
    Column("jurisdiction", Text, nullable=False),
    # Of the plan in force when it was reported: rows of outlines, and their codes.
    Column("grid_outline", Integer),
    Column("microgrid_outline", Integer),
    Column("grid", Text),
    Column("microgrid", Text),
    # H3 index at resolution 10.
    Column("hex", BigInteger),
    # Free text; it never enters a tile or a public answer.
    Column("description", Text),
    Column("address", Text),
    # From ticket_clock: the number of its last change.
    Column("change", BigInteger, nullable=False),
    # Degrees of WGS 84, null unless the position is good.
    Column("geom", Geometry("POINT", srid=4326, spatial_index=False)),
    Column(
        "display",
        Geometry("POINT", srid=3857),
        Computed("ST_Transform(geom, 3857)", persisted=True),
    ),
    CheckConstraint("(position = 'good') = (geom is not null)", name="position"),
    CheckConstraint("(stage = 'closed') = (closed_at is not null)", name="closed"),
    Index(None, "change"),
    Index(None, "grid", "reported_at"),
    Index(None, "jurisdiction", "reported_at", postgresql_ops={"jurisdiction": "text_pattern_ops"}),
    Index("ix_tickets_open", "due_at", postgresql_where=text("closed_at is null")),
    postgresql_partition_by="RANGE (reported_at)",
)

# One ticket for each id of a source, whenever it comes again.
ticket_keys = Table(
    "ticket_keys",
    metadata,
    Column("source", Text, primary_key=True),
    Column("external", Text, primary_key=True),
    Column("ticket", BigInteger, nullable=False),
    Column("reported_at", DateTime(timezone=True), nullable=False),
)

# One row: the number of the last change of any ticket.
ticket_clock = Table(
    "ticket_clock",
    metadata,
    Column("one", Boolean, primary_key=True),
    Column("number", BigInteger, nullable=False),
    CheckConstraint("one", name="one"),
)

# Tickets that were deleted or have moved to another jurisdiction (the trigger ``moved``), for those
# who follow the changes where they were.
ticket_departures = Table(
    "ticket_departures",
    metadata,
    Column("change", BigInteger, primary_key=True, autoincrement=False),
    Column("ticket", BigInteger, nullable=False),
    Column("jurisdiction", Text, nullable=False),
)

# What happened to a ticket, in order.
ticket_steps = Table(
    "ticket_steps",
    metadata,
    Column("ticket", BigInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    # Of model.Act: accept, assign, ..., close, supervise, escalate, note
    Column("act", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    # The post of the one who did it, no person's name.
    Column("post", Text, nullable=False),
    Column("unit", Text),
    Column("note", Text),
)

# The desks at work on a ticket; several at once where it concerns several.
ticket_desks = Table(
    "ticket_desks",
    metadata,
    Column("ticket", BigInteger, primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("lead", Boolean, nullable=False),
    # One of open, done and returned.
    Column("state", Text, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    Index(
        "uq_ticket_desks_one_leads", "ticket", unique=True, postgresql_where=text("lead"),
    ),
)  # fmt: skip

# Photos, written anew without what the camera noted about place and owner.
ticket_photos = Table(
    "ticket_photos",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ticket", BigInteger, nullable=False, index=True),
    Column("media_type", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("image", LargeBinary, nullable=False),
    created_at(),
)

# How a report can be followed without saying who made it: SHA-256 of its receipt.
ticket_receipts = Table(
    "ticket_receipts",
    metadata,
    Column("token", LargeBinary, primary_key=True),
    Column("ticket", BigInteger, nullable=False, unique=True),
    created_at(),
)

# Every bulk import, with what became of each of its rows.
ticket_imports = Table(
    "ticket_imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("jurisdiction", Text, nullable=False),
    # Rows read, new, known, changed, refused; positions by kind; notices.
    Column("report", JSONB, nullable=False),
    Column("created_by", Text, nullable=False),
    created_at(),
)
