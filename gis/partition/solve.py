"""The one public verb of the partitioner: from a checked town to a proposal."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from gis.errors import ParameterError
from gis.frames import Proposal, Town
from gis.geometry.borders import Floats, Ints, sums
from gis.partition.assemble import Assembly, assemble, cut_buildings, to_proposal
from gis.partition.community import plan_community
from gis.partition.grids import goal_of
from gis.partition.households import Counts, count_households
from gis.partition.params import Params
from gis.partition.quality import GridFigures, community_figures, overall, unmet
from gis.partition.runs import Progress, Run, for_each, silent
from gis.partition.tasks import Task, survey, tasks


@dataclass(frozen=True)
class Outcome:
    """A proposal and what is to be said of it.

    quality
        Figures per community and overall, seconds per step; ready for JSON.
    unmet
        Hard rules that could not be kept, one sentence each; empty as a rule.
    notices
        Known totals that could not be placed, one sentence each.
    """

    proposal: Proposal
    quality: dict[str, Any]
    unmet: tuple[str, ...]
    notices: tuple[str, ...]


def partition(
    town: Town, params: Params, *, run: Run = map, progress: Progress | None = None
) -> Outcome:
    """Propose grids, micro-grids and dedicated grids for a town.

    Parameters
    ----------
    town
        Checked input in any CRS.
    params
        Rules, target, effort and seed.
    run
        Like ``map``; may hand the communities to several processes. The result is the same.
    progress
        Called with the step, how many communities are done and how many there are.

    Raises
    ------
    ParameterError
        If ``params.rules.by`` names no numeric column of the buildings.
    CapacityError
        If the code scheme has too few numbers.
    """
    tell = progress or silent
    clock = perf_counter()
    tell("households", 0, 1)
    found = survey(town)
    counts = count_households(town, found.area, found.home)
    load = load_of(town, counts, params.rules.by)
    work = tasks(town, found, counts, load, params)
    tell("households", 1, 1)
    seconds = {"households": perf_counter() - clock}
    plans = for_each(plan_community, work, Task.size, run, tell)
    clock = perf_counter()
    tell("assembling", 0, 1)
    whole = assemble(work, plans, len(town.buildings))
    proposal = to_proposal(town, work, whole, counts, found.plane)
    seconds["assembling"] = perf_counter() - clock
    for plan in plans:
        for step, value in plan.seconds.items():
            seconds[step] = seconds.get(step, 0.0) + value
    cut = cut_buildings(found.footprints, whole, found.communities)
    quality = _figures(work, whole, load, counts, cut)
    quality["seconds"] = {step: round(value, 3) for step, value in seconds.items()}
    tell("assembling", 1, 1)
    return Outcome(proposal, quality, _unmet(work, whole), counts.notices)


def load_of(town: Town, counts: Counts, by: str) -> Floats:
    """(n,) what is balanced of each building; ParameterError where there is no such column."""
    if by == "households":
        return counts.households.astype(float)
    if by == "residents":
        return counts.residents.astype(float)
    if by not in town.buildings:
        raise ParameterError(f"buildings have no column {by!r} to balance by")
    column = town.buildings[by]
    if column.dtype.kind not in "iuf":
        raise ParameterError(f"column {by!r} of buildings holds no numbers")
    return np.asarray(column.fillna(0), dtype=np.float64)


def _figures(
    work: list[Task], whole: Assembly, load: Floats, counts: Counts, cut: Ints
) -> dict[str, Any]:
    size = len(whole.codes)
    loads = sums(whole.building_grid, load, size)
    households = np.bincount(whole.building_grid, weights=counts.households, minlength=size)
    communities: dict[str, dict[str, Any]] = {}
    for number, (task, plan) in enumerate(zip(work, whole.plans, strict=True)):
        own = np.nonzero(whole.community == number)[0]
        figures = GridFigures(
            whole.polygon[own], loads[own], plan.kind, plan.reason, households[own].astype(int)
        )
        communities[task.code] = {
            "name": task.name,
            "microgrids": len(plan.grid_of),
            "cut_buildings": int((whole.community[whole.building_grid[cut]] == number).sum()),
            **community_figures(figures, plan.borderline, goal_of(task), len(plan.torn)),
            **({} if plan.moved is None else {"households_moved": plan.moved}),
        }
    kinds = np.array([str(kind) for plan in whole.plans for kind in plan.kind])
    base = households[kinds == "base"].astype(int)
    return {"communities": communities, "overall": overall(communities, base)}


def _unmet(work: list[Task], whole: Assembly) -> tuple[str, ...]:
    return tuple(
        sentence
        for task, plan in zip(work, whole.plans, strict=True)
        for sentence in unmet(
            f"{task.code} {task.name}", goal_of(task), len(plan.torn),
            plan.codes, plan.loads, plan.reason,
        )
    )  # fmt: skip
