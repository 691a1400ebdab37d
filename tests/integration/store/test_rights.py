"""What the service may do, and what the tables refuse whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from gis.errors import ConflictError, EditError
from gis.store import rights
from gis.store.engine import APP_ROLE
from gis.store.tables import metadata
from tests.integration import drawn

Ask = Callable[..., Any]
FROZEN = ("operations", "audit_log", "outlines", "atoms", "origins")


@pytest.fixture
def ask(conn: Connection, plan: int) -> Ask:
    """Run SQL as the service; ``:plan`` is the drawing's plan."""

    def run(statement: str, **values: Any) -> Any:
        return conn.execute(text(statement), {"plan": plan, **values})

    return run


@pytest.fixture
def now(conn: Connection) -> Callable[[], None]:
    """Check what is checked at the end of a transaction."""

    def check() -> None:
        conn.execute(text("set constraints all immediate"))

    return check


@pytest.fixture
def as_owner(owner: Engine, plan: int) -> Iterator[Connection]:
    del plan
    with owner.connect() as connection:
        yield connection


def test_the_role_has_its_rights_and_no_others(as_owner: Connection) -> None:
    assert rights.differences(as_owner, APP_ROLE) == []


def test_the_service_deletes_only_what_comes_and_goes(as_owner: Connection) -> None:
    query = text("select has_table_privilege(:role, :table, 'delete')")
    free = {
        table
        for table in metadata.tables
        if as_owner.scalar(query, {"role": APP_ROLE, "table": table})
    }
    assert free == {
        "grants", "jobs", "sessions", "shapes",
        "ticket_keys", "ticket_photos", "ticket_receipts", "tickets",
    }  # fmt: skip


