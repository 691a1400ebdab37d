"""Land too thin to stand alone joins what lies beside it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.geometry.borders import Floats, Ints, sums
from gis.partition.graph import Graph

SLIVER = 3.0
"""Land narrower than this on average (metres) joins a neighbour."""
MARGIN_OF_SITE = 15.0
"""Land narrower than this between a site and a road joins the site."""
SHARED = 0.3
"""A margin shares at least this part of its perimeter with its site."""
STRIP = 25.0
"""Cut-off land narrower than this (between two tracks) is part of the barrier beside it."""


def join_slivers(graph: Graph, land: NDArray[np.bool_], site: Ints) -> Ints:
    """(n,) groups 0..k-1 of nodes after thin land joined a site or another neighbour.

    Parameters
    ----------
    graph
        Dual graph of the tiles.
    land
        (n,) tiles without a footprint.
    site
        (n,) site of each tile, negative outside of sites.
    """
    own, other, length, passable = _both_ways(graph)
    perimeter = graph.rim + sums(own, length, graph.size)
    width = _width(graph.area, perimeter)
    sliver = land & (width < SLIVER)
    margin = land & (site < 0) & (width < MARGIN_OF_SITE)
    pair = own * (int(site.max(initial=0)) + 2) + site[other] + 1
    _, at = np.unique(pair, return_inverse=True)
    shared = sums(at, length)[at]
    beside_site = (site[other] >= 0) & (shared > SHARED * perimeter[own])
    wanted = np.nonzero(sliver[own] | (margin[own] & beside_site))[0]
    rank = (beside_site, passable, ~sliver[other], length)
    best = _best(wanted, own, other, rank)
    return groups(graph.size, own[best], other[best])


def join_strips(graph: Graph, kept: NDArray[np.bool_]) -> Ints:
    """(n,) groups after each thin cut-off part without load joined the longest border beside it.

    ``kept`` (n,) nodes are never joined (sites).
    """
    part = graph.components()
    count = int(part.max(initial=-1)) + 1
    own, other, length, _ = _both_ways(graph)
    leaving = part[own] != part[other]
    rim = sums(part, graph.rim, count) + sums(part[own], length * leaving, count)
    area = sums(part, graph.area, count)
    loaded = np.bincount(part, weights=(graph.load > 0) | kept, minlength=count) > 0
    strip = ~loaded & (_width(area, rim) < STRIP)
    towards_larger = area[part[other]] > area[part[own]]
    wanted = np.nonzero(strip[part[own]] & leaving & towards_larger)[0]
    best = _best(wanted, part[own], other, (length,))
    return groups(graph.size, own[best], other[best])


def groups(size: int, one: Ints, two: Ints) -> Ints:
    """(n,) numbers 0..k-1 of the groups that the links ``one`` - ``two`` make."""
    links = coo_array((np.ones(len(one)), (one, two)), shape=(size, size))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _both_ways(graph: Graph) -> tuple[Ints, Ints, Floats, NDArray[np.bool_]]:
    return (
        np.concatenate([graph.low, graph.high]),
        np.concatenate([graph.high, graph.low]),
        np.tile(graph.length, 2),
        np.tile(graph.passable, 2),
    )


def _width(area: Floats, perimeter: Floats) -> Floats:
    return 2 * area / np.maximum(perimeter, 1e-9)


def _best(wanted: Ints, owner: Ints, other: Ints, rank: tuple[NDArray[np.generic], ...]) -> Ints:
    """Of the ``wanted`` edges the best of each owner: first rank key first, greatest wins."""
    keys = (other[wanted], *(key[wanted] for key in reversed(rank)), owner[wanted])
    order = wanted[np.lexsort(keys)]
    last = np.ones(len(order), dtype=bool)
    last[:-1] = owner[order][1:] != owner[order][:-1]
    return np.asarray(order[last], dtype=np.int64)
