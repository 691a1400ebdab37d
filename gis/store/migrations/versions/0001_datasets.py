"""Jurisdictions, and datasets with their atoms."""

from __future__ import annotations

from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

UP = """
CREATE TABLE jurisdictions (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    level TEXT NOT NULL,
    parent TEXT,
    CONSTRAINT pk_jurisdictions PRIMARY KEY (code),
    CONSTRAINT fk_jurisdictions_parent FOREIGN KEY(parent) REFERENCES jurisdictions (code)
);
CREATE INDEX ix_jurisdictions_parent ON jurisdictions (parent);
CREATE TABLE datasets (
    id SERIAL NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    jurisdiction TEXT NOT NULL,
    srid INTEGER NOT NULL,
    digests JSONB NOT NULL,
    notices JSONB NOT NULL,
    software TEXT NOT NULL,
    totals JSONB NOT NULL,
    columns JSONB DEFAULT '{}' NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_datasets PRIMARY KEY (id),
    CONSTRAINT uq_datasets_name_version UNIQUE (name, version),
    CONSTRAINT fk_datasets_jurisdiction FOREIGN KEY(jurisdiction)
        REFERENCES jurisdictions (code)
);
CREATE INDEX ix_datasets_jurisdiction ON datasets (jurisdiction);
CREATE TABLE communities (
    id SERIAL NOT NULL,
    dataset INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    households DOUBLE PRECISION,
    digest TEXT NOT NULL,
    properties JSONB DEFAULT '{}' NOT NULL,
    geom geometry(GEOMETRY,-1) NOT NULL,
    display geometry(GEOMETRY,3857)
        GENERATED ALWAYS AS (ST_ForcePolygonCW(ST_Transform(geom, 3857))) STORED,
    CONSTRAINT pk_communities PRIMARY KEY (id),
    CONSTRAINT uq_communities_dataset_code UNIQUE (dataset, code),
    CONSTRAINT fk_communities_dataset FOREIGN KEY(dataset) REFERENCES datasets (id),
    CONSTRAINT fk_communities_code FOREIGN KEY(code) REFERENCES jurisdictions (code)
);
CREATE INDEX idx_communities_display ON communities USING gist (display);
CREATE TABLE features (
    dataset INTEGER NOT NULL,
    layer TEXT NOT NULL,
    position INTEGER NOT NULL,
    properties JSONB NOT NULL,
    geom geometry(GEOMETRY,-1) NOT NULL,
    display geometry(GEOMETRY,3857)
        GENERATED ALWAYS AS (ST_ForcePolygonCW(ST_Transform(geom, 3857))) STORED,
    CONSTRAINT pk_features PRIMARY KEY (dataset, layer, position),
    CONSTRAINT fk_features_dataset FOREIGN KEY(dataset) REFERENCES datasets (id)
);
CREATE INDEX idx_features_display ON features USING gist (display);
CREATE TABLE buildings (
    id BIGSERIAL NOT NULL,
    dataset INTEGER NOT NULL,
    name TEXT NOT NULL,
    community INTEGER NOT NULL,
    households INTEGER NOT NULL,
    residents INTEGER NOT NULL,
    source TEXT NOT NULL,
    floors INTEGER NOT NULL,
    staircases INTEGER NOT NULL,
    properties JSONB NOT NULL,
    geom geometry(GEOMETRY,-1) NOT NULL,
    display geometry(GEOMETRY,3857)
        GENERATED ALWAYS AS (ST_ForcePolygonCW(ST_Transform(geom, 3857))) STORED,
    CONSTRAINT pk_buildings PRIMARY KEY (id),
    CONSTRAINT uq_buildings_dataset_name UNIQUE (dataset, name),
    CONSTRAINT fk_buildings_dataset FOREIGN KEY(dataset) REFERENCES datasets (id),
    CONSTRAINT fk_buildings_community FOREIGN KEY(community) REFERENCES communities (id)
);
CREATE INDEX idx_buildings_display ON buildings USING gist (display);
CREATE INDEX ix_buildings_community ON buildings (community);
CREATE TABLE atoms (
    id BIGSERIAL NOT NULL,
    community INTEGER NOT NULL,
    foot BIGINT NOT NULL,
    households INTEGER NOT NULL,
    residents INTEGER NOT NULL,
    buildings INTEGER NOT NULL,
    area DOUBLE PRECISION NOT NULL,
    floor_from INTEGER,
    floor_to INTEGER,
    staircase INTEGER,
    site INTEGER,
    compound TEXT,
    plan INTEGER,
    geom geometry(GEOMETRY,-1) NOT NULL,
    display geometry(GEOMETRY,3857)
        GENERATED ALWAYS AS (ST_ForcePolygonCW(ST_Transform(geom, 3857))) STORED,
    CONSTRAINT pk_atoms PRIMARY KEY (id),
    CONSTRAINT uq_atoms_id_foot_community UNIQUE (id, foot, community),
    CONSTRAINT ck_atoms_counts CHECK (households >= 0 and residents >= 0),
    CONSTRAINT ck_atoms_floors CHECK ((floor_from is null) = (floor_to is null)),
    CONSTRAINT fk_atoms_community FOREIGN KEY(community) REFERENCES communities (id),
    CONSTRAINT fk_atoms_foot FOREIGN KEY(foot) REFERENCES atoms (id)
);
CREATE INDEX idx_atoms_display ON atoms USING gist (display);
CREATE INDEX ix_atoms_community ON atoms (community);
CREATE TABLE atom_buildings (
    atom BIGINT NOT NULL,
    building BIGINT NOT NULL,
    households INTEGER NOT NULL,
    residents INTEGER NOT NULL,
    CONSTRAINT pk_atom_buildings PRIMARY KEY (atom, building)
);
CREATE INDEX ix_atom_buildings_building ON atom_buildings (building);
CREATE TABLE edges (
    low BIGINT NOT NULL,
    high BIGINT NOT NULL,
    length DOUBLE PRECISION NOT NULL,
    cost DOUBLE PRECISION NOT NULL,
    passable BOOLEAN NOT NULL,
    reachable BOOLEAN NOT NULL,
    east DOUBLE PRECISION NOT NULL,
    south DOUBLE PRECISION NOT NULL,
    west DOUBLE PRECISION NOT NULL,
    north DOUBLE PRECISION NOT NULL,
    along TEXT,
    along_en TEXT,
    CONSTRAINT pk_edges PRIMARY KEY (low, high),
    CONSTRAINT ck_edges_order CHECK (low < high)
);
CREATE INDEX ix_edges_high ON edges (high);
CREATE TABLE rims (
    atom BIGINT NOT NULL,
    part INTEGER NOT NULL,
    length DOUBLE PRECISION NOT NULL,
    east DOUBLE PRECISION NOT NULL,
    south DOUBLE PRECISION NOT NULL,
    west DOUBLE PRECISION NOT NULL,
    north DOUBLE PRECISION NOT NULL,
    along TEXT,
    along_en TEXT,
    CONSTRAINT pk_rims PRIMARY KEY (atom, part)
);
"""

DOWN = """
DROP TABLE rims, edges, atom_buildings, atoms, buildings, features, communities, datasets,
    jurisdictions;
"""


def upgrade() -> None:
    """Create the tables."""
    op.execute(UP)


def downgrade() -> None:
    """Drop them."""
    op.execute(DOWN)
