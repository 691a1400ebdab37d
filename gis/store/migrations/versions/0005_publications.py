"""What was published, audits, exceptions and other departments' layers."""

from __future__ import annotations

from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

UP = """
CREATE TABLE publications (
    id SERIAL NOT NULL,
    plan INTEGER NOT NULL,
    plan_version INTEGER NOT NULL,
    community TEXT NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    valid_to TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_publications PRIMARY KEY (id),
    CONSTRAINT fk_publications_plan FOREIGN KEY(plan) REFERENCES plans (id),
    CONSTRAINT fk_publications_community FOREIGN KEY(community) REFERENCES jurisdictions (code)
);
CREATE UNIQUE INDEX ix_publications_plan_community ON publications (plan, community);
CREATE UNIQUE INDEX uq_publications_one_in_force ON publications (community)
        WHERE valid_to is null;
CREATE TABLE outlines (
    id SERIAL NOT NULL,
    publication INTEGER NOT NULL,
    level TEXT NOT NULL,
    code TEXT NOT NULL,
    grid TEXT,
    properties JSONB NOT NULL,
    floor_from INTEGER,
    floor_to INTEGER,
    digest TEXT NOT NULL,
    geom geometry(GEOMETRY,-1) NOT NULL,
    display geometry(GEOMETRY,3857)
        GENERATED ALWAYS AS (ST_ForcePolygonCW(ST_Transform(geom, 3857))) STORED,
    CONSTRAINT pk_outlines PRIMARY KEY (id),
    CONSTRAINT fk_outlines_publication FOREIGN KEY(publication) REFERENCES publications (id)
);
CREATE INDEX idx_outlines_display ON outlines USING gist (display);
CREATE UNIQUE INDEX ix_outlines_publication_level_code ON outlines (publication, level, code);
CREATE TABLE audits (
    id SERIAL NOT NULL,
    plan INTEGER NOT NULL,
    plan_version INTEGER NOT NULL,
    status INTEGER NOT NULL,
    report JSONB NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_audits PRIMARY KEY (id),
    CONSTRAINT fk_audits_plan FOREIGN KEY(plan) REFERENCES plans (id)
);
CREATE INDEX ix_audits_plan_plan_version ON audits (plan, plan_version);
CREATE TABLE findings (
    audit INTEGER NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    units JSONB NOT NULL,
    numbers JSONB NOT NULL,
    message_zh TEXT NOT NULL,
    message_en TEXT NOT NULL,
    geom geometry(GEOMETRY,-1),
    display geometry(GEOMETRY,3857)
        GENERATED ALWAYS AS (ST_ForcePolygonCW(ST_Transform(geom, 3857))) STORED,
    CONSTRAINT pk_findings PRIMARY KEY (audit, position),
    CONSTRAINT fk_findings_audit FOREIGN KEY(audit) REFERENCES audits (id)
);
CREATE INDEX idx_findings_display ON findings USING gist (display);
CREATE TABLE exceptions (
    id SERIAL NOT NULL,
    jurisdiction TEXT NOT NULL,
    finding TEXT NOT NULL,
    reason TEXT NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_exceptions PRIMARY KEY (id),
    CONSTRAINT fk_exceptions_jurisdiction FOREIGN KEY(jurisdiction)
        REFERENCES jurisdictions (code)
);
CREATE INDEX ix_exceptions_finding ON exceptions (finding);
CREATE INDEX ix_exceptions_jurisdiction ON exceptions (jurisdiction);
CREATE TABLE layers (
    id SERIAL NOT NULL,
    name TEXT NOT NULL,
    department TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    srid INTEGER NOT NULL,
    digests JSONB NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_layers PRIMARY KEY (id),
    CONSTRAINT fk_layers_jurisdiction FOREIGN KEY(jurisdiction) REFERENCES jurisdictions (code)
);
CREATE INDEX ix_layers_jurisdiction ON layers (jurisdiction);
CREATE TABLE layer_features (
    layer INTEGER NOT NULL,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    properties JSONB NOT NULL,
    geom geometry(GEOMETRY,-1) NOT NULL,
    display geometry(GEOMETRY,3857)
        GENERATED ALWAYS AS (ST_ForcePolygonCW(ST_Transform(geom, 3857))) STORED,
    CONSTRAINT pk_layer_features PRIMARY KEY (layer, position),
    CONSTRAINT fk_layer_features_layer FOREIGN KEY(layer) REFERENCES layers (id)
);
CREATE INDEX idx_layer_features_display ON layer_features USING gist (display);
"""

DOWN = """
DROP TABLE layer_features, layers, exceptions, findings, audits, outlines, publications;
"""


def upgrade() -> None:
    """Create the tables."""
    op.execute(UP)


def downgrade() -> None:
    """Drop them."""
    op.execute(DOWN)
