"""What must stay together when grids are drawn: slabs, compounds, natural villages."""

from __future__ import annotations

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from gis.geometry.borders import Floats, Ints
from gis.geometry.plane import Geometries
from gis.partition.graph import Graph
from gis.partition.slivers import groups

NONE = -1
VILLAGE_GAP = 40.0
"""Homes nearer to each other than this (metres) belong to one natural village."""
DETOUR = 1000.0
"""Metres that passing through a node with a load or of another compound counts extra."""


def villages(footprints: Geometries, homes: np.ndarray) -> Ints:
    """(n,) natural village of each building: clusters of homes by distance, NONE without homes.

    A single link within VILLAGE_GAP joins, as in DBSCAN with min_samples = 1.
    """
    result = np.full(len(footprints), NONE, dtype=np.int64)
    at = np.nonzero(homes)[0]
    if len(at):
        shapes = footprints[at]
        one, two = shapely.STRtree(shapes).query(shapes, "dwithin", distance=VILLAGE_GAP)
        links = coo_array((np.ones(len(one)), (one, two)), shape=(len(at), len(at)))
        result[at] = connected_components(links, directed=False)[1]
    return result


def bundle(graph: Graph, structure: Ints, whole: Ints, upper: float, torn: frozenset[int]) -> Ints:
    """(n,) groups of nodes that go to one grid.

    Parameters
    ----------
    graph
        A component of base atoms.
    structure
        (n,) structure on each node, NONE on land: a building is never divided between grids.
    whole
        (n,) compound or village of each node, NONE without; kept whole where its load is at
        most ``upper`` and it is not in ``torn``. Parts of one that lie apart are joined through
        the land between them.
    """
    one, two = _chain(structure)
    load = np.bincount(whole[whole >= 0], weights=graph.load[whole >= 0])
    fits = [i for i in np.nonzero((load > 0) & (load <= upper))[0].tolist() if i not in torn]
    kept = np.isin(whole, fits)
    inner = graph.passable & kept[graph.low] & (whole[graph.low] == whole[graph.high])
    one = np.concatenate([one, graph.low[inner]])
    two = np.concatenate([two, graph.high[inner]])
    first = groups(graph.size, one, two)
    for name in fits:
        link = _bridge(graph, np.nonzero(whole == name)[0], whole, first, upper)
        one, two = np.concatenate([one, link[:-1]]), np.concatenate([two, link[1:]])
    return groups(graph.size, one, two)


def _chain(structure: Ints) -> tuple[Ints, Ints]:
    """Links between consecutive nodes of one structure."""
    order = np.argsort(structure, kind="stable")
    same = (structure[order][1:] == structure[order][:-1]) & (structure[order][1:] >= 0)
    return order[:-1][same], order[1:][same]


def _bridge(graph: Graph, members: Ints, whole: Ints, group: Ints, upper: float) -> Ints:
    """Nodes of paths that join the loaded parts of one compound, in path order; often empty."""
    loaded = members[graph.load[members] > 0]
    parts = np.unique(group[loaded])
    if len(parts) < 2:
        return np.zeros(0, dtype=np.int64)
    foreign = (whole >= 0) & (whole != whole[members[0]])
    toll: Floats = np.where((graph.load > 0) | foreign, DETOUR, 1.0)
    low, high = graph.low[graph.passable], graph.high[graph.passable]
    weight = toll[low] + toll[high]
    net = coo_array((weight, (low, high)), shape=(graph.size, graph.size)).tocsr()
    start = loaded[group[loaded] == parts[0]][0]
    _, previous = dijkstra(net, directed=False, indices=start, return_predecessors=True)
    path: list[int] = []
    for part in parts[1:]:
        node = int(loaded[group[loaded] == part][0])
        leg: list[int] = []
        while node >= 0:
            leg.append(node)
            node = int(previous[node])
        path += [*leg, *leg[-2::-1]]
    chosen = np.unique(np.concatenate([group[path], group[members]]))
    total = graph.load[np.isin(group, chosen)].sum()
    return np.array(path, dtype=np.int64) if total <= upper else np.zeros(0, dtype=np.int64)
