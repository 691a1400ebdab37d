"""Tickets by month, what happened to them, and the numbers of their changes."""

from __future__ import annotations

from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None

UP = """
CREATE SEQUENCE ticket_numbers AS BIGINT;
CREATE TABLE ticket_categories (
    id SERIAL NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    class_name TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    limits JSONB DEFAULT '{}' NOT NULL,
    unit TEXT,
    live BOOLEAN DEFAULT true NOT NULL,
    CONSTRAINT pk_ticket_categories PRIMARY KEY (id),
    CONSTRAINT uq_ticket_categories_kind_code UNIQUE (kind, code)
);
CREATE TABLE configuration (
    key TEXT NOT NULL,
    value JSONB NOT NULL,
    changed_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_configuration PRIMARY KEY (key)
);
CREATE TABLE tickets (
    id BIGINT NOT NULL,
    reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    source TEXT NOT NULL,
    external TEXT NOT NULL,
    category INTEGER NOT NULL,
    channel TEXT NOT NULL,
    stage TEXT NOT NULL,
    stage_since TIMESTAMP WITH TIME ZONE NOT NULL,
    stage_due TIMESTAMP WITH TIME ZONE,
    due_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    deferred BOOLEAN DEFAULT false NOT NULL,
    escalated SMALLINT DEFAULT 0 NOT NULL,
    unit TEXT,
    position TEXT NOT NULL,
    given_x DOUBLE PRECISION,
    given_y DOUBLE PRECISION,
    given_crs TEXT,
    jurisdiction TEXT NOT NULL,
    grid_outline INTEGER,
    microgrid_outline INTEGER,
    grid TEXT,
    microgrid TEXT,
    hex BIGINT,
    description TEXT,
    address TEXT,
    change BIGINT NOT NULL,
    geom geometry(POINT,4326),
    display geometry(POINT,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
    CONSTRAINT pk_tickets PRIMARY KEY (id, reported_at),
    CONSTRAINT ck_tickets_position CHECK ((position = 'good') = (geom is not null)),
    CONSTRAINT ck_tickets_closed CHECK ((stage = 'closed') = (closed_at is not null))
)
 PARTITION BY RANGE (reported_at);
CREATE INDEX idx_tickets_display ON tickets USING gist (display);
CREATE INDEX ix_tickets_change ON tickets (change);
CREATE INDEX ix_tickets_grid_reported_at ON tickets (grid, reported_at);
CREATE INDEX ix_tickets_jurisdiction_reported_at ON tickets
        (jurisdiction text_pattern_ops, reported_at);
CREATE INDEX ix_tickets_open ON tickets (due_at) WHERE closed_at is null;
CREATE TABLE ticket_keys (
    source TEXT NOT NULL,
    external TEXT NOT NULL,
    ticket BIGINT NOT NULL,
    reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_ticket_keys PRIMARY KEY (source, external)
);
CREATE TABLE ticket_clock (
    one BOOLEAN NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_ticket_clock PRIMARY KEY (one),
    CONSTRAINT ck_ticket_clock_one CHECK (one)
);
CREATE TABLE ticket_departures (
    change BIGINT NOT NULL,
    ticket BIGINT NOT NULL,
    jurisdiction TEXT NOT NULL,
    CONSTRAINT pk_ticket_departures PRIMARY KEY (change)
);
CREATE TABLE ticket_steps (
    ticket BIGINT NOT NULL,
    number INTEGER NOT NULL,
    act TEXT NOT NULL,
    stage TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    post TEXT NOT NULL,
    unit TEXT,
    note TEXT,
    CONSTRAINT pk_ticket_steps PRIMARY KEY (ticket, number)
);
CREATE TABLE ticket_desks (
    ticket BIGINT NOT NULL,
    unit TEXT NOT NULL,
    lead BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_ticket_desks PRIMARY KEY (ticket, unit)
);
CREATE UNIQUE INDEX uq_ticket_desks_one_leads ON ticket_desks (ticket) WHERE lead;
CREATE TABLE ticket_photos (
    id SERIAL NOT NULL,
    ticket BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    digest TEXT NOT NULL,
    image BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_ticket_photos PRIMARY KEY (id)
);
CREATE INDEX ix_ticket_photos_ticket ON ticket_photos (ticket);
CREATE TABLE ticket_receipts (
    token BYTEA NOT NULL,
    ticket BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_ticket_receipts PRIMARY KEY (token),
    CONSTRAINT uq_ticket_receipts_ticket UNIQUE (ticket)
);
CREATE TABLE ticket_imports (
    id SERIAL NOT NULL,
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    report JSONB NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_ticket_imports PRIMARY KEY (id)
);
INSERT INTO ticket_clock (one, number) VALUES (true, 0);

-- Tables of months come before their tickets. Attached, not created as part: that would wait for
-- everyone who reads tickets.
CREATE FUNCTION open_ticket_months(earliest date, latest date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    month date := date_trunc('month', earliest);
    name text;
    made integer := 0;
BEGIN
    IF latest - earliest > 36600 THEN
        RAISE EXCEPTION 'more than a hundred years of tickets';
    END IF;
    WHILE month <= latest LOOP
        name := 'tickets_' || to_char(month, 'YYYY_MM');
        IF to_regclass('public.' || name) IS NULL THEN
            -- Unlike an advisory lock it makes known what was created meanwhile.
            LOCK TABLE public.tickets IN SHARE UPDATE EXCLUSIVE MODE;
            IF to_regclass('public.' || name) IS NULL THEN
                EXECUTE format('CREATE TABLE public.%I (LIKE public.tickets INCLUDING ALL)', name);
                EXECUTE format(
                    'ALTER TABLE public.tickets ATTACH PARTITION public.%I'
                    ' FOR VALUES FROM (%L) TO (%L)',
                    name, month::timestamptz, (month + interval '1 month')::timestamptz);
                made := made + 1;
            END IF;
        END IF;
        month := month + interval '1 month';
    END LOOP;
    RETURN made;
END $$;

-- Who follows the changes where a ticket was hears that it has gone.
CREATE FUNCTION note_departure() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ticket_departures (change, ticket, jurisdiction)
        VALUES (NEW.change, NEW.id, OLD.jurisdiction);
    RETURN NULL;
END $$;
CREATE TRIGGER moved AFTER UPDATE ON tickets FOR EACH ROW
    WHEN (OLD.jurisdiction <> '0' AND NOT starts_with(NEW.jurisdiction, OLD.jurisdiction))
    EXECUTE FUNCTION note_departure();

-- Nothing analyzes the whole of a table in parts by itself.
CREATE FUNCTION analyze_tickets() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
SET default_statistics_target = 10 AS 'ANALYZE public.tickets';

REVOKE ALL ON FUNCTION open_ticket_months(date, date), analyze_tickets() FROM PUBLIC;
"""

DOWN = """
DROP FUNCTION open_ticket_months(date, date), analyze_tickets();
DROP TABLE ticket_imports, ticket_receipts, ticket_photos, ticket_desks, ticket_steps,
    ticket_departures, ticket_clock, ticket_keys, tickets, configuration,
    ticket_categories;
DROP FUNCTION note_departure();
DROP SEQUENCE ticket_numbers;
"""


def upgrade() -> None:
    """Create the tables."""
    op.execute(UP)


def downgrade() -> None:
    """Drop them."""
    op.execute(DOWN)
