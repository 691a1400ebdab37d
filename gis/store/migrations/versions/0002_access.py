"""Users, grants, sessions, keys and the audit log."""

from __future__ import annotations

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

UP = """
CREATE TABLE users (
    id SERIAL NOT NULL,
    name TEXT NOT NULL,
    password TEXT,
    one_time BOOLEAN DEFAULT 'false' NOT NULL,
    disabled BOOLEAN DEFAULT 'false' NOT NULL,
    jurisdiction TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT uq_users_name UNIQUE (name),
    CONSTRAINT fk_users_jurisdiction FOREIGN KEY(jurisdiction) REFERENCES jurisdictions (code)
);
CREATE INDEX ix_users_jurisdiction ON users (jurisdiction);
CREATE TABLE grants (
    user_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    CONSTRAINT pk_grants PRIMARY KEY (user_id, role, jurisdiction),
    CONSTRAINT fk_grants_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_grants_jurisdiction FOREIGN KEY(jurisdiction) REFERENCES jurisdictions (code)
);
CREATE TABLE sessions (
    token BYTEA NOT NULL,
    user_id INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_sessions PRIMARY KEY (token),
    CONSTRAINT fk_sessions_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);
CREATE INDEX ix_sessions_user_id ON sessions (user_id);
CREATE TABLE api_keys (
    id SERIAL NOT NULL,
    token BYTEA NOT NULL,
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    roles JSONB NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_api_keys PRIMARY KEY (id),
    CONSTRAINT uq_api_keys_token UNIQUE (token),
    CONSTRAINT fk_api_keys_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);
CREATE INDEX ix_api_keys_user_id ON api_keys (user_id);
CREATE TABLE audit_log (
    id BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    details JSONB NOT NULL,
    previous BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT pk_audit_log PRIMARY KEY (id)
);
"""

DOWN = """
DROP TABLE audit_log, api_keys, sessions, grants, users;
"""


def upgrade() -> None:
    """Create the tables."""
    op.execute(UP)


def downgrade() -> None:
    """Drop them."""
    op.execute(DOWN)
