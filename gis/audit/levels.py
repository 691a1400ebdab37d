"""One level of the division: which flaws of its tiling are reported, and as what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.audit.ground import SPECK, Geometries
from gis.audit.placing import HAIR, Rows
from gis.audit.tiling import Pieces, Tiling


@dataclass(frozen=True, slots=True)
class Words:
    """What a level and the one above it are called."""

    key: str
    zh: str
    en: str
    parent_zh: str
    parent_en: str


GRID_WORDS = Words("grid", "网格", "grid", "社区", "community")
MICROGRID_WORDS = Words("microgrid", "微网格", "micro-grid", "网格", "grid")


@dataclass(frozen=True, slots=True)
class Flaws:
    """Pieces of one kind, sorted by how they are reported.

    land
        Each one above 1 cm2 and 1 mm wide.
    thin
        Each one above 1 cm2, narrower than 1 mm: two borders that do not meet.
    crumbs
        Smaller ones of parents in which they add up to more than 1 cm2.
    """

    land: Pieces
    thin: Pieces
    crumbs: Pieces

    @property
    def shapes(self) -> Geometries:
        """All pieces that are reported."""
        return np.concatenate([self.land.geometry, self.thin.geometry, self.crumbs.geometry])


@dataclass(frozen=True)
class Level:
    """A tiling with the names of its features and what the level above already reported.

    Parameters
    ----------
    parent_labels, labels
        Names for messages.
    allowed
        (n,) overlaps that are meant; None for none.
    above
        The level above: a flaw that lies in one of its flaws is not reported twice.
    """

    words: Words
    tiling: Tiling
    parent_labels: NDArray[np.object_]
    labels: NDArray[np.object_]
    allowed: NDArray[np.bool_] | None = None
    above: Level | None = None

    @cached_property
    def gaps(self) -> Flaws:
        """Parts of a parent without a child; owners: parent."""
        pieces = self.tiling.gaps
        return self._sorted(pieces, pieces.owners[:, 0])

    @cached_property
    def overlaps(self) -> Flaws:
        """Parts in two children; owners: both."""
        pieces = self.tiling.overlaps
        if self.allowed is not None:
            pieces = pieces.where(~self.allowed)
        return self._sorted(pieces, self.tiling.parent[pieces.owners[:, 0]])

    @cached_property
    def beyond(self) -> Flaws:
        """Parts of a child beyond its parent; owners: child, parent."""
        pieces = self.tiling.beyond
        return self._sorted(pieces, pieces.owners[:, 1])

    @cached_property
    def reported(self) -> Geometries:
        """All pieces that some rule reports on this level and above."""
        own = [self.gaps.shapes, self.overlaps.shapes, self.beyond.shapes]
        return np.concatenate([*own, *([self.above.reported] if self.above else [])])

    def _sorted(self, pieces: Pieces, parent: Rows) -> Flaws:
        if self.above is not None and len(pieces):
            new = ~_inside(pieces.geometry, self.above.reported)
            pieces, parent = pieces.where(new), parent[new]
        counts, land = pieces.counts, pieces.land
        small = np.bincount(parent[~counts] + 1, weights=pieces.area[~counts], minlength=1)
        crumbs = ~counts & (small[np.where(counts, 0, parent + 1)] > SPECK)
        return Flaws(
            pieces.where(counts & land), pieces.where(counts & ~land), pieces.where(crumbs)
        )

    @cached_property
    def loose_edges(self) -> tuple[Geometries, Rows, Rows]:
        """Edges that match no neighbour's, away from every reported piece.

        Returns
        -------
        tuple
            (n,) lines, (n,) the child each belongs to, (n,) a number shared by lines that touch.
        """
        bad = np.flatnonzero(~shapely.is_empty(self.tiling.invalid_edges))
        merged = shapely.line_merge(self.tiling.invalid_edges[bad])
        lines, at = shapely.get_parts(merged, return_index=True)
        owner = bad[at]
        known = [self.reported]
        if self.allowed is not None:
            known.append(self.tiling.overlaps.where(self.allowed).geometry)
        if self.above is not None:
            known.append(self.above.loose_edges[0])
        near, _ = shapely.STRtree(np.concatenate(known)).query(
            lines, predicate="dwithin", distance=HAIR
        )
        keep = np.setdiff1d(np.arange(len(lines)), near)
        lines, owner = lines[keep], owner[keep]
        one, other = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=HAIR)
        links = coo_array((np.ones(len(one)), (one, other)), shape=(len(lines), len(lines)))
        _, group = connected_components(links, directed=False)
        return lines, owner, group.astype(np.int64)


def _inside(pieces: Geometries, shapes: Geometries) -> NDArray[np.bool_]:
    """Whether all but a speck of each piece lies within a hair of one of the shapes."""
    piece, shape = shapely.STRtree(shapes).query(pieces, predicate="intersects")
    left = shapely.difference(pieces[piece], shapely.buffer(shapes[shape], HAIR))
    inside = np.zeros(len(pieces), dtype=bool)
    inside[piece[shapely.area(left) <= SPECK]] = True
    return inside
