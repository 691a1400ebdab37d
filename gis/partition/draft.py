"""Propose a plan in terms of the atoms of a ground."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gis.errors import ParameterError
from gis.frames import Draft, Ground, Held, Town
from gis.geometry.borders import Ints
from gis.model import Kind, covers
from gis.partition.assemble import nullable
from gis.partition.atoms import NONE
from gis.partition.held import locks_of
from gis.partition.households import Counts, count_households
from gis.partition.params import Params
from gis.partition.quality import overall
from gis.partition.runs import Progress, Run, for_each, silent
from gis.partition.sketch import Job, Sketch, sketch
from gis.partition.solve import load_of
from gis.partition.tasks import Task, survey, tasks


@dataclass(frozen=True)
class Cut:
    """How a ground was cut: the digest and the number of atoms of each community of the town."""

    digests: Sequence[str]
    atoms: Sequence[int]

    @classmethod
    def of(cls, ground: Ground) -> Cut:
        """That of a ground at hand."""
        count = np.bincount(ground.atoms["community"], minlength=len(ground.digests))
        return cls(ground.digests, tuple(count.tolist()))


def draft(
    town: Town,
    params: Params,
    cut: Cut,
    *,
    communities: Collection[str] | None = None,
    locks: Held | None = None,
    close_to: pd.DataFrame | None = None,
    run: Run = map,
    progress: Progress | None = None,
) -> Draft:
    """Propose grids, micro-grids and dedicated grids for a town or a part of it.

    Parameters
    ----------
    town
        Checked input, all of it: numbers of a part are those of the whole town.
    params
        Rules, target, effort, seed and trade.
    cut
        How the ground of the town was cut.
    communities
        Codes of jurisdictions; only communities at or below one of them are planned. None: all.
    locks
        Grids that stay exactly as they are; only the rest is divided.
    close_to
        A plan to stay close to: ``atom`` position in the ground, ``code`` of its grid. Its borders
        are cheap to keep and its codes stay with the grid that keeps most households; it takes
        the place of the town's existing grids.
    run
        Like ``map``; may hand the communities to several processes. The result is the same.
    progress
        Called with the step, how many communities are done and how many there are.

    Raises
    ------
    ParameterError
        If the atoms are not those of the ground any more, no community has such a code or
        ``params.rules.by`` names no numeric column of the buildings.
    CapacityError
        If the code scheme has too few numbers.
    """
    tell = progress or silent
    tell("households", 0, 1)
    found = survey(town)
    counts = count_households(town, found.area, found.home)
    load = load_of(town, counts, params.rules.by)
    chosen = _chosen(town, communities)
    work = tasks(town, found, counts, load, params, set(chosen))
    tell("households", 1, 1)
    first = np.cumsum([0, *cut.atoms])
    jobs = [_job(task, cut, first, locks, close_to) for task in work]
    parts = for_each(sketch, jobs, Job.size, run, tell)
    return _assembled(work, parts, first, counts)


def hold(plan: Draft, grids: Collection[str]) -> Held:
    """The grids of a draft with these codes, to lock them in another one."""
    kept = plan.grids[plan.grids["code"].isin(grids)]
    micro = plan.microgrids[plan.microgrids["grid"].isin(kept.index)]
    return Held(
        kept,
        micro,
        plan.atoms[plan.atoms["microgrid"].isin(micro.index)],
        plan.floors[plan.floors["microgrid"].isin(micro.index)],
    )


def _chosen(town: Town, codes: Collection[str] | None) -> list[int]:
    own = town.communities["code"]
    if codes is None:
        return list(range(len(own)))
    lost = [code for code in codes if not any(covers(code, community) for community in own)]
    if lost:
        named = ", ".join(sorted(lost))
        raise ParameterError(f"the town has no community in {named}", f"辖区{named}中没有社区")
    return [at for at, community in enumerate(own) if any(covers(c, community) for c in codes)]


def _job(
    task: Task, cut: Cut, first: Ints, locks: Held | None, close_to: pd.DataFrame | None
) -> Job:
    start, end = int(first[task.number]), int(first[task.number + 1])
    held = () if locks is None else locks_of(locks, task.number, start)
    digest = cut.digests[task.number]
    if close_to is None:
        return Job(task, digest, None, (), held)
    own = close_to[close_to["atom"].between(start, end - 1)]
    number, codes = pd.factorize(own["code"], sort=True)
    reference = np.full(end - start, NONE, dtype=np.int64)
    reference[own["atom"] - start] = number
    return Job(task, digest, reference, tuple(codes), held)


def _assembled(work: list[Task], parts: list[Sketch], first: Ints, counts: Counts) -> Draft:
    """Number the communities' grids, micro-grids and rows of floors through."""
    grid, micro, row = 0, 0, 0
    tables: dict[str, list[pd.DataFrame]] = {
        name: [] for name in ("grids", "microgrids", "atoms", "floors", "floor_members")
    }
    for task, part in zip(work, parts, strict=True):
        start = int(first[task.number])
        tables["grids"].append(_grids(task, part))
        tables["microgrids"].append(_microgrids(part, grid))
        atom = np.nonzero(part.microgrid >= 0)[0]
        own = part.microgrid[atom]
        tables["atoms"].append(pd.DataFrame(
            {"atom": start + atom, "grid": grid + part.grid_of[own], "microgrid": micro + own}
        ))  # fmt: skip
        ranges, members = part.floors.ranges, part.floors.members
        tables["floors"].append(
            ranges.assign(atom=ranges["atom"] + start, microgrid=ranges["microgrid"] + micro)
        )
        tables["floor_members"].append(members.assign(row=members["row"] + row))
        grid, micro, row = grid + len(part.codes), micro + len(part.grid_of), row + len(ranges)
    frames = {name: pd.concat(own, ignore_index=True) for name, own in tables.items()}
    return Draft(
        communities=tuple(task.number for task in work),
        **frames,
        quality=_quality(work, parts),
        unmet=tuple(sentence for part in parts for sentence in part.unmet),
        notices=counts.notices,
    )


def _grids(task: Task, part: Sketch) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "community": task.number,
            "code": part.codes,
            "kind": [str(kind) for kind in part.kind],
            "category": pd.array(part.category, dtype=object),
            "name": [words.zh for words in part.names],
            "name_en": [words.en for words in part.names],
            "reason": _texts(part.reason),
            "site": nullable(part.site, NONE),
        }
    )


def _microgrids(part: Sketch, first_grid: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "grid": first_grid + part.grid_of,
            "code": part.microgrid_codes,
            "reason": _texts(part.microgrid_reason),
        }
    )


def _texts(values: Sequence[Any]) -> Any:
    return pd.array([None if value is None else str(value) for value in values], dtype=object)


def _quality(work: list[Task], parts: list[Sketch]) -> dict[str, Any]:
    communities = {task.code: part.figures for task, part in zip(work, parts, strict=True)}
    base = [part.households[[k is Kind.BASE for k in part.kind]] for part in parts]
    seconds: dict[str, float] = {}
    for part in parts:
        for step, value in part.seconds.items():
            seconds[step] = round(seconds.get(step, 0.0) + value, 3)
    return {
        "communities": communities,
        "overall": overall(communities, np.concatenate(base)),
        "seconds": seconds,
    }
