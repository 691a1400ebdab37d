"""Rows that never change, whoever asks; and plans that are whole when they begin.

Rights keep the service from changing them. These triggers keep the owner of the tables from doing
it by mistake as well.
"""

from __future__ import annotations

from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None

FROZEN = ("operations", "audit_log", "outlines", "atoms", "origins")

UP = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- now() is when the transaction began: equal for what one transaction has written.
CREATE FUNCTION begun_here(plan integer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT created_at = now() FROM plans WHERE id = $1
$$;

-- Rows come with their plan; later only replace_atoms, which runs as the owner, adds any.
CREATE FUNCTION refuse_late_rows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    late integer;
BEGIN
    IF pg_has_role((SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
        RETURN NULL;
    END IF;
    SELECT plan INTO late FROM (SELECT DISTINCT plan FROM fresh) AS plans
        WHERE NOT begun_here(plan) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'plan % is there already: % gets no new rows', late, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER late AFTER INSERT ON assignments REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_rows();
CREATE TRIGGER late AFTER INSERT ON plan_communities REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_rows();
CREATE TRIGGER late AFTER INSERT ON origins REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_rows();

CREATE FUNCTION refuse_edit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closed integer;
BEGIN
    SELECT id INTO closed FROM plans
        WHERE id IN (SELECT plan FROM changed) AND state <> 'draft' LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'plan % is no draft: its assignments stay', closed
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER draft AFTER UPDATE ON assignments REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit();

-- A publication ends once and for all.
CREATE TRIGGER ended BEFORE UPDATE ON publications FOR EACH ROW
    WHEN (old.valid_to IS NOT NULL) EXECUTE FUNCTION refuse_change();
"""

DOWN = """
DROP TRIGGER ended ON publications;
DROP TRIGGER draft ON assignments;
DROP TRIGGER late ON origins;
DROP TRIGGER late ON plan_communities;
DROP TRIGGER late ON assignments;
DROP FUNCTION refuse_edit();
DROP FUNCTION refuse_late_rows();
DROP FUNCTION begun_here(integer);
DROP FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Guard them."""
    op.execute(UP)
    for table in FROZEN:
        op.execute(
            f"CREATE TRIGGER frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Leave them unguarded."""
    for table in FROZEN:
        op.execute(f"DROP TRIGGER frozen ON {table}")
    op.execute(DOWN)
