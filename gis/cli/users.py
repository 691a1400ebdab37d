"""``gis users``: who may come in, and what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli import screen
from gis.cli.reach import Database, DataFolder, engine_of
from gis.errors import NotFoundError
from gis.model import ROOT, Grant, Role

if TYPE_CHECKING:
    from sqlalchemy import Connection

app = typer.Typer(no_args_is_help=True, help="Add users, give and take roles, reset passwords.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the user.")]
RoleGiven = Annotated[Role, typer.Argument(metavar="ROLE", help=", ".join(Role))]
Node = Annotated[
    str, typer.Option("--in", metavar="CODE", help="Jurisdiction; 0 is the one above all.")
]


@app.command()
def add(
    name: Name,
    role: Annotated[list[Role] | None, typer.Option(help="Role to give; may be repeated.")] = None,
    node: Node = ROOT,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Add a user and print a password that serves for one login."""
    with screen.answered(), engine_of(data, database) as engine, engine.begin() as conn:
        from gis.workflow import access

        given = [Grant(one, node) for one in role or []]
        _, password = access.add_user(conn, access.SYSTEM, name, node, given)
        screen.out().print(f"{name}: {password}", markup=False)


@app.command(name="list")
def listing(data: DataFolder = None, database: Database = None) -> None:
    """Show all users and what they hold."""
    with screen.answered(), engine_of(data, database) as engine, engine.begin() as conn:
        from gis.store import users

        rows = [
            (
                user.name,
                user.jurisdiction,
                "disabled" if user.disabled else user.password,
                ", ".join(f"{one.role} in {one.jurisdiction}" for one in user.grants),
            )
            for user in users.listing(conn, (ROOT,), limit=100_000)
        ]
        screen.table("Users", ("name", "of", "password", "roles"), rows)


@app.command()
def grant(
    name: Name,
    role: RoleGiven,
    node: Node = ROOT,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Give a role at and below a jurisdiction."""
    with screen.answered(), engine_of(data, database) as engine, engine.begin() as conn:
        from gis.workflow import access

        access.grant(conn, access.SYSTEM, _number(conn, name), Grant(role, node))


@app.command()
def revoke(
    name: Name,
    role: RoleGiven,
    node: Node = ROOT,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Take a role; it ends at the user's next request."""
    with screen.answered(), engine_of(data, database) as engine, engine.begin() as conn:
        from gis.workflow import access

        access.revoke(conn, access.SYSTEM, _number(conn, name), Grant(role, node))


@app.command()
def disable(
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Let them in again.")] = False,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Shut a user out at once, with all sessions and keys."""
    with screen.answered(), engine_of(data, database) as engine, engine.begin() as conn:
        from gis.workflow import access

        access.set_disabled(conn, access.SYSTEM, _number(conn, name), disabled=not undo)


@app.command()
def password(name: Name, data: DataFolder = None, database: Database = None) -> None:
    """Replace a user's password by one that serves for one login, and print it."""
    with screen.answered(), engine_of(data, database) as engine, engine.begin() as conn:
        from gis.workflow import access

        new = access.reset_password(conn, access.SYSTEM, _number(conn, name))
        screen.out().print(f"{name}: {new}", markup=False)


def _number(conn: Connection, name: str) -> int:
    from gis.store import users

    user = users.by_name(conn, name)
    if user is None:
        raise NotFoundError(f"there is no user {name}", f"没有用户 {name}。")
    return user.id