@pytest.mark.parametrize("statement", [
    "delete from assignments",
    "delete from operations",
    "update assignments set atom = atom + 1",
    "update assignments set plan = plan + 1",
    "update assignments set community = community",
    "update grids set community = community",
    "update microgrids set plan = plan",
    "update plans set dataset = dataset",
    "update atoms set households = 0",
    "update datasets set name = 'other'",
    "update outlines set code = ''",
    "update publications set valid_from = now()",
    "truncate assignments",
    "create table mine (id int)",
    "alter table assignments disable trigger all",
    "drop trigger whole on plan_communities",
    "insert into spatial_ref_sys (srid) values (999999)",
    "set session_replication_role = replica",
])  # fmt: skip
def test_the_service_may_not(ask: Ask, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        ask(statement)


@pytest.mark.parametrize("table", FROZEN)
@pytest.mark.parametrize("statement", ["delete from {}", "truncate {} cascade"])
def test_even_the_owner_changes_no_frozen_row(
    as_owner: Connection, table: str, statement: str
) -> None:
    with pytest.raises(EditError, match=f"rows of {table} never change"):
        as_owner.execute(text(statement.format(table)))


def test_even_the_owner_updates_no_atom(as_owner: Connection) -> None:
    with pytest.raises(EditError, match="never change"):
        as_owner.execute(text("update atoms set households = households + 1"))


def test_a_second_grid_for_an_atom_is_an_overlap_and_refused(as_owner: Connection) -> None:
    with pytest.raises(ConflictError, match="pk_assignments"):
        as_owner.execute(text("insert into assignments select * from assignments"))


def test_a_grid_of_none_is_a_gap_and_refused(ask: Ask) -> None:
    with pytest.raises(EditError, match="null"):
        ask("update assignments set grid = null where plan = :plan")


def test_a_grid_does_not_reach_across_its_community(ask: Ask) -> None:
    with pytest.raises(EditError, match="community"):
        ask("""
            update assignments s set grid = g.id from grids g
            where s.plan = :plan and g.plan = :plan and g.community <> s.community
        """)


def test_a_micro_grid_does_not_reach_across_its_grid(ask: Ask, now: Callable[[], None]) -> None:
    ask("""
        update assignments s set microgrid = (
            select max(m.id) from microgrids m where m.plan = s.plan and m.grid <> s.grid)
        where s.plan = :plan and s.foot = s.atom
    """)
    with pytest.raises(EditError, match="microgrid"):
        now()


def test_the_floors_of_a_tower_do_not_part(ask: Ask, now: Callable[[], None]) -> None:
    ask("""
        with other as (
            select g.id as grid, min(m.id) as microgrid
            from grids g join microgrids m on m.plan = g.plan and m.grid = g.id
            where g.plan = :plan group by g.id
        )
        update assignments s set grid = other.grid, microgrid = other.microgrid
        from grids own, grids beside, other
        where s.plan = :plan and s.foot <> s.atom and own.plan = s.plan and own.id = s.grid
            and beside.plan = s.plan and beside.community = own.community
            and beside.id <> own.id and other.grid = beside.id
    """)
    with pytest.raises(EditError, match="foot"):
        now()


def test_a_plan_gets_no_atoms_after_its_beginning(ask: Ask) -> None:
    spare = ask("select nextval('atoms_id_seq')").scalar_one()
    ask(
        """
        insert into atoms (id, community, foot, households, residents, buildings, area, geom)
        select :spare, community, :spare, 0, 0, 0, area, geom from atoms limit 1
        """,
        spare=spare,
    )
    with pytest.raises(EditError, match="gets no new rows"):
        ask(
            """
            insert into assignments (plan, atom, foot, community, grid, microgrid)
            select s.plan, a.id, a.foot, a.community, s.grid, s.microgrid
            from assignments s join atoms a on a.id = :spare and a.community = s.community
            where s.plan = :plan limit 1
        """,
            spare=spare,
        )


def test_a_plan_gets_no_community_after_its_beginning(ask: Ask) -> None:
    other = "insert into communities (dataset, code, name, kind, digest, geom) select"
    ask(f"{other} dataset, '0', name, kind, digest, geom from communities limit 1")
    with pytest.raises(EditError, match="gets no new rows"):
        ask("insert into plan_communities select :plan, max(id) from communities")


def test_only_drafts_change(ask: Ask) -> None:
    ask("update plans set state = 'submitted' where id = :plan")
    with pytest.raises(EditError, match="is no draft"):
        ask("update assignments set microgrid = microgrid where plan = :plan")


def test_a_publication_ends_once(ask: Ask) -> None:
    ask("""
        insert into publications (plan, plan_version, community)
        select :plan, 0, code from communities limit 1
    """)
    ask("update publications set valid_to = now()")
    with pytest.raises(EditError, match="never change"):
        ask("update publications set valid_to = null")


def test_two_plans_in_force_in_one_community_are_refused(ask: Ask, conn: Connection) -> None:
    with conn.begin_nested():
        second = drawn.begin(conn, ask("select max(id) from datasets").scalar_one())
    force = """
        insert into publications (plan, plan_version, community)
        select :plan, 0, min(code) from communities
    """
    ask(force)
    with pytest.raises(ConflictError, match="one_in_force"):
        ask(force, plan=second)


def test_nobody_approves_what_they_have_submitted(ask: Ask) -> None:
    with pytest.raises(IntegrityError, match="second_person"):
        ask("update plans set submitted_by = 'ann', approved_by = 'ann' where id = :plan")


def test_the_services_functions_are_for_the_service_alone(as_owner: Connection) -> None:
    query = text("""
        select coalesce(bool_or(has_function_privilege('public', oid, 'execute')), false)
        from pg_proc where prosecdef and pronamespace = 'public'::regnamespace
            and pg_get_userbyid(proowner) = current_user
    """)
    assert not as_owner.scalar(query)


def test_functions_with_the_owners_rights_take_no_tables_of_the_caller(ask: Ask) -> None:
    ask("create temp table plans (id int, state text)")
    ask("insert into pg_temp.plans values (:plan, 'draft')")
    ask("update public.plans set state = 'submitted' where id = :plan")
    with pytest.raises(EditError, match="no draft"):
        ask("select replace_atoms(:plan, '{}', '{}', '{}', '{}')")
