"""A planner's desk: a plan of crooked plots, and wishes told by plots instead of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlalchemy import Engine, text

from gis.model.wishes import Wish
from gis.store import snapshots
from gis.workflow import edit
from gis.workflow.edit import Order
from tests.integration import soundness
from tests.integration.plots import PLANNER, Plots

# Plots in the order of their numbers are the atoms of the import in theirs.
ATOMS = """
    select a.id from atoms a join communities c on c.id = a.community
    join plans p on p.dataset = c.dataset where p.id = :plan and a.plan is null order by a.id
"""


@dataclass
class Desk:
    """One plan and who edits it."""

    engine: Engine
    plan: int
    plots: Plots = field(default_factory=Plots)
    actor: str = PLANNER
    _keys: Any = field(default_factory=count)

    def __post_init__(self) -> None:
        self._atoms: list[int] = [row.id for row in self.rows(ATOMS)]

    def other(self, actor: str) -> Desk:
        """The desk of somebody else with the same plan."""
        return Desk(self.engine, self.plan, self.plots, actor, self._keys)

    def on(self, plan: int) -> Desk:
        """The same desk with another plan of the dataset."""
        return Desk(self.engine, plan, self.plots, self.actor, self._keys)

    def rows(self, query: str, **given: Any) -> list[Any]:
        """Rows of a query, which may name ``:plan``."""
        with self.engine.connect() as conn:
            return list(conn.execute(text(query), {"plan": self.plan, **given}).all())

    def atom(self, column: int, row: int) -> int:
        """The atom that a plot was at import."""
        return self._atoms[column * self.plots.rows + row]

    def place(self, atom: int) -> tuple[int, int]:
        """Grid and micro-grid of an atom."""
        query = "select grid, microgrid from assignments where plan = :plan and atom = :atom"
        ((grid, microgrid),) = self.rows(query, atom=atom)
        return grid, microgrid

    def stack(self, column: float = 0, row: float = 0) -> list[int]:
        """Atoms on the middle of a plot, floors from below."""
        (place,) = self.plots.line((column + 0.5, row + 0.5))
        query = """
            select s.atom from assignments s join atoms a on a.id = s.atom
            join plans p on p.id = s.plan join datasets d on d.id = p.dataset
            where s.plan = :plan and ST_Covers(
                a.geom, ST_Transform(ST_SetSRID(ST_Point(:lon, :lat), 4326), d.srid))
            order by a.floor_from
        """
        return [r.atom for r in self.rows(query, lon=place[0], lat=place[1])]

    def grid(self, column: int, row: int) -> int:
        """The grid on a place."""
        return self.place(self.stack(column, row)[0])[0]

    def all_of(self, column: int, row: int) -> list[int]:
        """Every atom of the grid on a place."""
        query = "select atom from assignments where plan = :plan and grid = :grid order by atom"
        return [found.atom for found in self.rows(query, grid=self.grid(column, row))]

    def order(self, key: str | None = None, based_on: int | None = None) -> Order:
        """An order under a key of its own, on top of the version of now."""
        version = self.version if based_on is None else based_on
        return Order(self.plan, self.actor, key or f"{self.actor} {next(self._keys)}", version)

    @property
    def version(self) -> int:
        """The plan's version."""
        with self.engine.connect() as conn:
            return snapshots.head(conn, self.plan).version

    def do(self, wish: Wish, order: Order | None = None) -> Mapping[str, Any]:
        """Carry out a wish, on top of the version of now unless told otherwise."""
        return edit.edit(self.engine, order or self.order(), wish)

    def undo(self) -> Mapping[str, Any]:
        """Take back what this actor did last."""
        return edit.undo(self.engine, self.order())

    def redo(self) -> Mapping[str, Any]:
        """Do it again."""
        return edit.redo(self.engine, self.order())

    def faults(self) -> list[str]:
        """Everything wrong with the plan."""
        return soundness.faults(self.engine, self.plan)

    def state(self) -> dict[str, Any]:
        """How everything is, to be compared."""
        return soundness.state(self.engine, self.plan)
