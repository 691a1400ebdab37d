from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, Engine, text

from gis import database as databases
from gis.database import Addresses, Cluster
from gis.store import rights
from gis.store.engine import APP_ROLE, open_engine
from gis.store.tables import metadata
from tests import clusters
from tests.integration import drawn


@pytest.fixture
def seeded(cluster: Cluster, template: str) -> Iterator[Addresses]:
    """A database of its own, with a dataset and a plan."""
    with clusters.fresh(cluster, template, clusters.unique("seeded")) as addresses:
        engine = open_engine(addresses.service)
        with engine.begin() as conn:
            drawn.store(conn)
        engine.dispose()
        yield addresses


def catalogue(conn: Connection) -> list[tuple[object, ...]]:
    """Everything we have created, as PostgreSQL describes it."""
    query = text(
        """
        select 'column', table_name::text, column_name::text, data_type::text || is_nullable
            || coalesce(column_default, '') || coalesce(generation_expression, '')
        from information_schema.columns where table_schema = 'public'
            and table_name not in ('geometry_columns', 'geography_columns', 'spatial_ref_sys')
        union all
        select 'constraint', conrelid::regclass::text, conname::text, pg_get_constraintdef(oid)
        from pg_constraint where connamespace = 'public'::regnamespace
        union all
        select 'index', tablename::text, indexname::text, indexdef from pg_indexes
        where schemaname = 'public'
        union all
        select 'trigger', tgrelid::regclass::text, tgname::text, pg_get_triggerdef(oid)
        from pg_trigger where not tgisinternal
        union all
        select 'function', proname::text, '', prosrc || prosecdef from pg_proc p
        where pronamespace = 'public'::regnamespace
            and not exists (select from pg_depend where objid = p.oid and deptype = 'e')
        order by 1, 2, 3, 4
        """
    )
    return [tuple(row) for row in conn.execute(query)]


def test_the_steps_lead_to_the_tables_of_the_metadata(owner: Engine) -> None:
    with owner.connect() as conn:
        context = MigrationContext.configure(
            conn,
            opts={
                "include_object": alembic_helpers.include_object,
                "compare_type": True,
                "compare_server_default": True,
            },
        )
        assert compare_metadata(context, metadata) == []


def test_constraints_and_indexes_are_those_of_the_metadata(owner: Engine) -> None:
    # What alembic does not compare: exclusion, check and deferred constraints, partial indexes.
    with owner.begin() as conn:
        stepped = catalogue(conn)
        conn.execute(text("create schema beside"))
        conn.execute(text("set local search_path = beside, public"))
        metadata.create_all(conn, checkfirst=False)
        made = conn.execute(
            text(
                "select conrelid::regclass::text, conname::text, pg_get_constraintdef(oid)"
                " from pg_constraint where connamespace = 'beside'::regnamespace"
            )
        )
        constraints = {tuple(row) for row in made}
        indexes = conn.scalars(text("select indexdef from pg_indexes where schemaname = 'beside'"))
        plain = {line.replace("beside.", "") for line in indexes}
        conn.rollback()
    known = {row[1:] for row in stepped if row[0] == "constraint"}
    assert constraints <= known
    assert plain <= {str(row[3]).replace("public.", "") for row in stepped if row[0] == "index"}


def test_up_down_and_up_again_on_seeded_data(seeded: Addresses) -> None:
    service = str(seeded.service.username)
    engine = open_engine(seeded.owner, role=None)
    with engine.connect() as conn:
        before = catalogue(conn)
    assert databases.migrate(seeded.owner, service, to="base")[1] == "base"
    with engine.connect() as conn:
        # Only the version of the tables itself is left.
        assert {str(row[1]) for row in catalogue(conn)} <= {"alembic_version", "spatial_ref_sys"}
    databases.migrate(seeded.owner, service)
    with engine.connect() as conn:
        assert catalogue(conn) == before
        assert rights.differences(conn, APP_ROLE) == []
    engine.dispose()


@pytest.mark.parametrize("step", ["0009", "0008", "0007", "0006", "0005"])
def test_single_steps_keep_the_rows(seeded: Addresses, step: str) -> None:
    service = str(seeded.service.username)
    databases.migrate(seeded.owner, service, to=step)
    databases.migrate(seeded.owner, service)
    engine = open_engine(seeded.service)
    with engine.connect() as conn:
        assert conn.scalar(text("select count(*) from assignments")) == 17
    engine.dispose()
