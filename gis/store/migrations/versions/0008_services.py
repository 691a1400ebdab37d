"""What only the owner of the tables may do, and the service asks for.

Each function does one narrow thing with the owner's rights, under a fixed search path.
"""

from __future__ import annotations

from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None

UP = """
-- Only the owner of a table may analyze it. Without this the first questions about a hundred
-- thousand new rows would be planned as if there were none. A tenth of the usual sample tells
-- enough until autovacuum comes.
CREATE FUNCTION analyze_tables(names text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET default_statistics_target = 10 AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY names LOOP
        IF EXISTS (SELECT FROM pg_class WHERE relname = name AND relkind = 'r'
            AND relnamespace = to_regnamespace('public')
            AND pg_get_userbyid(relowner) = current_user) THEN
            EXECUTE format('ANALYZE public.%I', name);
        END IF;
    END LOOP;
END $$;

-- Number of a CRS that PostGIS does not know, or knows otherwise; from 910000 they are ours.
CREATE FUNCTION register_crs(definition text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    known integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('register_crs'));
    SELECT srid INTO known FROM spatial_ref_sys
        WHERE srid >= 910000 AND srtext = definition ORDER BY srid LIMIT 1;
    IF known IS NULL THEN
        INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text)
            SELECT greatest(max(srid) + 1, 910000), NULL, NULL, definition, NULL
            FROM spatial_ref_sys
            RETURNING srid INTO known;
    END IF;
    RETURN known;
END $$;

REVOKE ALL ON FUNCTION analyze_tables(text[]), register_crs(text) FROM PUBLIC;
"""

DOWN = "DROP FUNCTION analyze_tables(text[]), register_crs(text);"


def upgrade() -> None:
    """Offer them."""
    op.execute(UP)


def downgrade() -> None:
    """Offer them no more."""
    op.execute(DOWN)
