"""Use case: a town to try the service on: a published plan, a draft on it, a year of tickets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from gis.errors import FindingsError
from gis.model import ROOT, Grant, PlanState, Role
from gis.sample.names import COUNTY, COUNTY_CODE, town_code, town_name
from gis.store import jurisdictions, plans, scopes, users
from gis.workflow import access, demo_tickets, demo_watch, publish
from gis.workflow.export import export
from gis.workflow.ingest import Files, prepare, store
from gis.workflow.inputs import Inputs
from gis.workflow.invent import invent
from gis.workflow.plans import Proposal, propose
from gis.workflow.review import draw
from gis.workflow.work import Progress

NAME = "澄溪（示例）"
FIRST, DRAFT = "首版网格方案", "调整草案"
PEOPLE = {
    "planner": (Role.PLANNER, Role.AUDITOR, Role.ADMIN),
    "publisher": (Role.PUBLISHER,),
    "commander": (Role.COMMANDER,),
    "worker": (Role.WORKER,),
    "checker": (Role.CHECKER, Role.SUPERVISOR),
}
"""Users of the demonstration and what they hold; a second person publishes, and a third checks."""


@dataclass(frozen=True)
class Demonstration:
    """What there is to try: a published plan, a draft, a one-time password for each user, a map."""

    published: int
    draft: int
    passwords: dict[str, str]
    page: Path


def prepare_demonstration(
    engine: Engine, folder: Path, *, processes: int, progress: Progress, tell: Callable[[str], None]
) -> Demonstration:
    """Do what was not done by an earlier run; passwords are always new.

    Parameters
    ----------
    folder
        Where the sample town is written.
    """
    with engine.begin() as conn:
        passwords = {name: _user(conn, name, roles) for name, roles in PEOPLE.items()}
    with engine.connect() as conn:
        # Several may have the name; the newest, which is listed first, is meant.
        known = {plan.name: plan for plan in reversed(_mine(conn))}
    first = known.get(FIRST)
    if first is None or first.state is PlanState.SUPERSEDED:
        number = _propose(engine, folder, processes, progress, tell)
    else:
        number = first.id
    _publish(engine, number, tell)
    draft = known.get(DRAFT)
    if draft is None or draft.state is not PlanState.DRAFT:
        tell("opening a draft on the published plan")
        with engine.begin() as conn:
            draft_number = plans.branch(conn, plans.get(conn, number), DRAFT, "planner")
    else:
        draft_number = draft.id
    with engine.begin() as conn:
        for code, called in ((COUNTY_CODE, COUNTY), (town_code(0), town_name(0))):
            if scopes.jurisdiction(conn, code) is not None:
                jurisdictions.rename(conn, code, called)
    demo_tickets.fill(engine, folder / "town.gpkg", tell)
    demo_watch.fill(engine, folder / "town.gpkg", number, tell)
    return Demonstration(number, draft_number, passwords, _drawn(engine, number, folder, tell))


def _drawn(engine: Engine, plan: int, folder: Path, tell: Callable[[str], None]) -> Path:
    """Write the published plan as a file for QGIS, and its map as a page that needs no server."""
    file, page = folder / "plan.gpkg", folder / "map.html"
    if not page.exists():
        tell("drawing its map")
        with engine.connect() as conn:
            export(conn, plan, file)
        draw(Inputs(folder / "town.gpkg"), file, out=page)
    return page


def _mine(conn: Connection) -> list[plans.Plan]:
    found = plans.listing(conn, scope=(ROOT,), public=(), before=None, limit=1000)
    return [plan for plan in found if plan.created_by in PEOPLE]


def _user(conn: Connection, name: str, roles: tuple[Role, ...]) -> str:
    user = users.by_name(conn, name)
    if user is None:
        given = [Grant(role, ROOT) for role in roles]
        return access.add_user(conn, access.SYSTEM, name, ROOT, given)[1] or ""
    return access.reset_password(conn, access.SYSTEM, user.id)


def _propose(
    engine: Engine, folder: Path, processes: int, progress: Progress, tell: Callable[[str], None]
) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    town = folder / "town.gpkg"
    if not town.exists():
        tell("making up a county town")
        invent(town)
    tell("importing it: checking, cutting it into atoms, storing")
    prepared = prepare(Files(folder, town.name), processes=processes, progress=progress)
    with engine.begin() as conn:
        dataset = store(conn, NAME, prepared, "planner").result["dataset"]
    tell("proposing grids and micro-grids")
    asked = Proposal(dataset=dataset, name=FIRST)
    effect = propose(engine, asked, "planner", processes=processes, progress=progress)
    with engine.begin() as conn:
        number: int = effect(conn).result["plan"]
    return number


def _publish(engine: Engine, plan: int, tell: Callable[[str], None]) -> None:
    with engine.begin() as conn:
        state = plans.get(conn, plan).state
        if state is PlanState.DRAFT:
            publish.submit(conn, plan, "planner")
    if state in (PlanState.DRAFT, PlanState.SUBMITTED):
        tell("auditing and publishing the first plan")
        try:
            with engine.begin() as conn:
                publish.approve(conn, plan, "publisher")
        except FindingsError as error:
            tell(str(error))
