"""A whole installation for the browser: a small town, a published plan, a draft, its people."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection

from gis.model import ROOT, Grant, Role
from gis.store import users
from gis.store.engine import open_engine
from gis.workflow import access, passwords
from gis.workflow.demo import prepare_demonstration
from gis.workflow.invent import invent

PEOPLE = {"second": (Role.PLANNER,), "viewer": (Role.VIEWER,), "admin": (Role.ADMIN,)}
"""Who there is besides those of the demonstration; all have the password below."""
PASSWORD = "a sentence for the tests"  # noqa: S105 -- of databases that tests throw away
BUILDINGS = 500
LOADING = 60_000
"""Milliseconds a page may take; maps are drawn without a graphics card here."""
ANSWERING = 20_000
"""Milliseconds until something asked of an open page must be there."""


def found(url: URL, folder: Path) -> None:
    """Fill an empty database as ``gis demo`` does, with a smaller town and more people.

    Plan 1 is in force, plan 2 a draft on it.
    """
    engine = open_engine(url, patient=True)
    invent(folder / "town.gpkg", buildings=BUILDINGS)
    made = prepare_demonstration(engine, folder, processes=1, progress=_silent, tell=_silent)
    assert (made.published, made.draft) == (1, 2)
    with engine.begin() as conn:
        for name in made.passwords:
            settle(conn, name)
        for name, roles in PEOPLE.items():
            admit(conn, name, roles)
    engine.dispose()


def admit(conn: Connection, name: str, roles: Iterable[Role]) -> None:
    """Add a person with the password that all have."""
    given = [Grant(role, ROOT) for role in roles]
    access.add_user(conn, access.SYSTEM, name, ROOT, given)
    settle(conn, name)


def settle(conn: Connection, name: str) -> None:
    """Give somebody the password that all have."""
    user = users.by_name(conn, name)
    assert user is not None
    users.set_password(conn, user.id, passwords.hashed(PASSWORD), one_time=False)


@dataclass
class Visitor:
    """A person at a browser, logged in.

    said
        What the page complained about on the console.
    """

    page: Any
    name: str
    origin: str
    said: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to an address of the page."""
        self.page.goto(self.origin + path)

    def open_plan(self, plan: int, query: str = "") -> None:
        """Open a plan and wait until its map shows it."""
        self.open(f"/plans/{plan}{query and '?' + query}")
        self.page.wait_for_selector("wg-map[ready]", timeout=LOADING)

    def get(self, path: str) -> Any:
        """What the service answers this person."""
        answer = self.page.request.get(self.origin + path)
        assert answer.ok, answer.text()
        return answer.json()

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Send JSON as this person."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.page.request.post(
            self.origin + path, data=body, headers={"Origin": self.origin, **given}
        )
        assert answer.ok, answer.text()
        return answer.json()

    def branch(self, plan: int) -> int:
        """A draft of one's own, so that tests do not meet in one."""
        body = {"name": f"草案 {secrets.token_hex(3)}"}
        number: int = self.post(f"/api/v1/plans/{plan}/branch", body)["id"]
        return number


Visit = Callable[..., Visitor]


@contextmanager
def visiting(browser: Any, origin: str) -> Iterator[Visit]:
    """Let people in; afterwards no page may have complained or asked elsewhere."""
    visitors: list[Visitor] = []
    contexts: list[Any] = []

    def visit(name: str = "planner", *, width: int = 1366, **options: Any) -> Visitor:
        settings = {"viewport": {"width": width, "height": 768}, "locale": "zh-CN", **options}
        context = browser.new_context(**settings)
        contexts.append(context)
        context.set_default_timeout(ANSWERING)
        context.set_default_navigation_timeout(LOADING)
        page = context.new_page()
        visitor = Visitor(page, name, origin)
        visitors.append(visitor)
        page.on("console", lambda told: _note(visitor, told))
        page.on("pageerror", lambda error: visitor.said.append(str(error)))
        page.on("request", lambda request: _watch(visitor, request))
        if name:
            visitor.post("/api/v1/session", {"user": name, "password": PASSWORD})
        return visitor

    yield visit
    for context in contexts:
        context.close()
    complaints = [line for visitor in visitors for line in visitor.said]
    if complaints:
        raise AssertionError("\n".join(complaints))


def _note(visitor: Visitor, told: Any) -> None:
    # Refusals are part of the game; browsers note each of them. Without a graphics card each
    # picture of the page is one of the driver's warnings.
    part = any(text in told.text for text in ("status of 4", "GL Driver Message"))
    if told.type in {"error", "warning"} and not part:
        visitor.said.append(f"{told.type}: {told.text}")


def _watch(visitor: Visitor, request: Any) -> None:
    if not request.url.startswith((visitor.origin + "/", "blob:", "data:")):
        visitor.said.append(f"asked elsewhere: {request.url}")


def _silent(*told: object) -> None:
    del told
