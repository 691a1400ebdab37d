"""Cameras, viewings, patrols, posts and alerts."""

from __future__ import annotations

from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | None = None
depends_on: str | None = None

UP = """
CREATE TABLE cameras (
    id SERIAL NOT NULL,
    code TEXT NOT NULL,
    scheme TEXT NOT NULL,
    name TEXT NOT NULL,
    department TEXT NOT NULL,
    kind TEXT NOT NULL,
    direction DOUBLE PRECISION,
    fov DOUBLE PRECISION,
    range DOUBLE PRECISION,
    given_direction TEXT,
    public_space BOOLEAN DEFAULT true NOT NULL,
    purpose TEXT,
    jurisdiction TEXT NOT NULL,
    grid TEXT,
    stream TEXT,
    status TEXT DEFAULT 'unknown' NOT NULL,
    checked_at TIMESTAMP WITH TIME ZONE,
    live BOOLEAN DEFAULT true NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    geom geometry(POINT,4326) NOT NULL,
    display geometry(POINT,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
    view geometry(GEOMETRY,3857),
    CONSTRAINT pk_cameras PRIMARY KEY (id),
    CONSTRAINT ck_cameras_direction CHECK (direction >= 0 and direction < 360),
    CONSTRAINT ck_cameras_fov CHECK (fov > 0 and fov <= 360),
    CONSTRAINT ck_cameras_range CHECK (range > 0),
    CONSTRAINT uq_cameras_code UNIQUE (code),
    CONSTRAINT fk_cameras_jurisdiction FOREIGN KEY(jurisdiction) REFERENCES jurisdictions (code)
);
CREATE INDEX idx_cameras_display ON cameras USING gist (display);
CREATE INDEX idx_cameras_view ON cameras USING gist (view);
CREATE INDEX ix_cameras_grid ON cameras (grid);
CREATE INDEX ix_cameras_jurisdiction ON cameras (jurisdiction);
CREATE TABLE camera_states (
    camera INTEGER NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE,
    status TEXT NOT NULL,
    detail TEXT,
    CONSTRAINT pk_camera_states PRIMARY KEY (camera, since),
    CONSTRAINT fk_camera_states_camera FOREIGN KEY(camera) REFERENCES cameras (id)
);
CREATE TABLE viewings (
    id SERIAL NOT NULL,
    camera INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    user_name TEXT NOT NULL,
    unit TEXT NOT NULL,
    reason TEXT NOT NULL,
    ticket BIGINT,
    jurisdiction TEXT NOT NULL,
    token BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE,
    stream_token BYTEA,
    seen_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_viewings PRIMARY KEY (id),
    CONSTRAINT fk_viewings_camera FOREIGN KEY(camera) REFERENCES cameras (id),
    CONSTRAINT fk_viewings_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT uq_viewings_token UNIQUE (token),
    CONSTRAINT uq_viewings_stream_token UNIQUE (stream_token)
);
CREATE INDEX ix_viewings_camera ON viewings (camera);
CREATE INDEX ix_viewings_jurisdiction ON viewings (jurisdiction);
CREATE TABLE patrols (
    id SERIAL NOT NULL,
    name TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    grid TEXT,
    stops JSONB NOT NULL,
    live BOOLEAN DEFAULT true NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_patrols PRIMARY KEY (id),
    CONSTRAINT fk_patrols_jurisdiction FOREIGN KEY(jurisdiction) REFERENCES jurisdictions (code)
);
CREATE INDEX ix_patrols_jurisdiction ON patrols (jurisdiction);
CREATE TABLE patrol_runs (
    id SERIAL NOT NULL,
    patrol INTEGER NOT NULL,
    post TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    seen JSONB DEFAULT '[]' NOT NULL,
    CONSTRAINT pk_patrol_runs PRIMARY KEY (id),
    CONSTRAINT fk_patrol_runs_patrol FOREIGN KEY(patrol) REFERENCES patrols (id)
);
CREATE INDEX ix_patrol_runs_patrol ON patrol_runs (patrol);
CREATE TABLE posts (
    id SERIAL NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    live BOOLEAN DEFAULT true NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    geom geometry(POINT,4326) NOT NULL,
    display geometry(POINT,3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
    CONSTRAINT pk_posts PRIMARY KEY (id),
    CONSTRAINT fk_posts_jurisdiction FOREIGN KEY(jurisdiction) REFERENCES jurisdictions (code)
);
CREATE INDEX idx_posts_display ON posts USING gist (display);
CREATE INDEX ix_posts_jurisdiction ON posts (jurisdiction);
CREATE TABLE alerts (
    id SERIAL NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    grid TEXT,
    category INTEGER,
    window_from TIMESTAMP WITH TIME ZONE NOT NULL,
    window_to TIMESTAMP WITH TIME ZONE NOT NULL,
    numbers JSONB NOT NULL,
    reason_zh TEXT NOT NULL,
    reason_en TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    acknowledged_by TEXT,
    acknowledged_at TIMESTAMP WITH TIME ZONE,
    note TEXT,
    CONSTRAINT pk_alerts PRIMARY KEY (id),
    CONSTRAINT uq_alerts_key UNIQUE (key),
    CONSTRAINT fk_alerts_category FOREIGN KEY(category) REFERENCES ticket_categories (id)
);
CREATE INDEX ix_alerts_jurisdiction_created_at ON alerts (jurisdiction, created_at);
"""

DOWN = """
DROP TABLE alerts, posts, patrol_runs, patrols, viewings, camera_states, cameras;
"""


def upgrade() -> None:
    """Create the tables."""
    op.execute(UP)


def downgrade() -> None:
    """Drop them."""
    op.execute(DOWN)
