"""Jobs."""

from __future__ import annotations

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None

UP = """
CREATE TABLE jobs (
    id SERIAL NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    jurisdiction TEXT,
    params JSONB NOT NULL,
    result JSONB,
    error JSONB,
    step TEXT,
    done INTEGER DEFAULT '0' NOT NULL,
    total INTEGER DEFAULT '0' NOT NULL,
    revision INTEGER DEFAULT '0' NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    cancelled BOOLEAN DEFAULT 'false' NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    beaten_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_jobs PRIMARY KEY (id),
    CONSTRAINT fk_jobs_jurisdiction FOREIGN KEY(jurisdiction) REFERENCES jurisdictions (code)
);
CREATE INDEX ix_jobs_state ON jobs (state);
"""

DOWN = """
DROP TABLE jobs;
"""


def upgrade() -> None:
    """Create the tables."""
    op.execute(UP)


def downgrade() -> None:
    """Drop them."""
    op.execute(DOWN)
