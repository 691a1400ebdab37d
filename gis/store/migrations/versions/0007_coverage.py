"""Atoms give way to others only where both cover the same ground and hold the same people.

``replace_atoms`` is the one way an assignment disappears. It runs with the rights of the owner of
the tables, so its search path is fixed: nobody can slip it tables of their own.
"""

from __future__ import annotations

from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None

COMPARE = """
-- Ground of some atoms, floors of one stack counted once; its square metres, and how many of
-- them a square unit of the CRS is (which need not be metres).
CREATE FUNCTION ground_of(ids bigint[], OUT covered geometry, OUT parts double precision,
    OUT metres double precision) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT ST_Union(geom), sum(ST_Area(geom)), sum(area) FROM (
        SELECT DISTINCT ON (foot) geom, area FROM atoms WHERE id = ANY (ids) ORDER BY foot, id
    ) AS feet
$$;

-- Why some atoms cannot stand in for others; null where they can. The ground of both may differ
-- by 0.01 square metres: less than a border would give, more than rounding takes.
CREATE FUNCTION atoms_differ(retired bigint[], born bigint[]) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    given integer := cardinality(retired) + cardinality(born);
    found record;
    before record;
    after record;
    unit double precision;
BEGIN
    IF cardinality(retired) = 0 OR cardinality(born) = 0 THEN
        RETURN 'nothing can stand in for nothing';
    END IF;
    SELECT count(*) AS known, count(DISTINCT community) AS communities,
        bool_and(ST_IsValid(geom) AND GeometryType(geom) = 'POLYGON') AS sound,
        coalesce(sum(households) FILTER (WHERE id = ANY (retired)), 0)
            - coalesce(sum(households) FILTER (WHERE id = ANY (born)), 0) AS households,
        coalesce(sum(residents) FILTER (WHERE id = ANY (retired)), 0)
            - coalesce(sum(residents) FILTER (WHERE id = ANY (born)), 0) AS residents,
        sum(floor_to - floor_from + 1) FILTER (WHERE id = ANY (retired))
            - sum(floor_to - floor_from + 1) FILTER (WHERE id = ANY (born)) AS floors
        INTO found FROM atoms WHERE id = ANY (retired || born);
    IF found.known <> given THEN
        RETURN 'some atoms are unknown or named twice';
    ELSIF found.communities <> 1 THEN
        RETURN 'they do not lie in one community';
    ELSIF NOT found.sound THEN
        RETURN 'some atom is no valid polygon';
    ELSIF found.households <> 0 OR found.residents <> 0 THEN
        RETURN format('households differ by %s, residents by %s',
            -found.households, -found.residents);
    ELSIF found.floors <> 0 AND NOT EXISTS (
        SELECT FROM atoms WHERE id = ANY (retired || born) AND floor_from IS NULL
    ) THEN
        RETURN format('they differ by %s floors', abs(found.floors));
    ELSIF EXISTS (
        SELECT FROM atoms JOIN atoms AS feet ON feet.id = atoms.foot
        WHERE atoms.id = ANY (born) AND NOT ST_OrderingEquals(atoms.geom, feet.geom)
    ) THEN
        RETURN 'floors of one stack differ in their ground';
    END IF;
    SELECT * INTO before FROM ground_of(retired);
    SELECT * INTO after FROM ground_of(born);
    unit := before.metres / before.parts;
    IF ST_Area(ST_SymDifference(before.covered, after.covered)) * unit >= 0.01 THEN
        RETURN 'they do not cover the same ground';
    ELSIF (after.parts - ST_Area(after.covered)) * unit >= 0.01 THEN
        RETURN 'they overlap';
    ELSIF abs(after.metres - before.metres) >= 0.01 + 1e-6 * before.metres THEN
        RETURN 'their areas do not add up';
    END IF;
    RETURN NULL;
END $$;

-- Why the floors of a plan's stacks do not fit on each other; null where they do. Those in
-- another grid than their foot are for the key that forbids it.
CREATE FUNCTION floors_differ(plan integer, feet bigint[]) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT format('floors of the stack on atom %s overlap or leave some out', foot)
    FROM (
        SELECT s.foot, a.floor_from,
            lag(a.floor_to) OVER stack AS below, count(*) OVER whole AS atoms
        FROM assignments f JOIN assignments s
            ON s.plan = f.plan AND s.grid = f.grid AND s.foot = f.atom
        JOIN atoms a ON a.id = s.atom
        WHERE f.plan = $1 AND f.atom = ANY (feet)
        WINDOW whole AS (PARTITION BY s.foot), stack AS (PARTITION BY s.foot ORDER BY a.floor_from)
    ) AS floors
    WHERE atoms > 1 AND (floor_from IS NULL OR floor_from <> below + 1) LIMIT 1
$$;
"""

