"""Plans, and every operation that made them so."""

from __future__ import annotations

from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None

UP = """
CREATE SEQUENCE units AS INTEGER;
CREATE TABLE plans (
    id SERIAL NOT NULL,
    dataset INTEGER NOT NULL,
    name TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    rules JSONB NOT NULL,
    params JSONB NOT NULL,
    quality JSONB NOT NULL,
    parent INTEGER,
    parent_version INTEGER,
    head BYTEA NOT NULL,
    submitted_by TEXT,
    submitted_at TIMESTAMP WITH TIME ZONE,
    approved_by TEXT,
    published_at TIMESTAMP WITH TIME ZONE,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_plans PRIMARY KEY (id),
    CONSTRAINT ck_plans_second_person
        CHECK (approved_by is null or approved_by <> submitted_by),
    CONSTRAINT fk_plans_dataset FOREIGN KEY(dataset) REFERENCES datasets (id),
    CONSTRAINT fk_plans_jurisdiction FOREIGN KEY(jurisdiction) REFERENCES jurisdictions (code),
    CONSTRAINT fk_plans_parent FOREIGN KEY(parent) REFERENCES plans (id)
);
CREATE INDEX ix_plans_dataset ON plans (dataset);
CREATE INDEX ix_plans_jurisdiction ON plans (jurisdiction);
CREATE TABLE plan_communities (
    plan INTEGER NOT NULL,
    community INTEGER NOT NULL,
    CONSTRAINT pk_plan_communities PRIMARY KEY (plan, community),
    CONSTRAINT fk_plan_communities_plan FOREIGN KEY(plan) REFERENCES plans (id),
    CONSTRAINT fk_plan_communities_community FOREIGN KEY(community) REFERENCES communities (id)
);
CREATE TABLE grids (
    plan INTEGER NOT NULL,
    id INTEGER NOT NULL,
    community INTEGER NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    category TEXT,
    site INTEGER,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    post TEXT,
    reason TEXT,
    locked BOOLEAN NOT NULL,
    live BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    households INTEGER NOT NULL,
    residents INTEGER NOT NULL,
    buildings INTEGER NOT NULL,
    atoms INTEGER NOT NULL,
    pieces INTEGER NOT NULL,
    CONSTRAINT pk_grids PRIMARY KEY (plan, id),
    CONSTRAINT uq_grids_plan_id_community UNIQUE (plan, id, community),
    CONSTRAINT fk_grids_plan_community FOREIGN KEY(plan, community)
        REFERENCES plan_communities (plan, community),
    CONSTRAINT ex_grids_code EXCLUDE USING btree (plan WITH =, code WITH =)
        WHERE (live) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_grids_plan FOREIGN KEY(plan) REFERENCES plans (id)
);
CREATE TABLE microgrids (
    plan INTEGER NOT NULL,
    id INTEGER NOT NULL,
    grid INTEGER NOT NULL,
    code TEXT NOT NULL,
    reason TEXT,
    live BOOLEAN NOT NULL,
    households INTEGER NOT NULL,
    residents INTEGER NOT NULL,
    atoms INTEGER NOT NULL,
    CONSTRAINT pk_microgrids PRIMARY KEY (plan, id),
    CONSTRAINT uq_microgrids_plan_id_grid UNIQUE (plan, id, grid),
    CONSTRAINT fk_microgrids_plan_grid FOREIGN KEY(plan, grid) REFERENCES grids (plan, id),
    CONSTRAINT ex_microgrids_code EXCLUDE USING btree (plan WITH =, code WITH =)
        WHERE (live) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_microgrids_plan FOREIGN KEY(plan) REFERENCES plans (id)
);
CREATE INDEX ix_microgrids_plan_grid ON microgrids (plan, grid);
CREATE TABLE assignments (
    plan INTEGER NOT NULL,
    atom BIGINT NOT NULL,
    foot BIGINT NOT NULL,
    community INTEGER NOT NULL,
    grid INTEGER NOT NULL,
    microgrid INTEGER NOT NULL,
    CONSTRAINT pk_assignments PRIMARY KEY (plan, atom),
    CONSTRAINT uq_assignments_plan_atom_grid UNIQUE (plan, atom, grid),
    CONSTRAINT fk_assignments_atom_foot_community FOREIGN KEY(atom, foot, community)
        REFERENCES atoms (id, foot, community),
    CONSTRAINT fk_assignments_plan_grid_community FOREIGN KEY(plan, grid, community)
        REFERENCES grids (plan, id, community),
    CONSTRAINT fk_assignments_plan_microgrid_grid FOREIGN KEY(plan, microgrid, grid)
        REFERENCES microgrids (plan, id, grid) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_assignments_plan_foot_grid FOREIGN KEY(plan, foot, grid)
        REFERENCES assignments (plan, atom, grid) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_assignments_plan_grid_foot ON assignments (plan, grid, foot);
CREATE INDEX ix_assignments_plan_microgrid ON assignments (plan, microgrid);
CREATE TABLE origins (
    plan INTEGER NOT NULL,
    atom BIGINT NOT NULL,
    grid INTEGER NOT NULL,
    microgrid INTEGER NOT NULL,
    CONSTRAINT pk_origins PRIMARY KEY (plan, atom),
    CONSTRAINT fk_origins_plan FOREIGN KEY(plan) REFERENCES plans (id)
);
CREATE TABLE operations (
    plan INTEGER NOT NULL,
    version INTEGER NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    request JSONB NOT NULL,
    delta JSONB NOT NULL,
    result JSONB NOT NULL,
    target INTEGER,
    previous BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_operations PRIMARY KEY (plan, version),
    CONSTRAINT uq_operations_plan_key UNIQUE (plan, key),
    CONSTRAINT fk_operations_plan FOREIGN KEY(plan) REFERENCES plans (id)
);
CREATE TABLE shapes (
    plan INTEGER NOT NULL,
    level TEXT NOT NULL,
    unit INTEGER NOT NULL,
    version INTEGER NOT NULL,
    geom geometry(GEOMETRY,-1) NOT NULL,
    display geometry(GEOMETRY,3857)
        GENERATED ALWAYS AS (ST_ForcePolygonCW(ST_Transform(geom, 3857))) STORED,
    CONSTRAINT pk_shapes PRIMARY KEY (plan, level, unit),
    CONSTRAINT fk_shapes_plan FOREIGN KEY(plan) REFERENCES plans (id)
);
CREATE INDEX idx_shapes_display ON shapes USING gist (display);
"""

DOWN = """
DROP TABLE shapes, operations, origins, assignments, microgrids, grids, plan_communities,
    plans;
DROP SEQUENCE units;
"""


def upgrade() -> None:
    """Create the tables."""
    op.execute(UP)


def downgrade() -> None:
    """Drop them."""
    op.execute(DOWN)
