"""The service over plans of the drawn town, which here has sites and a compound, and its callers.

A school stands on squares 14 and 15 in the east, a market is a point in the west, a hospital lies
far away. Squares 2 and 3 are a compound, and there is a wall of 12.3456 m between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.frames import Ground, Town
from gis.model import Role
from gis.store import datasets
from tests.integration import drawn, seeding

WEST, EAST = drawn.CODES
SCHOOL, MARKET, HOSPITAL = range(3)
COUNTY = "990121"
_CALLERS = {
    "planner": (Role.PLANNER, drawn.STREET),
    "other": (Role.PLANNER, COUNTY),
    "auditor": (Role.AUDITOR, drawn.STREET),
    "viewer": (Role.VIEWER, drawn.STREET),
    "stranger": (Role.PLANNER, EAST),
}


class Service:
    """The service, and who may ask it; a stranger plans in one of the communities only."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        with engine.begin() as conn:
            self.dataset = datasets.save(conn, "drawn", town(), ground(), drawn.PLANNER).dataset.id
            self.atoms = [int(atom) for atom in datasets.ids(conn, self.dataset).atoms]
            self._tokens = {
                name: seeding.session(conn, name, role, place)
                for name, (role, place) in _CALLERS.items()
            }
        self._app = create_app(ServiceConfig(engine, folder))

    def desk(self) -> Desk:
        """A new draft."""
        with self.engine.begin() as conn:
            plan = drawn.begin(conn, self.dataset)
        return Desk(self, plan)

    def client(self, who: str) -> TestClient:
        """A browser of somebody."""
        headers = {"Sec-Fetch-Site": "same-origin"}
        client = TestClient(self._app, "http://127.0.0.1", headers=headers)
        client.cookies.set("wangge", self._tokens[who])
        return client


class Desk:
    """A plan, and what one does with it; ``grids`` are numbers in the order of the drawing."""

    def __init__(self, service: Service, plan: int) -> None:
        self.plan, self._service = plan, service
        query = "select id from grids where plan = :plan order by code"
        self.grids = [row.id for row in self.run(query)]

    def run(self, statement: str, **given: Any) -> list[Any]:
        """Ask the database itself, ``:plan`` being the plan."""
        with self._service.engine.begin() as conn:
            result = conn.execute(text(statement), {"plan": self.plan, **given})
            return list(result) if result.returns_rows else []

    def ask(self, what: str, who: str = "planner", headers: Mapping[str, str] | None = None) -> Any:
        """The answer to somebody."""
        path = f"/api/v1/plans/{self.plan}/{what}"
        return self._service.client(who).get(path, headers=headers)

    def get(self, what: str, who: str = "planner") -> Any:
        """What is told to somebody, as it must be."""
        answer = self.ask(what, who)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def do(self, what: str, wish: dict[str, Any] | None = None, who: str = "planner") -> Any:
        """Edit, on top of whatever is there."""
        path, headers = f"/api/v1/plans/{self.plan}/{what}", {"If-Match": "*"} if wish else None
        answer = self._service.client(who).post(path, json=wish, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def move(self, square: int, grid: int, who: str = "planner") -> Any:
        """Move the atom of a square."""
        atom = self._service.atoms[square]
        return self.do("operations", {"type": "move", "atoms": [atom], "grid": grid}, who)

    def atom(self, square: int) -> int:
        """Number of the atom of a square."""
        return self._service.atoms[square]


def town() -> Town:
    """The input as it would be read from a file."""
    sites = gpd.GeoDataFrame(
        {
            "id": ["s1", "s2", "s3"],
            "category": ["school", "market", "hospital"],
            "name": ["实验小学", None, "人民医院"],
        },
        geometry=[
            drawn.square(7, 0, 1, 2),
            drawn.square(1, 0).centroid,
            drawn.square(40, 40).centroid,
        ],
        crs=drawn.CRS,
    )
    compounds = gpd.GeoDataFrame(
        {"id": ["c1", "c2"], "name": ["阳光花园", "月亮湾"]},
        geometry=[drawn.square(1, 0, 1, 2), drawn.square(5, 0)],
        crs=drawn.CRS,
    )
    return replace(drawn.town(), sites=sites, compounds=compounds)


def ground() -> Ground:
    """The squares as they are drawn, with what lies on them."""
    plain = drawn.ground()
    every = range(len(plain.atoms))
    site = pd.array([SCHOOL if n in {14, 15} else None for n in every], dtype="Int32")
    compound = pd.Series(["c1" if n in {2, 3} else None for n in every], dtype=object)
    wall = (plain.edges["low"] == 2) & (plain.edges["high"] == 3)
    length = plain.edges["length"].where(~wall, 12.3456)
    return replace(
        plain,
        atoms=plain.atoms.assign(site=site, compound=compound),
        edges=plain.edges.assign(passable=~wall, length=length),
    )