REPLACE = """
CREATE FUNCTION replace_atoms(
    plan integer, retired bigint[], born bigint[], grid integer[], microgrid integer[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    fault text;
BEGIN
    PERFORM FROM plans WHERE id = replace_atoms.plan AND state = 'draft' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        fault := 'it is no draft';
    ELSIF cardinality(born) <> cardinality(replace_atoms.grid)
        OR cardinality(born) <> cardinality(replace_atoms.microgrid) THEN
        fault := 'each new atom needs its grid and micro-grid';
    ELSIF (SELECT count(*) FROM assignments
        WHERE plan = replace_atoms.plan AND atom = ANY (retired)) <> cardinality(retired) THEN
        fault := 'some atoms to replace are not in it';
    ELSIF EXISTS (SELECT FROM assignments
        WHERE plan = replace_atoms.plan AND atom = ANY (born)) THEN
        fault := 'some new atoms are in it already';
    ELSE
        fault := atoms_differ(retired, born);
    END IF;
    IF fault IS NULL THEN
        DELETE FROM assignments WHERE plan = replace_atoms.plan AND atom = ANY (retired);
        INSERT INTO assignments (plan, atom, foot, community, grid, microgrid)
            SELECT replace_atoms.plan, a.id, a.foot, a.community, fresh.grid, fresh.microgrid
            FROM unnest(born, replace_atoms.grid, replace_atoms.microgrid)
                AS fresh (atom, grid, microgrid)
            JOIN atoms a ON a.id = fresh.atom;
        fault := floors_differ(replace_atoms.plan, ARRAY(
            SELECT DISTINCT foot FROM atoms WHERE id = ANY (born)));
    END IF;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'atoms of plan % cannot be replaced: %', replace_atoms.plan, fault
            USING ERRCODE = 'check_violation', CONSTRAINT = 'replace_atoms';
    END IF;
END $$;

REVOKE ALL ON FUNCTION replace_atoms(integer, bigint[], bigint[], integer[], integer[])
    FROM PUBLIC;
"""

WHOLE = """
-- A plan begins whole: each atom of its communities is assigned, or others cover its ground.
-- Fired for each community, for it must be there before the first of its atoms is assigned:
-- whoever has constraints checked at once is refused, too. A plan this new is in no statistics:
-- by its number the planner would take it to be empty, and compare each atom with each.
CREATE FUNCTION refuse_gaps() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    missing bigint[];
    cut bigint[];
    stacked bigint[];
    fault text;
BEGIN
    SELECT coalesce(array_agg(a.id) FILTER (WHERE s.atom IS NULL), '{}'),
        coalesce(array_agg(a.id) FILTER (WHERE a.plan IS NOT NULL), '{}'),
        coalesce(array_agg(s.foot) FILTER (WHERE s.foot <> s.atom), '{}')
        INTO missing, cut, stacked
        FROM atoms a LEFT JOIN assignments s ON s.plan = new.plan AND s.atom = a.id
        WHERE a.community = new.community AND (a.plan IS NULL OR s.atom IS NOT NULL);
    IF NOT EXISTS (SELECT FROM plans p JOIN communities c ON c.dataset = p.dataset
        WHERE p.id = new.plan AND c.id = new.community) THEN
        fault := 'it belongs to another dataset';
    ELSIF cardinality(missing || cut) > 0 THEN
        fault := atoms_differ(missing, cut);
    END IF;
    fault := coalesce(fault, floors_differ(new.plan, stacked));
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'plan % does not cover community %: %', new.plan,
            (SELECT code FROM communities WHERE id = new.community), fault
            USING ERRCODE = 'check_violation', CONSTRAINT = 'whole';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER whole AFTER INSERT ON plan_communities DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION refuse_gaps();
"""

DOWN = """
DROP TRIGGER whole ON plan_communities;
DROP FUNCTION refuse_gaps();
DROP FUNCTION replace_atoms(integer, bigint[], bigint[], integer[], integer[]);
DROP FUNCTION floors_differ(integer, bigint[]);
DROP FUNCTION atoms_differ(bigint[], bigint[]);
DROP FUNCTION ground_of(bigint[]);
"""


def upgrade() -> None:
    """Open the one way, and check plans when they begin."""
    for step in (COMPARE, REPLACE, WHOLE):
        op.execute(step)


def downgrade() -> None:
    """Close it."""
    op.execute(DOWN)
