"""Whether the arithmetic excuses a total out of band: each reason is worked out again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.audit.combine import can_group, can_join
from gis.audit.ground import Geometries
from gis.audit.placing import Floats, Rows
from gis.audit.references import Grouped
from gis.model import Band, Reason


@dataclass(frozen=True)
class Items:
    """Indivisible counts: whole buildings, or floors and staircases of split ones.

    unit
        (i,) row of the grid or micro-grid that holds each, -1 for none.
    size
        (i,) count.
    whole
        (i,) count of the compound the item belongs to, as one; a compound's first item in a
        unit carries all of it, the others 0.
    """

    unit: Rows
    size: Floats
    whole: Floats

    def of(self, units: Iterable[int], *, compounds: bool = False) -> list[float]:
        """Counts of everything in some units."""
        mine = np.concatenate([self._by_unit.of(unit) for unit in units])
        sizes = self.whole[mine] if compounds else self.size[mine]
        counts: list[float] = sizes[sizes > 0].tolist()
        return counts

    @cached_property
    def _by_unit(self) -> Grouped:
        return Grouped(self.unit)


@dataclass(frozen=True)
class Excuses:
    """Judges reasons on one level.

    Parameters
    ----------
    band
        Allowed totals.
    units, totals, parent
        (n,) polygons, recounted totals and rows of the units above (-1 for none).
    free
        (n,) units that should lie in the band; dedicated grids need not.
    items
        What the units hold.
    component
        (parent row, strict) -> its free units, sorted, and the number of the connected part
        each stands in; asked for lazily. Strictly, a crossing joins only what meets there.
    served
        (n,) dedicated units with a site of their own (for micro-grids: in such a grid).
    lower_level
        Whether the units are micro-grids.
    """

    band: Band
    units: Geometries
    totals: Floats
    parent: Rows
    free: NDArray[np.bool_]
    items: Items
    component: Callable[[int, bool], tuple[Rows, Rows]]
    served: NDArray[np.bool_]
    lower_level: bool

    @cached_property
    def parent_totals(self) -> pd.Series:
        """Total of the free units of each parent."""
        return pd.Series(self.totals[self.free]).groupby(self.parent[self.free]).sum()

    def excuse(self, row: int) -> Reason | None:
        """The reason that excuses a unit out of band; None if there is none."""
        order = [Reason.DEDICATED, Reason.COMMUNITY_TOTAL, Reason.GRID_TOTAL, Reason.POCKET]
        order += [Reason.ATOM_TOO_LARGE, Reason.COMPOUND_KEPT_WHOLE]
        return next((reason for reason in order if self.true(reason, row)), None)

    def true(self, reason: Reason, row: int) -> bool:
        """Whether a reason holds for a unit."""
        if reason is Reason.DEDICATED:
            return bool(self.served[row])
        if not self.free[row]:
            return self.lower_level and reason is Reason.GRID_TOTAL and bool(self.served[row])
        if reason in (Reason.COMMUNITY_TOTAL, Reason.GRID_TOTAL):
            fits = self.lower_level == (reason is Reason.GRID_TOTAL)
            return fits and not self._divisible(self.parent_totals.get(self.parent[row], 0.0))
        if reason is Reason.POCKET:
            return any(not self._divisible(self._part_total(row, strict=s)) for s in (False, True))
        if reason is Reason.ATOM_TOO_LARGE:
            return self._too_large(row, compounds=False)
        return not self.lower_level and self._too_large(row, compounds=True)

    def _divisible(self, total: float) -> bool:
        return len(self.band.counts(total)) > 0

    def _part(self, row: int, *, strict: bool) -> Rows:
        """Free units in the same connected part of the parent."""
        if self.parent[row] < 0:
            return np.array([row])
        members, part = self.component(int(self.parent[row]), strict)
        own: Rows = members[part == part[np.searchsorted(members, row)]]
        return own

    def _part_total(self, row: int, *, strict: bool) -> float:
        return float(self.totals[self._part(row, strict=strict)].sum())

    def _too_large(self, row: int, *, compounds: bool) -> bool:
        """Something indivisible keeps a unit out of band.

        By one of four proofs: it holds something above the band; something it holds cannot be
        brought into the band by whatever joins it; the connected part cannot be grouped at all
        and this unit is the only one to suffer; or it is stuck beside every neighbour.
        """
        own = self.items.of([row], compounds=compounds)
        over = [size for size in own if size > self.band.upper]
        if over:
            # Land around a tower may have nowhere else to go, but not a grid of its own and more.
            return sum(own) - sum(over) <= self.band.upper
        part = self._part(row, strict=True)
        everything = self.items.of(part.tolist(), compounds=compounds)
        for size in sorted(set(own), reverse=True):
            others = list(everything)
            others.remove(size)
            if not can_join(size, others, self.band):
                return True
        wrong = [unit for unit in part if self.totals[unit] not in self.band]
        if wrong == [row] and self._hopeless(part, everything, compounds=compounds):
            return True
        return self._stuck(row, part, compounds=compounds)

    def _hopeless(self, part: Rows, items: list[float], *, compounds: bool) -> bool:
        """Whether all that fits the band at all in a part cannot be grouped; asked once a part."""
        key = (int(part[0]), len(part), compounds)
        if key not in self._proofs:
            rest = [size for size in items if size <= self.band.upper]
            self._proofs[key] = can_group(rest, self.band) is False
        return self._proofs[key]

    @cached_property
    def _proofs(self) -> dict[tuple[int, int, bool], bool]:
        return {}

    def _stuck(self, row: int, part: Rows, *, compounds: bool) -> bool:
        """Whether no neighbour and this unit can share out what both hold.

        The sizes of the items must be to blame: with at least one neighbour the totals alone
        would allow it.
        """
        own = self.items.of([row], compounds=compounds)
        if can_group(own, self.band) is not False:
            return False
        beside = part[part != row]
        near = beside[shapely.dwithin(self.units[beside], self.units[row], 0.01)].tolist()
        both = [own + self.items.of([other], compounds=compounds) for other in near]
        if not any(self._divisible(sum(items)) for items in both):
            return False
        open_to = [
            other
            for other, items in zip(near, both, strict=True)
            if can_group(items, self.band) is not False
        ]
        shared = shapely.intersection(self.units[open_to], self.units[row])
        return not bool((shapely.length(shared) > 0.01).any())
