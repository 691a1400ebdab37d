"""How well polygons tile the ones above them: grids a community, micro-grids a grid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.audit.ground import SPECK, Geometries
from gis.audit.placing import HAIR, Floats, Rows, widths


@dataclass(frozen=True, slots=True)
class Pieces:
    """Polygons that an overlay left, each with its owners.

    owners
        (n, k) rows of the k features concerned.
    area, width
        (n,) m2 and mean width in metres.
    """

    owners: Rows
    geometry: Geometries
    area: Floats
    width: Floats

    @classmethod
    def of(cls, owners: Rows, geometries: Any, noise: float) -> Pieces:
        """Take overlays apart; drop what has no area and slivers of mere rounding."""
        parts, at = shapely.get_parts(geometries, return_index=True)
        width = widths(parts)
        keep = width > noise
        return cls(owners[at[keep]], parts[keep], shapely.area(parts[keep]), width[keep])

    def __len__(self) -> int:
        return len(self.geometry)

    def where(self, mask: Any) -> Pieces:
        """The pieces a mask picks."""
        return Pieces(self.owners[mask], self.geometry[mask], self.area[mask], self.width[mask])

    @property
    def counts(self) -> NDArray[np.bool_]:
        """(n,) whether a piece counts by itself: above 1 cm2."""
        return self.area > SPECK

    @property
    def land(self) -> NDArray[np.bool_]:
        """(n,) wide enough to be land rather than two borders that do not meet."""
        return self.width >= HAIR


@dataclass(frozen=True)
class Tiling:
    """Children that should tile their parents, and every way in which they do not.

    Parameters
    ----------
    parents, children
        (p,), (n,) polygons in metres.
    parent
        (n,) row of each child's parent, -1 for none.
    noise
        Width in metres below which a sliver is rounding.
    skip_empty
        Leave out parents without any child.
    """

    parents: Geometries
    children: Geometries
    parent: Rows
    noise: float
    skip_empty: bool

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of the children."""
        return shapely.STRtree(self.children)

    @cached_property
    def first(self) -> Rows:
        """(n,) first child with the same polygon: stacked micro-grids count once."""
        keys = shapely.to_wkb(shapely.normalize(self.children))
        same, _ = pd.factorize(keys)
        _, start = np.unique(same, return_index=True)
        rows: Rows = start[same]
        return rows

    @cached_property
    def invalid_edges(self) -> Geometries:
        """(n,) edges of each child that do not match those of its neighbours; may be empty."""
        edges = np.full(len(self.children), shapely.LineString(), dtype=object)
        distinct = np.unique(self.first)
        if len(distinct):
            edges[distinct] = shapely.coverage_invalid_edges(self.children[distinct])
        return edges

    @cached_property
    def suspect(self) -> NDArray[np.bool_]:
        """(n,) whether a child takes part in a mismatch."""
        bad = ~shapely.is_empty(self.invalid_edges)
        return np.asarray(bad[self.first], dtype=bool)

    @cached_property
    def unions(self) -> Geometries:
        """(p,) union of each parent's children."""
        unions = np.full(len(self.parents), shapely.Polygon(), dtype=object)
        distinct = np.unique(self.first)
        distinct = distinct[self.parent[distinct] >= 0]
        order = distinct[np.argsort(self.parent[distinct], kind="stable")]
        owners, starts = np.unique(self.parent[order], return_index=True)
        for owner, group in zip(owners, np.split(order, starts)[1:], strict=True):
            join = shapely.union_all if self.suspect[group].any() else shapely.coverage_union_all
            unions[owner] = join(self.children[group])
        return unions

    @cached_property
    def exact(self) -> NDArray[np.bool_]:
        """(p,) whether the children make up their parent to the last vertex."""
        same: NDArray[np.bool_] = shapely.equals_exact(
            shapely.normalize(self.unions), shapely.normalize(self.parents)
        )
        return same

    @cached_property
    def gaps(self) -> Pieces:
        """Parts of parents that no child covers; owners: parent."""
        rows = np.arange(len(self.parents))
        if self.skip_empty:
            rows = np.unique(self.parent[self.parent >= 0])
        rows = rows[~self.exact[rows]]
        missing = Pieces.of(
            rows[:, None], shapely.difference(self.parents[rows], self.unions[rows]), self.noise
        )
        if not len(missing) or not len(self.children):
            return missing
        piece, child = self.tree.query(missing.geometry, predicate="intersects")
        stranger = self.parent[child] != missing.owners[piece, 0]
        if not stranger.any():
            return missing
        cover = pd.Series(self.children[child[stranger]]).groupby(piece[stranger])
        rest = missing.geometry.copy()
        for at, shapes in cover:
            rest[at] = shapely.difference(rest[at], shapely.union_all(shapes.to_numpy()))
        return Pieces.of(missing.owners, rest, self.noise)

    @cached_property
    def beyond(self) -> Pieces:
        """Parts of children beyond their parent; owners: child, parent."""
        loose = np.flatnonzero(~self.exact)
        over = shapely.difference(self.unions[loose], self.parents[loose])
        doubtful = loose[widths(over) > 0]
        child = np.flatnonzero(np.isin(self.parent, doubtful))
        outside = shapely.difference(self.children[child], self.parents[self.parent[child]])
        homeless = np.flatnonzero((self.parent < 0) & ~shapely.is_empty(self.children))
        owners = np.concatenate([child, homeless])
        shapes = np.concatenate([outside, self.children[homeless]])
        return Pieces.of(np.column_stack([owners, self.parent[owners]]), shapes, self.noise)

    @cached_property
    def overlaps(self) -> Pieces:
        """Parts that two children share; owners: both, the lower row first.

        Children whose edges all match those of their neighbours overlap nobody, so only the
        others are intersected; equal ones need not be.
        """
        distinct = np.unique(self.first)
        doubtful = distinct[self.suspect[distinct]]
        one, other = shapely.STRtree(self.children[distinct]).query(
            self.children[doubtful], predicate="intersects"
        )
        pairs = np.sort(np.column_stack([doubtful[one], distinct[other]]), axis=1)
        pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
        shapely.prepare(self.children[pairs[:, 0]])
        apart = shapely.touches(self.children[pairs[:, 0]], self.children[pairs[:, 1]])
        pairs = pairs[~apart]
        common = shapely.intersection(self.children[pairs[:, 0]], self.children[pairs[:, 1]])
        drawn = np.unique(self.first[~shapely.is_empty(self.children)])
        alike = np.column_stack([drawn, drawn])
        rows, at = self._copies(np.concatenate([pairs, alike]))
        return Pieces.of(rows, np.concatenate([common, self.children[drawn]])[at], self.noise)

    def _copies(self, pairs: Rows) -> tuple[Rows, Rows]:
        """Pairs of all children that are equal to those of each pair, and the pair of each."""
        table = pd.DataFrame({"first": self.first, "child": np.arange(len(self.first))})
        low = pd.DataFrame({"pair": np.arange(len(pairs)), "first": pairs[:, 0]}).merge(table)
        high = pd.DataFrame({"pair": np.arange(len(pairs)), "first": pairs[:, 1]}).merge(table)
        both = low.merge(high, on="pair")
        own = both["first_x"] == both["first_y"]
        both = both[~own | (both["child_x"] < both["child_y"])].sort_values(["child_x", "child_y"])
        rows = np.sort(both[["child_x", "child_y"]].to_numpy(dtype=np.int64), axis=1)
        return rows, both["pair"].to_numpy(dtype=np.int64)
