"""The service, and callers of whom each has one role at one place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.model import Grant
from gis.workflow import access


class Callers:
    """One client of the service for each name."""

    def __init__(self, engine: Engine, folder: Path, given: Mapping[str, Grant]) -> None:
        self.engine, self._keys = engine, {}
        self._app = create_app(ServiceConfig(engine, folder))
        with engine.begin() as conn:
            for name, grant in given.items():
                user, _ = access.add_user(
                    conn, "admin", name, grant.jurisdiction, [grant], machine=True
                )
                key = access.add_key(conn, "admin", user.id, "test", (grant.role,), None)
                self._keys[name] = key[1]

    def __getitem__(self, name: str) -> TestClient:
        headers = {"Authorization": f"Bearer {self._keys[name]}"}
        return TestClient(self._app, base_url="http://localhost", headers=headers)
