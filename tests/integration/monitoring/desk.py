"""The service on the drawn town, and a caller of every role at its street."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.model import Grant, Role
from gis.workflow import access
from tests.integration import drawn


class Desks:
    """One client of the service for each role; ``stranger`` commands in another county.

    Attributes
    ----------
    app
        The service itself.
    folder
        Its data folder.
    """

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.folder = folder
        self.app = create_app(ServiceConfig(engine, folder))
        self._keys = {}
        with engine.begin() as conn:
            held = {role.value: (role, drawn.STREET) for role in Role}
            held["stranger"] = (Role.COMMANDER, drawn.CODES[1])
            for name, (role, place) in held.items():
                user, _ = access.add_user(
                    conn, "admin", name, place, [Grant(role, place)], machine=True
                )
                self._keys[name] = access.add_key(conn, "admin", user.id, "test", (role,), None)[1]

    def __getitem__(self, name: str) -> TestClient:
        headers = {"Authorization": f"Bearer {self._keys[name]}"}
        return TestClient(self.app, base_url="http://localhost", headers=headers)

    def anybody(self) -> TestClient:
        """Somebody who is not logged in."""
        return TestClient(self.app, base_url="http://localhost")
