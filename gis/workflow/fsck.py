"""Use case: check stored plans against their logs, and every figure against what it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine

from gis.editing.delta import Changed, Delta, Place
from gis.errors import DatabaseError
from gis.model import PlanState
from gis.store import audit_log, checks, publications, snapshots
from gis.store.operations import GENESIS
from gis.store.pieces import count_pieces
from gis.workflow import recount

MOST = 20
"""Sentences of one kind about one plan; then only how many more there are."""

Fields = dict[str, Any]


def fsck(engine: Engine, plans: Sequence[int] | None = None) -> list[str]:
    """Check plans, or all of them and the audit log; returns what is wrong, one sentence each.

    Everything is read at one instant, so that work going on beside it does not matter.

    Raises
    ------
    NotFoundError
        There is no such plan.
    """
    fixed = engine.execution_options(isolation_level="REPEATABLE READ")
    with fixed.connect() as conn:
        return check(conn, plans)


def check(conn: Connection, plans: Sequence[int] | None = None) -> list[str]:
    """Like ``fsck``, as one transaction sees it."""
    chosen = checks.every_plan(conn) if plans is None else plans
    found = [sentence for plan in chosen for sentence in of_plan(conn, plan)]
    if plans is None and (row := audit_log.verify(conn)) is not None:
        found.append(f"audit log, row {row}: it is not as it was written")
    return found


def sound(engine: Engine) -> str:
    """Like ``fsck`` of all plans, for ``gis db check``.

    Raises
    ------
    DatabaseError
        With what is wrong.
    """
    found = fsck(engine)
    if found:
        more = f"\nand {len(found) - MOST} more: gis fsck" if len(found) > MOST else ""
        raise DatabaseError("\n".join(found[:MOST]) + more)
    return "all plans follow from their logs, all figures from what they count"


def of_plan(conn: Connection, plan: int) -> list[str]:
    """What is wrong with one plan."""
    state = snapshots.head(conn, plan).state
    placed = checks.placed(conn, plan)
    grids, microgrids = checks.units(conn, plan)
    replayed = _Replay(checks.began(conn, plan))
    groups: list[Iterable[str]] = [
        list(_chain(conn, plan, replayed)),
        replayed.wrong,
        _places(replayed, placed),
        _fields("grid", replayed.grids, grids),
        _fields("micro-grid", replayed.microgrids, microgrids),
        recount.counts("grid", placed, grids),
        recount.counts("micro-grid", placed, microgrids),
        recount.buildings(placed, grids, checks.standing(conn, plan)),
        recount.homes(placed, grids, microgrids),
        recount.stacks(placed),
        recount.pieces(count_pieces(conn, plan), grids),
        recount.whole(placed, checks.whole(conn, plan)),
    ]
    if state in {PlanState.PUBLISHED, PlanState.SUPERSEDED}:
        groups.append(_published(conn, plan, grids, microgrids))
    return [f"plan {plan}, {sentence}" for group in groups for sentence in _some(group)]


def _some(sentences: Iterable[str]) -> Iterator[str]:
    told = list(sentences)
    yield from told[:MOST]
    if len(told) > MOST:
        yield f"and {len(told) - MOST} more of the last kind"


class _Replay:
    """Where atoms are and what units say after each operation, as the log has it."""

    def __init__(self, began: Mapping[int, Place]) -> None:
        self.places: dict[int, Place | None] = dict(began)
        self.grids: dict[int, Fields] = {}
        self.microgrids: dict[int, Fields] = {}
        self.wrong: list[str] = []

    def apply(self, version: int, delta: Delta) -> None:
        """Do an operation again; what it found must be what the ones before left."""
        for move in delta.atoms:
            there = self.places.get(move.atom)
            if there != move.before:
                self.wrong.append(
                    f"operation {version}: it took atom {move.atom} from {_place(move.before)}, "
                    f"but the operations before had left it in {_place(there)}"
                )
            self.places[move.atom] = move.after
        for word, known, units in (
            ("grid", self.grids, delta.grids),
            ("micro-grid", self.microgrids, delta.microgrids),
        ):
            for unit in units:
                self._change(version, word, known.setdefault(unit.id, {}), unit)

    def _change(self, version: int, word: str, known: Fields, unit: Changed) -> None:
        for name, value in unit.before.items():
            if name in known and known[name] != value:
                self.wrong.append(
                    f"operation {version}: it found {name} of {word} {unit.id} as {value!r}, "
                    f"but the operations before had left {known[name]!r}"
                )
        known.update(unit.after)


def _place(place: Place | None) -> str:
    return "no grid" if place is None else f"grid {place[0]}, micro-grid {place[1]}"


def _chain(conn: Connection, plan: int, replay: _Replay) -> Iterator[str]:
    """Numbers and hashes of the log; hands each operation to ``replay``."""
    version, head = checks.ends(conn, plan)
    last, before = -1, GENESIS
    for entry in checks.log(conn, plan):
        if entry.version != last + 1:
            yield f"operation {entry.version}: it follows on {last}; what was between is missing"
        if entry.previous != before:
            yield f"operation {entry.version}: it is not chained to the one before"
        if not entry.faithful:
            yield f"operation {entry.version}: it is not as it was written"
        replay.apply(entry.version, entry.delta)
        last, before = entry.version, entry.hash
    if last != version:
        yield f"version {version}: the log ends at operation {last}"
    elif before != head:
        yield f"version {version}: its hash is not that of the last operation"


def _places(replay: _Replay, placed: pd.DataFrame) -> Iterator[str]:
    stored = {
        row.atom: (row.grid, row.microgrid)
        for row in placed[["atom", "grid", "microgrid"]].itertuples(index=False)
    }
    for atom, place in replay.places.items():
        if stored.get(atom) != place:
            yield (
                f"atom {atom}: the log leaves it in {_place(place)}, "
                f"stored is {_place(stored.get(atom))}"
            )
    for atom in stored.keys() - replay.places.keys():
        yield f"atom {atom}: it is in {_place(stored[atom])}, but the log does not know it"


def _fields(word: str, known: Mapping[int, Fields], units: pd.DataFrame) -> Iterator[str]:
    """Units against what the log says of them."""
    rows = units.set_index("id")
    for number in sorted(set(rows.index) - known.keys()):
        yield f"{word} {rows.loc[number, 'code']}: it is stored, but the log does not know it"
    for number, fields in sorted(known.items()):
        if number not in rows.index:
            yield f"{word} {number}: the log knows it, but it is not stored"
            continue
        row = rows.loc[number]
        for name, value in fields.items():
            stored = None if pd.isna(row[name]) else row[name]
            if stored != value:
                yield (
                    f"{word} {row['code']}: the log leaves {name} as {value!r}, "
                    f"stored is {stored!r}"
                )


def _published(
    conn: Connection, plan: int, grids: pd.DataFrame, microgrids: pd.DataFrame
) -> Iterator[str]:
    """Outlines that changed, are missing or too many."""
    for code in checks.unpublished(conn, plan):
        yield f"community {code}: the plan was published, but not there"
    for level, code in publications.altered(conn, plan):
        yield f"published {_WORDS[level]} {code}: its outline is not as it was published"
    there = checks.outline_codes(conn, plan)
    for level, units in (("grid", grids), ("microgrid", microgrids)):
        known = set(there["code"][there["level"] == level])
        due = set(units["code"][units["live"].astype(bool)])
        for code in sorted(known ^ due):
            said = "has no outline" if code in due else "is published but not in the plan"
            yield f"{_WORDS[level]} {code}: it {said}"


_WORDS = {"grid": "grid", "microgrid": "micro-grid"}
