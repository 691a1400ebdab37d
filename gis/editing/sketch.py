"""A working copy of a scene: an edit draws on it, and ``delta`` says what became different."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from gis.editing.delta import Changed, Delta, Moved
from gis.editing.scene import Bools, Community, Scene
from gis.errors import CapacityError, EditError, TornError
from gis.geometry.borders import Ints
from gis.model import Kind, Reason

Unit = dict[str, Any]


class Sketch:
    """Places and units under an edit.

    Attributes
    ----------
    scene
        How it was.
    grid, microgrid
        (n,) the places as drawn so far.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.grid = scene.grid.copy()
        self.microgrid = scene.microgrid.copy()
        self._grids: dict[int, Unit] = {}
        self._microgrids: dict[int, Unit] = {}
        self._codes: set[str] = set()
        self._judged: set[int] = set()
        self._pieces: dict[int, int] | None = None

    def unit(self, grid: int) -> Mapping[str, Any]:
        """A grid's fields as drawn so far."""
        return self._grids.get(grid) or self.scene.grids[grid]

    def micro_unit(self, microgrid: int) -> Mapping[str, Any]:
        """A micro-grid's fields as drawn so far."""
        return self._microgrids.get(microgrid) or self.scene.microgrids[microgrid]

    def set_grid(self, grid: int, **fields: Any) -> None:
        """Change fields of a grid."""
        self._grids[grid] = {**self.unit(grid), **fields}

    def set_microgrid(self, microgrid: int, **fields: Any) -> None:
        """Change fields of a micro-grid."""
        self._microgrids[microgrid] = {**self.micro_unit(microgrid), **fields}

    def community_of(self, positions: Ints) -> Community:
        """The one community of some atoms.

        Raises
        ------
        EditError
            If they lie in several.
        """
        found = np.unique(self.scene.community[positions])
        if len(found) != 1:
            raise EditError(
                "these atoms lie in several communities; a grid lies in exactly one",
                "所选基本单元分属多个社区；一个网格只能属于一个社区",
            )
        return self.scene.communities[int(found[0])]

    def new_grid(self, community: Community, **fields: Any) -> int:
        """A further grid with the first free code; ``fields`` replace the usual ones."""
        number = self.scene.new_id()
        kind = fields.get("kind", Kind.BASE.value)
        code = fields.pop("code", None) or self.free_code(community, Kind(kind))
        self._codes.add(code)
        running = int(code[len(community.code) :])
        self._grids[number] = {
            "community": community.id,
            "code": code,
            "kind": kind,
            "category": None,
            "site": None,
            "name": f"{community.name}第{running}网格",
            "name_en": f"{community.name}, grid {running}",
            "post": None,
            "reason": None,
            "locked": False,
            "live": True,
            **fields,
        }
        return number

    def new_microgrid(self, grid: int) -> int:
        """A further micro-grid of a grid."""
        number = self.scene.new_id()
        code = self.free_micro_code(grid)
        self._microgrids[number] = {"grid": grid, "code": code, "reason": None, "live": True}
        return number

    def free_code(self, community: Community, kind: Kind) -> str:
        """The first code of a community that no live grid has."""
        used = community.taken | self._codes
        number = 1
        while (code := self.scene.scheme.grid(community.code, number, kind)) in used:
            number += 1
        return code

    def free_micro_code(self, grid: int) -> str:
        """The first code within a grid that no live micro-grid has."""
        units = {**self.scene.microgrids, **self._microgrids}
        used = {unit["code"] for unit in units.values() if unit["live"] and unit["grid"] == grid}
        prefix = self.unit(grid)["code"]
        for number in range(1, 10**self.scene.scheme.microgrid_digits):
            code = self.scene.scheme.microgrid(prefix, number)
            if code not in used:
                return code
        raise CapacityError(
            f"grid {prefix} has no number left for a micro-grid", f"网格{prefix}的微网格编号已用完"
        )

    def carry(self, microgrid: int, grid: int) -> None:
        """Hand a whole micro-grid over to another grid."""
        self.set_microgrid(microgrid, grid=grid, code=self.free_micro_code(grid))
        self.grid[self.microgrid == microgrid] = grid

    def finish(self) -> Delta:
        """Retire what became empty, check that no grid is torn or locked, and say what changed.

        Raises
        ------
        TornError
            If a grid would fall into more parts than before.
        EditError
            If a locked grid changes.
        """
        moved = self.grid != self.scene.grid
        shifted = moved | (self.microgrid != self.scene.microgrid)
        refuse_locked(self.scene, np.concatenate([self.grid[shifted], self.scene.grid[shifted]]))
        touched = np.unique(np.concatenate([self.grid[moved], self.scene.grid[moved]]))
        for number in touched.tolist():
            if not (self.grid == number).any():
                self.set_grid(number, live=False)
        self._retire_microgrids()
        self._drop_reasons(touched, np.concatenate([self.grid[shifted], self.scene.grid[shifted]]))
        pieces = {int(grid): self._count_pieces(int(grid)) for grid in touched}
        return Delta(
            self._moves(shifted),
            _changes(self.scene.grids, self._grids),
            self.microgrid_changes(),
            pieces,
        )

    def microgrid_changes(self) -> tuple[Changed, ...]:
        """What became different of micro-grids so far."""
        return _changes(self.scene.microgrids, self._microgrids)

    def _retire_microgrids(self) -> None:
        """Empty micro-grids come to their end; new ones that stayed empty never were."""
        used = set(np.unique(self.microgrid).tolist())
        self._microgrids = {
            number: unit for number, unit in self._microgrids.items()
            if number in used or number in self.scene.microgrids
        }  # fmt: skip
        for number in np.unique(self.scene.microgrid).tolist():
            if number not in used and self.micro_unit(number)["live"]:
                self.set_microgrid(number, live=False)

    def judge_microgrid(self, microgrid: int, reason: str | None) -> None:
        """Say why a micro-grid lies out of band, as whoever drew it worked out."""
        self.set_microgrid(microgrid, reason=reason)
        self._judged.add(microgrid)

    def _drop_reasons(self, touched: Ints, homes: Ints) -> None:
        """Excuses of what changed hold no longer; the audit finds those that do by itself.

        ``touched`` grids got or gave atoms, ``homes`` have micro-grids that did.
        """
        kept = (None, Reason.DEDICATED)
        for number in touched.tolist():
            if self.unit(number)["reason"] not in kept:
                self.set_grid(number, reason=None)
        changed = set(homes.tolist())
        for number in {*self.scene.microgrids, *self._microgrids} - self._judged:
            unit = self.micro_unit(number)
            if unit["live"] and unit["grid"] in changed and unit["reason"] not in kept:
                self.set_microgrid(number, reason=None)

    def recode(self, grid: int, code: str) -> None:
        """Give a grid another code; its micro-grids follow."""
        old = self.unit(grid)["code"]
        self.set_grid(grid, code=code)
        for number in {*self.scene.microgrids, *self._microgrids}:
            unit = self.micro_unit(number)
            if unit["live"] and unit["grid"] == grid:
                self.set_microgrid(number, code=code + unit["code"].removeprefix(old))

    def _count_pieces(self, grid: int) -> tuple[int, int]:
        before = len(self.scene.pieces(self.scene.grid, grid))
        after = self.scene.pieces(self.grid, grid)
        if len(after) > max(1, before, self._left_over(grid), *self._inherited(grid)):
            code = self.unit(grid)["code"]
            raise TornError(code, [self.scene.atom[piece].tolist() for piece in after])
        return before, len(after)

    def _left_over(self, grid: int) -> int:
        """Parts that a new grid may have of a grid in parts: dividing adds one, no more."""
        parents = np.unique(self.scene.grid[self.grid == grid]).tolist()
        if grid in self.scene.grids or len(parents) != 1:
            return 1
        parts = len(self.scene.pieces(self.scene.grid, parents[0])) + 1
        return parts - len(self.scene.pieces(self.grid, parents[0]))

    def _inherited(self, grid: int) -> Iterator[int]:
        """Parts of the grids that came to their end and went wholly into this one."""
        for number in np.unique(self.scene.grid[self.grid == grid]).tolist():
            heirs = np.unique(self.grid[self.scene.grid == number])
            if number != grid and heirs.tolist() == [grid]:
                yield len(self.scene.pieces(self.scene.grid, number))

    def _moves(self, moved: Bools) -> tuple[Moved, ...]:
        scene = self.scene
        rows = zip(
            scene.atom[moved].tolist(), scene.grid[moved].tolist(), scene.microgrid[moved].tolist(),
            self.grid[moved].tolist(), self.microgrid[moved].tolist(), strict=True,
        )  # fmt: skip
        return tuple(Moved(atom, (g0, m0), (g1, m1)) for atom, g0, m0, g1, m1 in rows)


def refuse_locked(scene: Scene, numbers: Ints) -> None:
    """Raise EditError if one of these grids is locked."""
    for number in np.unique(numbers).tolist():
        unit = scene.grids.get(number)
        if unit and unit["locked"]:
            code = unit["code"]
            raise EditError(
                f"grid {code} is locked; unlock it first", f"网格{code}已锁定，请先解锁"
            )


def _changes(
    before: Mapping[int, Mapping[str, Any]], after: Mapping[int, Unit]
) -> tuple[Changed, ...]:
    """Fields that differ; a unit that was not there before was not live."""
    result = []
    for number, fields in sorted(after.items()):
        was = before.get(number)
        if was is None:
            result.append(Changed(number, {"live": False}, fields))
            continue
        names = [name for name, value in fields.items() if was[name] != value]
        if names:
            old = {name: was[name] for name in names}
            result.append(Changed(number, old, {name: fields[name] for name in names}))
    return tuple(result)
