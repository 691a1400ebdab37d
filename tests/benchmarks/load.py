"""Many editors at once through a running service, for a bounded time, on this machine only.

200 editors with a key each move squares along borders of a plan of 100,000 atoms, on top of what
they last saw, and take one move in ten back; 5 % of them work on the communities of one street.
Whatever is not answered or put off is sent again under its key. At the end every edit that was
acknowledged must stand in the log exactly once, and the log must explain the plan.
"""

from __future__ import annotations

import argparse
import statistics
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from gis.store.engine import open_engine
from tests.benchmarks.stock import copies, record
from tests.benchmarks.stored import FOLDER
from tests.editors import Diary, Editor, contradictions
from tests.services import keys_of, serving
from tests.squares import IN_STREET, Stored

DOCUMENT = Path("docs/benchmarks.md")
CROWD = 0.05
LAST_ANSWERS = 90.0


@dataclass
class Round:
    """What a round came to; the figures of all editors together."""

    name: str
    seconds: float
    diary: Diary = field(default_factory=Diary)

    def add(self, diary: Diary) -> None:
        """Add what one editor met."""
        self.diary.acknowledged.update(diary.acknowledged)
        self.diary.doubtful.update(diary.doubtful)
        self.diary.seconds.extend(diary.seconds)
        self.diary.answers.update(diary.answers)
        self.diary.bad.extend(diary.bad)

    def row(self) -> str:
        """The round as a line of a table."""
        answers: Counter[str] = self.diary.answers
        asked = sum(answers.values()) - answers["no view"]
        cuts = statistics.quantiles(self.diary.seconds, n=100)
        accepted = len(self.diary.acknowledged)
        shares = [f"{answers[status] / asked:.1%}" for status in ("412", "422", "409", "503")]
        times = [f"{cuts[at - 1] * 1e3:.0f}" for at in (50, 95, 99)]
        return " | ".join(
            [f"| {self.name}", f"{accepted:,}", f"{accepted / self.seconds:.1f}", *times, *shares]
        ) + f" | {len(self.diary.bad)} |"  # fmt: skip


def main() -> None:
    """Run a paced round and one without pauses; write the figures into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communities", type=int, default=250, help="of 400 atoms each")
    parser.add_argument("--editors", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=2.0, help="of the paced round")
    parser.add_argument("--pause", type=float, default=6.0, help="seconds between two edits of one")
    parser.add_argument("--hurry", type=float, default=30.0, help="seconds without pauses")
    chosen = parser.parse_args()
    with copies(chosen.communities, 1) as ((database,), stored):
        keys = keys_of(database, chosen.editors)
        rounds = []
        with serving(database.service, FOLDER, log_level="warning") as service:
            paced = f"a pause of {chosen.pause:.0f} s"
            for name, seconds, pause in (
                (paced, 60 * chosen.minutes, chosen.pause), ("no pause", chosen.hurry, 0.0),
            ):  # fmt: skip
                if seconds:
                    rounds.append(_round(name, seconds, pause, service.port, keys, stored))
        engine = open_engine(database.service, patient=True)
        verdict = contradictions(engine, stored.plan, [one.diary for one in rounds])
        engine.dispose()
    record(DOCUMENT, f"{chosen.editors} editors through HTTP", _lines(rounds, verdict, stored))


def _round(
    name: str, seconds: float, pause: float, port: int, keys: Sequence[str], stored: Stored
) -> Round:
    stop = threading.Event()
    crowd = max(2, round(CROWD * len(keys)))
    every = np.arange(len(stored.atoms))
    street, others = every[:IN_STREET], every[IN_STREET:]
    alone = np.array_split(others, len(keys) - crowd) if len(others) else [street] * len(keys)
    homes = [street] * crowd + [part if len(part) else others for part in alone]
    editors = [
        Editor(port, key, stored, home, pause, stop) for key, home in zip(keys, homes, strict=False)
    ]
    for editor in editors:
        editor.start()
    stop.wait(seconds)
    stop.set()
    done = Round(name, seconds)
    for editor in editors:
        editor.join(LAST_ANSWERS)
        done.add(editor.diary)
    return done


def _lines(rounds: Sequence[Round], wrong: Sequence[str], stored: Stored) -> list[str]:
    return [
        f"A plan of {stored.atoms.size:,} atoms; one edit in ten is an undo. 412 to 503: shares of",
        "all answers; bad: answers that should never come.",
        "",
        "| | edits | a second | 50 %, ms | 95 %, ms | 99 %, ms | 412 | 422 | 409 | 503 | bad |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *(one.row() for one in rounds),
        "",
        "Every acknowledged edit stood in the log exactly once, and fsck found nothing."
        if not wrong
        else "**Wrong:** " + "; ".join(wrong[:20]),
    ]


if __name__ == "__main__":
    main()
