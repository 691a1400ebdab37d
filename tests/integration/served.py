"""The service on the drawn town, and callers with every role in it."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.model import Grant, Role
from gis.workflow import access
from tests.integration import drawn

ROLES = {
    drawn.PLANNER: (Role.PLANNER,),
    drawn.PUBLISHER: (Role.PUBLISHER,),
    drawn.AUDITOR: (Role.AUDITOR,),
    drawn.VIEWER: (Role.VIEWER,),
    # Publishes too, so that only being the one who submitted stands in the way.
    "eve": (Role.PLANNER, Role.PUBLISHER),
}


class Callers:
    """One client of the service for each name.

    Parameters
    ----------
    place
        Where their roles count.
    """

    def __init__(self, engine: Engine, folder: Path, place: str = drawn.STREET) -> None:
        self._app = create_app(ServiceConfig(engine, folder))
        self._secrets = {}
        with engine.begin() as conn:
            for name, roles in ROLES.items():
                given = [Grant(role, place) for role in roles]
                user, _ = access.add_user(conn, "admin", name, place, given, machine=True)
                self._secrets[name] = access.add_key(conn, "admin", user.id, "test", roles, None)[1]

    def __getitem__(self, name: str) -> TestClient:
        headers = {"Authorization": f"Bearer {self._secrets[name]}"}
        return TestClient(self._app, base_url="http://localhost", headers=headers)
