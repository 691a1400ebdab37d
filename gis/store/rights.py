"""What the service's role may do with each table: deny by default, column by column.

The keys forbid overlaps; that nothing may be deleted forbids gaps. Logs can only grow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text

from gis.store.tables import metadata


def quote(name: str) -> str:
    """A name as SQL wants it; some of ours are words of SQL."""
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class Right:
    """What may be done with a table besides reading it and adding rows.

    Parameters
    ----------
    update
        Columns that may change; "*" for all.
    delete
        Whether rows may go.
    """

    update: tuple[str, ...] = ()
    delete: bool = False


GROWS = Right()
FREE = Right(("*",), delete=True)
"""For what can be derived again, or is about people who come and go."""
RIGHTS: Mapping[str, Right] = {
    "alerts": Right(("acknowledged_by", "acknowledged_at", "note")),
    "api_keys": Right(("revoked_at",)),
    "assignments": Right(("grid", "microgrid")),
    "camera_states": Right(("until",)),
    "cameras": Right(("*",)),
    "configuration": Right(("*",)),
    "exceptions": Right(("revoked_at",)),
    "grants": FREE,
    "grids": Right((
        "code", "kind", "category", "site", "name", "name_en", "post", "reason", "locked", "live",
        "version", "households", "residents", "buildings", "atoms", "pieces",
    )),
    "jobs": FREE,
    "jurisdictions": Right(("name", "parent")),
    "microgrids": Right((
        "grid", "code", "reason", "live", "households", "residents", "atoms",
    )),
    "patrol_runs": Right(("ended_at", "seen")),
    "patrols": Right(("live",)),
    "plans": Right((
        "name", "state", "version", "quality", "head",
        "submitted_by", "submitted_at", "approved_by", "published_at",
    )),
    "posts": Right(("live",)),
    "publications": Right(("valid_to",)),
    "sessions": FREE,
    "shapes": FREE,
    "ticket_categories": Right(("class_name", "name", "name_en", "limits", "unit", "live")),
    "ticket_clock": Right(("number",)),
    "ticket_desks": Right(("lead", "state", "due_at", "ended_at")),
    # Tickets go when they have been kept as long as they may be, and all that hangs on them.
    "ticket_keys": Right(delete=True),
    "ticket_photos": Right(delete=True),
    "ticket_receipts": Right(delete=True),
    "tickets": FREE,
    "users": Right(("password", "one_time", "disabled")),
    "viewings": Right(("begun_at", "stream_token", "seen_at", "ended_at")),
}  # fmt: skip
"""By table; one that is not named only grows."""
FUNCTIONS = (
    "analyze_tables(text[])",
    "analyze_tickets()",
    "open_ticket_months(date, date)",
    "register_crs(text)",
    "replace_atoms(integer, bigint[], bigint[], integer[], integer[])",
)
"""What runs with the owner's rights, for the service alone."""


def grant(connection: Connection, role: str) -> None:
    """Give a role exactly its rights, whatever it had before; runs as the owner of the tables."""
    name = quote(role)
    statements = [
        f"grant usage on schema public to {name}",
        f"grant usage on all sequences in schema public to {name}",
    ]
    for table in _present(connection):
        statements.append(f"revoke all on {quote(table)} from {name}")
        statements += [f"grant {one} on {quote(table)} to {name}" for one in _clauses(table)]
    if connection.scalar(text("select to_regclass('alembic_version') is not null")):
        # The service says whether the database is ready for it.
        statements.append(f"revoke all on alembic_version from {name}")
        statements.append(f"grant select on alembic_version to {name}")
    there = "select to_regprocedure(:function) is not null"
    for function in FUNCTIONS:
        if connection.scalar(text(there), {"function": function}):
            # A restored function is everybody's: backups carry no rights.
            statements.append(f"revoke all on function {function} from public")
            statements.append(f"grant execute on function {function} to {name}")
    for statement in statements:
        connection.execute(text(statement))


def differences(connection: Connection, role: str) -> list[str]:
    """What a role may do and should not, or should and may not; empty when all is well."""
    found = []
    may_create = "select has_schema_privilege(:role, 'public', 'create')"
    if connection.scalar(text(may_create), {"role": role}):
        found.append(f"{role} may create tables")
    for table in _present(connection):
        right = RIGHTS.get(table, GROWS)
        due = {"select": True, "insert": True, "delete": right.delete, "truncate": False}
        for kind, wanted in due.items():
            actual = connection.scalar(
                text("select has_table_privilege(:role, :table, :kind)"),
                {"role": role, "table": quote(table), "kind": kind},
            )
            if actual != wanted:
                found.append(_sentence(role, kind, table, allowed=bool(actual)))
        for column in inspect(connection).get_columns(table):
            wanted = right.update == ("*",) or column["name"] in right.update
            actual = connection.scalar(
                text("select has_column_privilege(:role, :table, :column, 'update')"),
                {"role": role, "table": quote(table), "column": column["name"]},
            )
            if actual != wanted:
                place = f"{table}.{column['name']}"
                found.append(_sentence(role, "update", place, allowed=bool(actual)))
    return found + _function_differences(connection, role)


def _function_differences(connection: Connection, role: str) -> list[str]:
    may_run = text("select has_function_privilege(:who, to_regprocedure(:function), 'execute')")
    found = []
    for function in FUNCTIONS:
        for who, wanted in ((role, True), ("public", False)):
            actual = connection.scalar(may_run, {"who": who, "function": function})
            # Null: the function is not there yet.
            if actual is not None and actual != wanted:
                found.append(_sentence(who, "execute", function, allowed=bool(actual)))
    return found


def _clauses(table: str) -> list[str]:
    right = RIGHTS.get(table, GROWS)
    clauses = ["select, insert"]
    if right.update == ("*",):
        clauses.append("update")
    elif right.update:
        clauses.append(f"update ({', '.join(map(quote, right.update))})")
    if right.delete:
        clauses.append("delete")
    return clauses


def _present(connection: Connection) -> list[str]:
    """Our tables that are there; a database on its way up or down has not all of them."""
    there = set(inspect(connection).get_table_names())
    return sorted(there & set(metadata.tables))


def _sentence(role: str, kind: str, place: str, *, allowed: bool) -> str:
    return f"{role} {'may' if allowed else 'may not'} {kind} {place}"
