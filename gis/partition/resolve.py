"""Divide a part of a stored plan anew: small arrays in, labels out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gis.errors import ParameterError
from gis.geometry.borders import Floats, Ints, sums
from gis.model import Band, Kind, Reason
from gis.partition.atoms import kept_price
from gis.partition.graph import SHORTEST_CONTACT, Graph
from gis.partition.grids import connected_labels, goal_for
from gis.partition.microgrids import micro_goal, micro_reasons, shared_counts
from gis.partition.params import Params
from gis.partition.search import SCHEDULES, Goal, Solution, solve
from gis.partition.slivers import groups
from gis.partition.towers import SPLIT_PRICE, THIN, over_floors


@dataclass(frozen=True)
class Selection:
    """Atoms of some grids, as the database has them.

    load
        (n,) what is balanced.
    area, rim
        (n,) square metres, and metres of border to whatever is not selected; those of upper floors
        are not read.
    foot
        (n,) position of the ground of a stack of floors; its own elsewhere.
    floor
        (n,) lowest floor of each, 0 where the atom holds all floors.
    building
        (n,) anything that names the building cut by staircases, -1 elsewhere.
    low, high
        (e,) positions of feet that share a border, each pair once.
    length, cost, passable
        (e,) metres, metres times price, and whether one may cross.
    """

    load: Floats
    area: Floats
    rim: Floats
    foot: Ints
    floor: Ints
    building: Ints
    low: Ints
    high: Ints
    length: Floats
    cost: Floats
    passable: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """Number of atoms."""
        return len(self.load)

    def whole_buildings(self) -> Ints:
        """(n,) groups of atoms that no grid may divide: stacks, and staircases of a building."""
        order = np.argsort(self.building, kind="stable")
        name = self.building[order]
        same = (name[1:] == name[:-1]) & (name[1:] >= 0)
        one = np.concatenate([np.arange(self.size), order[:-1][same]])
        return groups(self.size, one, np.concatenate([self.foot, order[1:][same]]))

    def graph(self, group: Ints) -> Graph:
        """The dual graph of groups (n,) of atoms; floors of a stack connect to each other."""
        ground = self.foot == np.arange(self.size)
        order = np.lexsort((self.floor, self.foot))
        stacked = self.foot[order][1:] == self.foot[order][:-1]
        below, above = order[:-1][stacked], order[1:][stacked]
        ends = np.concatenate([
            np.column_stack([self.low, self.high]), np.column_stack([below, above])
        ])  # fmt: skip
        thin = np.full(len(below), THIN)
        length = np.concatenate([self.length, thin])
        cost = np.concatenate([self.cost, np.full(len(below), SPLIT_PRICE)])
        open_ = np.concatenate([self.passable, np.ones(len(below), dtype=bool)])
        ends = np.sort(group[ends], axis=1)
        apart = ends[:, 0] != ends[:, 1]
        pairs, at = np.unique(ends[apart], axis=0, return_inverse=True)
        at = at.ravel()
        count = int(group.max(initial=-1)) + 1
        tower = np.zeros(self.size)
        tower[below[self.foot[below] == below]] = 1.0
        return Graph(
            sums(group, self.load, count),
            sums(group, np.where(ground, self.area, 0.0), count),
            sums(group, np.where(ground, self.rim, 0.0), count),
            np.minimum(sums(group, tower, count), 1.0),
            pairs[:, 0], pairs[:, 1],
            sums(at, length[apart], len(pairs)), sums(at, cost[apart], len(pairs)),
            sums(at, open_[apart], len(pairs)) > 0,
        )  # fmt: skip


def resolve(
    selection: Selection, params: Params, *, rural: bool = False, current: Ints | None = None
) -> Ints:
    """Labels (n,) 0..k-1 of new base grids over a selection; buildings stay whole.

    Parameters
    ----------
    selection
        Atoms of one community.
    params
        Rules, target, effort, seed and trade.
    rural
        Whether the community's target is that of villages.
    current
        (n,) grid of each atom now: its borders are cheaper to keep.

    What the borders one may cross leave apart is divided apart; land without homes that lies
    apart goes with the longest border beside it.
    """
    rng = np.random.default_rng(params.seed)
    group = selection.whole_buildings()
    graph = selection.graph(group)
    begin = None
    if current is not None:
        begin = _majority(current, group, selection.load)
        kept = begin[graph.low] != begin[graph.high]
        graph = replace(graph, cost=kept_price(graph.cost, kept, params.trade))
    goal = goal_for(params, rural=rural)
    schedule = SCHEDULES[params.effort]

    def divide(part: Graph, nodes: Ints, _: range | None) -> Solution:
        start = None if begin is None else connected_labels(part, begin[nodes])
        return solve(part, goal, schedule, rng, start=start)

    return _apart(_with_homes(graph), divide)[group]


def split_in_two(selection: Selection, params: Params, *, rural: bool = False) -> Ints:
    """Labels 0 and 1 (n,) of the halves of one grid, both connected if the grid is.

    Raises
    ------
    ParameterError
        If the grid holds a single building or piece of land.
    """
    group = selection.whole_buildings()
    graph = _touching(selection.graph(group), lambda _: False)
    if graph.size < 2:
        raise ParameterError(
            "a grid of one building cannot be divided; split its atom first",
            "只有一栋楼的网格无法再分;请先分割其基本单元",
        )
    component = graph.components()
    if component.max() > 0:
        # It lies in pieces already: the fullest, and the others.
        fullest = int(sums(component, graph.load).argmax())
        apart: Ints = (component != fullest).astype(np.int64)[group]
        return apart
    rng = np.random.default_rng(params.seed)
    goal, schedule = goal_for(params, rural=rural), SCHEDULES[params.effort]
    half = float(graph.load.sum()) / 2
    if not goal.fits(half):
        goal = Goal(half * 0.9, max(half, 1.0) * 1.1, max(half, 1.0), goal.trade)
    labels: Ints = solve(graph, goal, schedule, rng, range(2, 3)).labels[group]
    return labels


@dataclass(frozen=True)
class Micro:
    """Micro-grids of one grid.

    labels
        (n,) micro-grid 0..k-1 of each atom.
    reasons
        k reasons, None where the micro-grid is in band.
    """

    labels: Ints
    reasons: tuple[Reason | None, ...]


def micro(selection: Selection, params: Params, kind: Kind = Kind.BASE) -> Micro:
    """Divide one grid into micro-grids of whole atoms.

    A tower above the band that is one atom is a micro-grid with the reason atom_too_large;
    ``floor_cuts`` proposes where to split it.
    """
    rng, schedule = np.random.default_rng(params.seed), SCHEDULES[params.effort]
    graph = _with_homes(selection.graph(np.arange(selection.size)))
    whole = float(graph.load.sum())
    goal, counts = micro_goal(params.rules, whole, params.trade)
    loads = sums(graph.components(), graph.load)
    reasons: list[Reason | None] = []

    def divide(part: Graph, _: Ints, allowed: range | None) -> Solution:
        load = float(part.load.sum())
        single = load <= goal.upper if allowed is None else allowed.stop <= 2
        found = Solution(np.zeros(part.size, dtype=np.int64), 0.0)
        if load > 0 and not single:
            found = solve(part, goal, schedule, rng, allowed)
        reasons.extend(micro_reasons(found, part.load, goal, kind, counts, whole))
        return found

    return Micro(_apart(graph, divide, shared_counts(counts, loads)), tuple(reasons))


def floor_cuts(load: float, floors: int, band: Band) -> tuple[tuple[int, int], ...]:
    """Ranges of floors (lowest, highest) of a tower that lie in the band or as near as can be.

    ``load`` is spread evenly over its floors. One range where it need not be cut.
    """
    wanted = load / ((band.lower + band.upper) / 2)
    counts = band.counts(load) or range(1, max(2, int(np.ceil(load / band.upper)) + 1))
    count = min(min(counts, key=lambda k: (abs(k - wanted), k)), floors)
    height = np.cumsum(over_floors(load, floors))
    ends = np.searchsorted(height, height[-1] * np.arange(1, count) / count - 1e-9) + 1
    ends = np.clip(ends, np.arange(1, count), floors - np.arange(count - 1, 0, -1))
    ends = np.maximum.accumulate(ends - np.arange(len(ends))) + np.arange(len(ends))
    first = [1, *(ends + 1).tolist()]
    return tuple(zip(first, [*ends.tolist(), floors], strict=True))


def reason_for(
    load: float,
    items: Sequence[float],
    band: Band,
    totals: tuple[float, float],
    kind: Kind = Kind.BASE,
    lack: Reason = Reason.COMMUNITY_TOTAL,
) -> Reason | None:
    """Why a grid or micro-grid lies out of band; None if it does not or has no excuse.

    Parameters
    ----------
    load
        What it holds.
    items
        What cannot be divided: loads of its buildings, of floors for micro-grids.
    totals
        Load of the base ground it can reach, and of all base ground of its community; for
        micro-grids within their grid.
    kind
        Of the grid.
    lack
        What it is called when no number of parts fits the second total: community_total, or
        grid_total for micro-grids.
    """
    if kind is Kind.DEDICATED and (lack is Reason.COMMUNITY_TOTAL or load not in band):
        return Reason.DEDICATED
    if load in band:
        return None
    component, whole = totals
    if not band.counts(whole):
        return lack
    if not band.counts(component):
        return Reason.POCKET
    over = [item for item in items if item > band.upper]
    if over and load - sum(over) <= band.upper:
        return Reason.ATOM_TOO_LARGE
    return None


def _touching(graph: Graph, fits: Callable[[float], bool]) -> Graph:
    """Open any border where a part alone does not fit."""
    loose = replace(graph, passable=graph.length >= SHORTEST_CONTACT)
    return graph.joined(loose, fits)


def _with_homes(graph: Graph) -> Graph:
    """Land without homes goes with what lies beside it, whatever wall stands between."""
    return _touching(graph, lambda load: load > 0)


def _apart(
    graph: Graph,
    divide: Callable[[Graph, Ints, range | None], Solution],
    counts: Sequence[range | None] | None = None,
) -> Ints:
    """Labels (n,) of the parts of every component, numbered through."""
    component = graph.components()
    labels = np.empty(graph.size, dtype=np.int64)
    first = 0
    for number in range(int(component.max(initial=-1)) + 1):
        nodes = np.nonzero(component == number)[0]
        own = divide(graph.subgraph(nodes), nodes, counts[number] if counts else None).labels
        labels[nodes] = first + own
        first += int(own.max()) + 1
    return labels


def _majority(label: Ints, group: Ints, load: Floats) -> Ints:
    """(g,) label of the atom with the greatest load of each group."""
    order = np.lexsort((load, group))
    main: Ints = label[order[np.append(np.diff(group[order]) > 0, True)]]
    return main
