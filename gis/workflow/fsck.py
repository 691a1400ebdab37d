"""Use case: check stored plans against their logs, and every figure against what it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sqlalchemy import Connection, Engine

from gis.editing.delta import Changed, Delta, Place
from gis.errors import DatabaseError
from gis.model import PlanState
from gis.store import audit_log, checks, publications, snapshots

MOST = 20
"""Sentences of one kind about one plan; then only how many more there are."""
NEAR = 0.05
"""Square metres by which the ground of a community may differ from its atoms'."""

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
        _counts("grid", placed, grids, checks.COUNTS),
        _counts("micro-grid", placed, microgrids, ("households", "residents", "atoms")),
        _homes(placed, grids, microgrids),
        _stacks(placed),
        _pieces(placed, grids, checks.ways(conn, plan)),
        _whole(placed, checks.whole(conn, plan)),
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
    last, before = None, None
    for entry in checks.log(conn, plan):
        if last is not None and entry.version != last + 1:
            yield f"operation {entry.version}: it follows on {last}; what was between is missing"
        if before is not None and entry.previous != before:
            yield f"operation {entry.version}: it is not chained to the one before"
        if not entry.faithful:
            yield f"operation {entry.version}: it is not as it was written"
        replay.apply(entry.version, entry.delta)
        last, before = entry.version, entry.hash
    if (last or 0) != version:
        yield f"version {version}: the log ends at operation {last or 0}"
    elif before is not None and before != head:
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
    for number, fields in sorted(known.items()):
        if number not in rows.index:
            yield f"{word} {number}: the log knows it, but it is not stored"
            continue
        row = rows.loc[number]
        for name, value in fields.items():
            stored = None if pd.isna(row[name]) else row[name]
            if name != "version" and stored != value and name not in _COUNTED:
                yield (
                    f"{word} {row['code']}: the log leaves {name} as {value!r}, "
                    f"stored is {stored!r}"
                )


_COUNTED = frozenset({"households", "residents", "buildings", "atoms", "pieces"})


def _counts(
    word: str, placed: pd.DataFrame, units: pd.DataFrame, names: Sequence[str]
) -> Iterator[str]:
    """Stored totals against the atoms; dead units hold none, live ones at least one."""
    column = "grid" if word == "grid" else "microgrid"
    counted = placed.assign(atoms=1).groupby(column)[list(names)].sum()
    counted = counted.reindex(units["id"], fill_value=0).reset_index(drop=True)
    for name in names:
        wrong = units[name].ne(counted[name]) & units["live"]
        for at in np.flatnonzero(wrong):
            yield (
                f"{word} {units['code'].iloc[at]}: it says {units[name].iloc[at]} {name}, "
                f"its atoms have {counted[name].iloc[at]}"
            )
    empty = units["live"] & counted["atoms"].eq(0)
    ghost = ~units["live"].astype(bool) & counted["atoms"].gt(0)
    yield from (f"{word} {code}: it has no atoms" for code in units["code"][empty])
    yield from (f"{word} {code}: it was dissolved but has atoms" for code in units["code"][ghost])


def _homes(placed: pd.DataFrame, grids: pd.DataFrame, microgrids: pd.DataFrame) -> Iterator[str]:
    """Micro-grids in another grid than their atoms; live ones in grids that are not."""
    home = microgrids.set_index("id")["grid"]
    apart = placed[placed["microgrid"].map(home) != placed["grid"]]
    for row in apart.itertuples():
        yield f"atom {row.atom}: micro-grid {row.microgrid} is not in its grid {row.grid}"
    live = grids.set_index("id")["live"].astype(bool)
    lost = microgrids["live"].astype(bool) & ~microgrids["grid"].map(live).fillna(
        value=False
    ).astype(bool)
    yield from (f"micro-grid {code}: its grid is no more" for code in microgrids["code"][lost])


def _stacks(placed: pd.DataFrame) -> Iterator[str]:
    """Floors above each other lie in one grid, and know their ground."""
    homes = placed.drop_duplicates(["foot", "grid"]).groupby("foot").size()
    for foot in homes.index[homes > 1]:
        yield f"atom {foot}: the floors above it lie in several grids"
    for atom in placed["atom"][placed["foot"] != placed["own_foot"]]:
        yield f"atom {atom}: it is assigned above another ground than its own"


def _pieces(placed: pd.DataFrame, grids: pd.DataFrame, ways: pd.DataFrame) -> Iterator[str]:
    """Grids in more connected parts than they say."""
    index = pd.Index(placed["foot"].unique())
    low, high = index.get_indexer(ways["low"]), index.get_indexer(ways["high"])
    links = coo_array((np.ones(len(low)), (low, high)), shape=(len(index), len(index)))
    part = connected_components(links, directed=False)[1]
    ground = placed.drop_duplicates("foot")
    parts = pd.Series(part[index.get_indexer(ground["foot"])])
    counted = parts.groupby(ground["grid"].to_numpy()).nunique().reindex(grids["id"], fill_value=0)
    more = counted.to_numpy() > grids["pieces"].to_numpy()
    for at in np.flatnonzero(more & grids["live"].to_numpy(bool)):
        yield (
            f"grid {grids['code'].iloc[at]}: it lies in {counted.iloc[at]} pieces, "
            f"{grids['pieces'].iloc[at]} are known"
        )


def _whole(placed: pd.DataFrame, whole: pd.DataFrame) -> Iterator[str]:
    """Communities of which something is missing, or there twice."""
    ground = placed["area"].where(placed["atom"] == placed["own_foot"], 0.0)
    held = placed.assign(area=ground).groupby("community")[["households", "residents", "area"]]
    totals = held.sum().reindex(whole["community"], fill_value=0)
    for row, total in zip(whole.itertuples(), totals.itertuples(), strict=True):
        for name in ("households", "residents"):
            due, there = getattr(row, name), getattr(total, name)
            if due != there:
                yield f"community {row.community}: {there} {name} are assigned, it has {due}"
        if abs(row.area - total.area) > NEAR + 1e-9 * row.area:
            yield (
                f"community {row.community}: {total.area:.2f} m2 are assigned, "
                f"it has {row.area:.2f}"
            )
    for code in totals.index.symmetric_difference(placed["community"].unique()):
        yield f"community {code}: it is not the plan's, or none of its atoms are assigned"


def _published(
    conn: Connection, plan: int, grids: pd.DataFrame, microgrids: pd.DataFrame
) -> Iterator[str]:
    """Outlines that changed, are missing or too many."""
    for level, code in publications.altered(conn, plan):
        yield f"published {_WORDS[level]} {code}: its outline is not as it was published"
    there = checks.outline_codes(conn, plan)
    for level, units in (("grid", grids), ("microgrid", microgrids)):
        known = set(there["code"][there["level"] == level])
        due = set(units["code"][units["live"].astype(bool)])
        for code in sorted(known ^ due):
            said = "has no outline" if code in due else "is published but not in the plan"
            yield f"{_WORDS[level]} {code}: it {said}"
    for code in checks.unpublished(conn, plan):
        yield f"community {code}: the plan was published, but not there"


_WORDS = {"grid": "grid", "microgrid": "micro-grid"}
