"""Use case: what could be done about a grid or a finding, without doing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection

from gis.errors import ConflictError, NotFoundError
from gis.geometry.borders import Ints
from gis.model import Kind, PlanState, Rules
from gis.store import audits, snapshots, surroundings
from gis.store.snapshots import Head
from gis.store.surroundings import Unit
from gis.workflow.draw import rules_of
from gis.workflow.ideas import Task
from gis.workflow.microremedies import microremedies
from gis.workflow.recode import renumbering
from gis.workflow.remedies import Remedy, remedies
from gis.workflow.stage import Stage, around, stage_of
from gis.workflow.tellings import CHANGED, FINE, OTHER_RULE, Words, sentence, why_not

MOST = 3
"""Suggestions that are made."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a suggestion is wanted for: a grid of the plan, or a finding of one of its audits."""

    grid: int | None = None
    audit: int | None = None
    finding: str | None = None


@dataclass(frozen=True)
class Advice:
    """What could be done.

    Parameters
    ----------
    version
        The plan's version that was looked at.
    suggestions
        At most three, the best first; each as the API tells it.
    remedies
        The same as they were tried out.
    reason
        Why what was asked for cannot be mended; None where it can. There may be suggestions all
        the same, for the next thing that is wrong with the grid.
    """

    version: int
    suggestions: tuple[Mapping[str, Any], ...] = ()
    remedies: tuple[Remedy, ...] = ()
    reason: Words | None = None


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong: at most one of the fields besides ``grids`` is set.

    Parameters
    ----------
    grids
        The grids concerned.
    band, pieces, micro
        A grid out of band; in several parts; with micro-grids that are not as they must be.
    microgrid
        The one of ``micro`` that is meant; None for all.
    compound, building
        What lies in several grids.
    codes
        A community whose grids are to be numbered anew.
    """

    grids: tuple[int, ...]
    band: int | None = None
    pieces: int | None = None
    micro: int | None = None
    microgrid: int | None = None
    compound: str | None = None
    building: str | None = None
    codes: str | None = None


def suggest(conn: Connection, plan: int, asked: Asked) -> Advice:
    """Up to three edits that mend a grid or what a finding is about; nothing is written.

    ``conn`` must see one moment of the plan. Each suggestion was drawn as the edit itself would
    be, so that it is never refused as long as nobody changes the grids concerned.

    Raises
    ------
    NotFoundError
        The plan, its grid, audit or finding is not there.
    ConflictError
        The plan is no draft.
    """
    head = snapshots.head(conn, plan)
    if head.state is not PlanState.DRAFT:
        raise ConflictError(
            f"plan {plan} is {head.state}; only drafts can be edited",
            f"方案{plan}不是草案，不能编辑",
        )
    rules = rules_of(head)
    troubles, reason = _troubles(conn, head, rules, asked)
    for trouble in troubles:
        stage, found = _remedies(conn, head, rules, trouble)
        if found:
            chosen = tuple(found[:MOST])
            told = tuple(_told(conn, stage, remedy) for remedy in chosen)
            return Advice(head.version, told, chosen, reason)
        if trouble.grids:
            reason = reason or why_not(conn, head, rules, trouble.grids[0], stage)
    return Advice(head.version, reason=reason or FINE)


def _troubles(
    conn: Connection, head: Head, rules: Rules, asked: Asked
) -> tuple[list[Trouble], Words | None]:
    if asked.grid is None:
        audits.get(conn, head.id, asked.audit or 0)
        row = surroundings.finding(conn, asked.audit or 0, asked.finding or "")
        return _of_finding(conn, head, rules, row["rule"], row["units"])
    unit = surroundings.units(conn, head.id, ids=[asked.grid]).get(asked.grid)
    if unit is None:
        raise NotFoundError(f"the plan has no grid {asked.grid}", f"方案中没有网格{asked.grid}")
    return _of_grid(conn, head, rules, unit), None


def _of_finding(
    conn: Connection, head: Head, rules: Rules, rule: str, units: Sequence[str]
) -> tuple[list[Trouble], Words | None]:
    """What a finding says is wrong, with the units as they are called now."""
    if rule == "code":
        return [Trouble((), codes=units[0][:12])], None
    grids = surroundings.units(conn, head.id, codes=units)
    homes = surroundings.homes_of_microgrids(conn, head.id, units)
    if rule not in ("band", "disconnected", "torn_compound", "cut_building"):
        return [], OTHER_RULE
    if not grids and not homes:
        return [], CHANGED
    if not grids:
        number, grid = next(iter(homes.items()))
        one = number if len(homes) == 1 and rule != "cut_building" else None
        return [Trouble((grid,), micro=grid, microgrid=one)], None
    numbers = tuple(sorted(grids, key=lambda number: units.index(grids[number].code)))
    first, alone = numbers[0], numbers[:1]
    troubles = {
        "torn_compound": [Trouble(numbers, compound=units[0])],
        "cut_building": [Trouble(numbers, building=units[0])],
        "disconnected": [Trouble(alone, pieces=first)],
        "band": [
            *([Trouble(alone, band=first)] if _is_out(grids[first], rules) else []),
            Trouble(alone, micro=first),
        ],
    }
    return troubles[rule], None


def _of_grid(conn: Connection, head: Head, rules: Rules, unit: Unit) -> list[Trouble]:
    """What is wrong with a grid, the worst first."""
    number, found = unit.id, []
    if unit.kind == Kind.BASE:
        if _is_out(unit, rules):
            found.append(Trouble((number,), band=number))
        found += _torn_in(conn, head, rules, number)
    stage = stage_of(conn, head.id, rules, [number])
    scene = stage.scene
    if unit.kind == Kind.BASE and len(stage.pieces(scene.grid, number)) > 1:
        found.append(Trouble((number,), pieces=number))
    if stage.micro_excess(scene.microgrid, scene.grid, np.array([number])) > 0:
        found.append(Trouble((number,), micro=number))
    return found


def _is_out(unit: Unit, rules: Rules) -> bool:
    """Whether a base grid lies out of band."""
    return unit.kind == Kind.BASE and getattr(unit, rules.by) not in rules.band


def _torn_in(conn: Connection, head: Head, rules: Rules, grid: int) -> list[Trouble]:
    """Compounds that the grid shares with a neighbour although one of them could hold each."""
    stage = stage_of(conn, head.id, rules, around(conn, head.id, [grid]))
    scene = stage.scene
    base = [number for number, unit in scene.grids.items() if unit["kind"] == Kind.BASE]
    homes = (stage.compound >= 0) & (stage.load > 0) & np.isin(scene.grid, base)
    found = []
    for name in np.unique(stage.compound[homes & (scene.grid == grid)]).tolist():
        grids = np.unique(scene.grid[homes & (stage.compound == name)]).tolist()
        if len(grids) > 1 and stage.kept[name]:
            found.append(Trouble(tuple(grids), compound=stage.names[name]))
    return found


def _remedies(
    conn: Connection, head: Head, rules: Rules, trouble: Trouble
) -> tuple[Stage, list[Remedy]]:
    """The grids concerned, and everything that helps."""
    if trouble.codes is not None:
        return renumbering(conn, head, rules, trouble.codes)
    if trouble.micro is not None:
        stage = stage_of(conn, head.id, rules, [trouble.micro])
        return stage, microremedies(conn, head, stage, trouble.micro, trouble.microgrid)
    stage = stage_of(conn, head.id, rules, around(conn, head.id, trouble.grids))
    return stage, remedies(conn, stage, _task(conn, stage, trouble), MOST)


def _task(conn: Connection, stage: Stage, trouble: Trouble) -> Task:
    if trouble.compound is None and trouble.building is None:
        return Task(trouble.band, pieces=trouble.pieces)
    atoms = stage.scene.atom[np.isin(stage.scene.grid, trouble.grids)]
    if trouble.building is not None:
        return Task(gather=tuple(surroundings.under(conn, atoms.tolist(), trouble.building)))
    name = stage.names.index(trouble.compound) if trouble.compound in stage.names else -2
    own = (stage.compound == name) & np.isin(stage.scene.grid, trouble.grids)
    return Task(gather=tuple(stage.scene.atom[own].tolist()))


def _told(conn: Connection, stage: Stage, remedy: Remedy) -> dict[str, Any]:
    """A remedy as the API tells it."""
    at = int(remedy.level == "microgrid")
    atoms = [
        {"atom": move.atom, "from": move.before[at], "to": _known(move.after and move.after[at])}
        for move in remedy.delta.atoms
        if move.before and (move.after is None or move.before[at] != move.after[at])
    ]
    moved = surroundings.buildings_on(conn, [int(str(atom["atom"])) for atom in atoms])
    units = _units(stage, remedy)
    return {
        "kind": remedy.kind,
        "level": remedy.level,
        "wish": asdict(remedy.wish),
        "households_moved": remedy.moved,
        "buildings_moved": moved,
        "compounds_torn": max(0, remedy.torn),
        "done": remedy.left == 0,
        "grids": units,
        "atoms": atoms,
        "text": asdict(sentence(remedy, units, moved)),
    }


def _known(number: int | None) -> int | None:
    """None for units that are not there yet."""
    return number if number is not None and number >= 0 else None


def _units(stage: Stage, remedy: Remedy) -> list[dict[str, Any]]:
    """Units with their loads before and after, None where there is none."""
    scene, micro = stage.scene, remedy.level == "microgrid"
    band = scene.rules.micro_band if micro else scene.rules.band
    before = _loads(stage, scene.microgrid if micro else scene.grid)
    after = _loads(stage, remedy.microgrid if micro else remedy.grid)
    changes = {unit.id: unit for unit in (remedy.delta.microgrids if micro else remedy.delta.grids)}
    known: Mapping[int, Mapping[str, Any]] = scene.microgrids if micro else scene.grids
    touched = {number for pair in remedy.pairs for number in pair} | set(remedy.delta.pieces)
    told = []
    for number in sorted(touched if not micro else {n for p in remedy.pairs for n in p}):
        code = known[number]["code"] if number in known else changes[number].after["code"]
        was, now = before.get(number), after.get(number)
        told.append({
            "id": _known(number), "code": code, "before": was, "after": now,
            "in_band_before": None if was is None or band is None else was in band,
            "in_band_after": None if now is None or band is None else now in band,
        })  # fmt: skip
    return sorted(told, key=lambda unit: str(unit["code"]))


def _loads(stage: Stage, label: Ints) -> dict[int, int]:
    names, at = np.unique(label, return_inverse=True)
    loads = np.bincount(at.ravel(), stage.load)
    return {
        int(name): round(load) for name, load in zip(names.tolist(), loads.tolist(), strict=True)
    }
