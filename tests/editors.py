"""One of many editors: looks at a community, moves squares along borders, takes moves back."""

from __future__ import annotations

import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException

import numpy as np
from sqlalchemy import Engine, text

from gis.model.wishes import Move
from gis.workflow.fsck import fsck
from tests.services import Answer, Client
from tests.squares import SIDE, Ints, Stored, code

TRIES = 20
BEFORE_AGAIN = 1.0
UNDOES = 0.1
_AROUND = ((0, 1), (1, 0), (0, -1), (-1, 0))


@dataclass
class Diary:
    """What an editor was answered.

    acknowledged
        Key -> version of the plan that the service said it has since.
    doubtful
        Keys of edits that were never answered.
    seconds
        Of each request for an edit, whatever came of it.
    answers
        How often which status came; ``none`` where no answer came.
    bad
        Answers that should never come.
    """

    acknowledged: dict[str, int] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)


class View:
    """What an editor knows of a community: grid of each square, and since when of each grid."""

    def __init__(self, client: Client, stored: Stored, community: int) -> None:
        path = f"/api/v1/plans/{stored.plan}/atoms?community={code(community)}&limit=1000"
        answer = client.get(path)
        if answer.status != 200:
            raise HTTPException(answer.status)
        grids = {one["id"]: one["properties"]["grid"] for one in answer.body["features"]}
        self.atoms = stored.atoms[community]
        self.owner = np.array([grids[int(atom)] for atom in self.atoms.flat]).reshape(SIDE, SIDE)
        self.since = dict.fromkeys(np.unique(self.owner).tolist(), answer.body["version"])

    def choose(self) -> tuple[int, int, int]:
        """Row, column and new grid of a square at a border."""
        while True:
            row, column = random.randrange(SIDE), random.randrange(SIDE)
            down, right = random.choice(_AROUND)
            near = (row + down, column + right)
            if not (0 <= near[0] < SIDE and 0 <= near[1] < SIDE):
                continue
            grid = int(self.owner[near])
            if grid != self.owner[row, column]:
                return row, column, grid


class Editor(threading.Thread):
    """Edits until it is told to stop.

    Parameters
    ----------
    home
        Communities it works on.
    pause
        Seconds it thinks between two edits, on average.
    """

    def __init__(
        self, port: int, key: str, stored: Stored, home: Ints, pause: float, stop: threading.Event
    ) -> None:
        super().__init__(daemon=True)
        self.diary = Diary()
        self._client = Client(port, key, timeout=10)
        self._stored = stored
        self._home = [int(one) for one in home]
        self._pause = pause
        self._stop_asked = stop
        self._views: dict[int, View] = {}

    def run(self) -> None:
        """Work."""
        with self._client:
            self._work()

    def _work(self) -> None:
        self._stop_asked.wait(random.uniform(0, self._pause))
        while not self._stop_asked.is_set():
            community = random.choice(self._home)
            try:
                view = self._views.get(community) or View(self._client, self._stored, community)
            except (OSError, HTTPException):
                self.diary.answers["no view"] += 1
                self._stop_asked.wait(BEFORE_AGAIN)
                continue
            self._views[community] = view
            if self.diary.acknowledged and random.random() < UNDOES:
                self._undo()
            else:
                self._edit(community, view)
            self._stop_asked.wait(random.uniform(0.5, 1.5) * self._pause)

    def _edit(self, community: int, view: View) -> None:
        row, column, grid = view.choose()
        before = int(view.owner[row, column])
        based_on = min(view.since[before], view.since[grid])
        wish = Move([int(view.atoms[row, column])], grid)
        key = secrets.token_hex(8)
        plan = self._stored.plan
        answer = self._insist(key, lambda: self._client.edit(plan, key, based_on, wish))
        if answer is None or answer.status == 412:
            del self._views[community]
        elif answer.status == 200:
            view.owner[row, column] = grid
            view.since[before] = view.since[grid] = answer.body["version"]

    def _undo(self) -> None:
        key = secrets.token_hex(8)
        answer = self._insist(key, lambda: self._client.undo(self._stored.plan, key))
        if answer is None or answer.status == 200:
            self._views.clear()

    def _insist(self, key: str, ask: Callable[[], Answer]) -> Answer | None:
        """Send it again under the same key until the service says what became of it."""
        for _ in range(TRIES):
            begun = time.perf_counter()
            try:
                answer = ask()
            except (OSError, HTTPException):
                self.diary.answers["none"] += 1
                self.diary.doubtful.add(key)
                time.sleep(BEFORE_AGAIN)
                continue
            finally:
                self.diary.seconds.append(time.perf_counter() - begun)
            self.diary.answers[str(answer.status)] += 1
            if answer.status == 503 and "retry-after" in answer.headers:
                time.sleep(float(answer.headers["retry-after"]))
                continue
            self._note(key, answer)
            return answer
        return None

    def _note(self, key: str, answer: Answer) -> None:
        self.diary.doubtful.discard(key)
        if answer.status == 200:
            self.diary.acknowledged[key] = answer.body["version"]
        elif answer.status not in {409, 412, 422}:
            self.diary.bad.append(f"{answer.status} {answer.body}")


def contradictions(
    engine: Engine, plan: int, diaries: Sequence[Diary], since: int = 0
) -> list[str]:
    """What the log of a plan and its editors' diaries say differently; nothing where all is well.

    Every acknowledged edit after the version ``since`` stands there once, under the version that
    was told; nothing else does but what was never answered; and the log explains the plan.
    """
    with engine.connect() as conn:
        rows = conn.execute(
            text("select key, version from operations where plan = :plan and version > :since"),
            {"plan": plan, "since": since},
        ).all()
    logged = {row.key: row.version for row in rows}
    said = {key: version for one in diaries for key, version in one.acknowledged.items()}
    doubtful = {key for one in diaries for key in one.doubtful}
    wrong = [f"lost: {key}" for key, version in said.items() if logged.get(key) != version]
    wrong += [f"of nobody: {key}" for key in logged.keys() - said.keys() - doubtful]
    if sorted(logged.values()) != list(range(since + 1, since + len(rows) + 1)):
        wrong.append("versions are missing or double")
    wrong += [bad for one in diaries for bad in one.bad]
    return wrong + fsck(engine)
