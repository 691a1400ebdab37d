"""Commands on stored plans: publish, export, look addresses up, check."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli import screen
from gis.cli.options import OutFile
from gis.cli.reach import Database, DataFolder, engine_of
from gis.errors import ForbiddenError, NotFoundError, ParameterError
from gis.model import Role, covers
from gis.model.texts import Encoding

if TYPE_CHECKING:
    from sqlalchemy import Connection

PlanNumber = Annotated[int, typer.Argument(metavar="PLAN", min=1, help="Number of the plan.")]


class Step(StrEnum):
    """Steps on the way to what is in force."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    REJECT = "reject"
    APPROVE = "approve"


ROLES = {
    Step.SUBMIT: Role.PLANNER,
    Step.WITHDRAW: Role.PLANNER,
    Step.REJECT: Role.PUBLISHER,
    Step.APPROVE: Role.PUBLISHER,
}
"""Whom each step is for."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (publish, export, where, fsck):
        app.command()(command)


def publish(
    plan: PlanNumber,
    name: Annotated[
        str, typer.Option("--as", metavar="NAME", help="The user who does it; must hold the role.")
    ],
    step: Annotated[Step, typer.Option(help="What to do with it.")] = Step.APPROVE,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why it is rejected.")] = None,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Submit a draft, withdraw or reject it, or put it in force as a second person.

    Approving audits the plan if its present version was not; errors need an exception.
    """
    with (
        screen.answered(),
        engine_of(data, database, patient=True) as engine,
        engine.begin() as conn,
    ):
        from gis.store import snapshots
        from gis.workflow import publish as use

        check_role(conn, snapshots.head(conn, plan).jurisdiction, name, ROLES[step])
        if step is Step.APPROVE:
            done = use.approve(conn, plan, name)
            where_ = ", ".join(done.communities)
            text = f"plan {plan}, version {done.version}, is in force in {where_}"
        elif step is Step.REJECT:
            if not reason:
                raise ParameterError("say why the plan is rejected: --reason TEXT")
            text = f"plan {plan} is {use.reject(conn, plan, name, reason).state} again"
        else:
            act = use.submit if step is Step.SUBMIT else use.withdraw
            text = f"plan {plan} is {act(conn, plan, name).state}"
    screen.out().print(text, markup=False)


def export(
    plan: PlanNumber,
    out: OutFile,
    encoding: Annotated[
        Encoding, typer.Option(help="Of .shp.zip and .csv; gbk for older programs.")
    ] = Encoding.UTF_8,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Write a plan to .gpkg, .geojson, .shp.zip, or its ledger to .xlsx or .csv."""
    with (
        screen.answered(),
        engine_of(data, database, patient=True) as engine,
        engine.connect() as conn,
    ):
        from gis.workflow.export import export as write

        version = write(conn, plan, out, encoding)
        screen.out().print(f"plan {plan}, version {version}: {out}", markup=False)


def where(
    points: Annotated[
        Path, typer.Argument(metavar="POINTS", help="A .csv with lon and lat, or a layer.")
    ],
    out: OutFile,
    at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="A date or a date and time. (default: now)"),
    ] = None,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Tell for points in which grid and micro-grid in force they lie, or lay at a time."""
    with (
        screen.answered(),
        engine_of(data, database, patient=True) as engine,
        engine.connect() as conn,
    ):
        from gis.workflow.where import instant, of_file

        asked, found = of_file(conn, points, out, at=instant(at))
        screen.out().print(f"{found} of {asked} points lie in a grid: {out}", markup=False)


def fsck(
    plans: Annotated[
        list[int] | None,
        typer.Argument(metavar="[PLAN]...", help="Numbers of plans. (default: all of them)"),
    ] = None,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Replay the logs of plans and count everything again. Exit status 1: something is wrong."""
    with screen.answered(), engine_of(data, database, patient=True) as engine:
        from gis.workflow.fsck import fsck as check

        found = check(engine, plans or None)
        for sentence in found:
            screen.out().print(sentence, markup=False)
        if not found:
            screen.out().print("all is sound")
        raise typer.Exit(1 if found else 0)


def check_role(conn: Connection, place: str, name: str, role: Role) -> None:
    """Refuse who could not do it by the service either."""
    from gis.store import users

    user = users.by_name(conn, name)
    if user is None:
        raise NotFoundError(f"there is no user {name}", f"没有用户 {name}。")
    held = [one for one in user.grants if one.role is role and covers(one.jurisdiction, place)]
    if user.disabled or not held:
        raise ForbiddenError(f"{name} is no {role} of {place}", f"{name} 不是 {place} 的{role}。")
