"""A scene with its counts and tilings: what every rule is given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.audit.barriers import SPOT, WIDE, Barriers
from gis.audit.compounds import compound_of
from gis.audit.counts import Counts, count
from gis.audit.excuses import Excuses
from gis.audit.ground import Geometries
from gis.audit.items import MicrogridItems, grid_items, microgrid_items
from gis.audit.levels import GRID_WORDS, MICROGRID_WORDS, Level
from gis.audit.parts import connected_parts
from gis.audit.placing import Rows
from gis.audit.references import Grouped
from gis.audit.scene import Scene
from gis.audit.sites import served
from gis.audit.stacks import stacked
from gis.audit.tiling import Tiling


@dataclass(frozen=True)
class Case(Scene):
    """A scene under judgement."""

    @cached_property
    def counts(self) -> Counts:
        """Households recomputed from the building rows."""
        return count(self)

    @cached_property
    def barriers(self) -> Barriers:
        """Uncrossable lines and the ways across them, judged in the plan's favour."""
        return Barriers.of(self.town, self.ground, WIDE)

    @cached_property
    def strict_barriers(self) -> Barriers:
        """The same where a crossing only joins what meets at it."""
        return Barriers.of(self.town, self.ground, SPOT)

    @cached_property
    def grid_level(self) -> Level:
        """Grids as a tiling of communities."""
        tiling = Tiling(
            self.communities,
            self.grids,
            self.grid_community,
            self.ground.noise,
            skip_empty=False,
        )
        return Level(GRID_WORDS, tiling, self.community_codes, self.grid_layer.labels)

    @cached_property
    def microgrid_level(self) -> Level:
        """Micro-grids as a tiling of grids."""
        tiling = Tiling(
            self.grids,
            self.microgrids,
            self.microgrid_grid,
            self.ground.noise,
            skip_empty=True,
        )
        return Level(
            MICROGRID_WORDS,
            tiling,
            self.grid_layer.labels,
            self.microgrid_layer.labels,
            allowed=stacked(self, self.counts, tiling.overlaps),
            above=self.grid_level,
        )

    @property
    def levels(self) -> tuple[Level, Level]:
        """Both, grids first."""
        return self.grid_level, self.microgrid_level

    @cached_property
    def compounds(self) -> NDArray[np.object_]:
        """(b,) compound of each building, None for none."""
        return compound_of(self)

    @cached_property
    def served(self) -> NDArray[np.bool_]:
        """(g,) dedicated grids that hold a site of their category."""
        return served(self)

    @cached_property
    def _parts(self) -> dict[tuple[str, int, bool], tuple[Rows, Rows]]:
        return {}

    def components(self, community: int, strict: bool) -> tuple[Rows, Rows]:  # noqa: FBT001 -- a callback
        """Base grids of a community, and the connected part each stands in."""
        key = ("community", community, strict)
        if key not in self._parts:
            inside = self.children_of(self.grid_level, community)
            taken = self.grids[inside[self.dedicated[inside]]]
            land = shapely.difference(self.communities[community], shapely.union_all(taken))
            members = inside[~self.dedicated[inside]]
            self._parts[key] = self._connected(
                land, self.grids, members, self.grid_homes, strict=strict
            )
        return self._parts[key]

    def microgrid_components(self, grid: int, strict: bool) -> tuple[Rows, Rows]:  # noqa: FBT001 -- a callback
        """Micro-grids of a grid, and the connected part of it each stands in."""
        key = ("grid", grid, strict)
        if key not in self._parts:
            self._parts[key] = self._connected(
                self.grids[grid],
                self.microgrids,
                self.children_of(self.microgrid_level, grid),
                self.microgrid_homes,
                strict=strict,
            )
        return self._parts[key]

    def _connected(
        self,
        land: shapely.Geometry,
        units: Geometries,
        members: Rows,
        homes: Grouped,
        *,
        strict: bool,
    ) -> tuple[Rows, Rows]:
        barriers = self.strict_barriers if strict else self.barriers
        rows = [homes.of(int(unit)) for unit in members]
        unit = np.repeat(members, [len(own) for own in rows])
        inside = np.concatenate([np.zeros(0, dtype=np.int64), *rows])
        parts = connected_parts(barriers, land, units, members, self.buildings[inside], unit)
        return members, parts

    @cached_property
    def grid_homes(self) -> Grouped:
        """Inhabited buildings of each grid."""
        return Grouped(np.where(self.counts.households > 0, self.building_grid, -1))

    @cached_property
    def microgrid_homes(self) -> Grouped:
        """Inhabited buildings of each micro-grid."""
        return Grouped(np.where(self.counts.households > 0, self.building_microgrid, -1))

    def children_of(self, level: Level, parent: int) -> Rows:
        """Rows of a level's units in one unit of the level above."""
        own = self._grids_by_community if level is self.grid_level else self._microgrids_by_grid
        return own.of(parent)

    @cached_property
    def _grids_by_community(self) -> Grouped:
        return Grouped(self.grid_community)

    @cached_property
    def _microgrids_by_grid(self) -> Grouped:
        return Grouped(self.microgrid_grid)

    @cached_property
    def grid_excuses(self) -> Excuses:
        """Judge of the reasons of grids."""
        return Excuses(
            self.rules.band,
            self.grids,
            self.counts.grid_measure,
            self.grid_community,
            ~self.dedicated,
            grid_items(self, self.counts, self.compounds),
            self.components,
            self.served,
            lower_level=False,
        )

    @cached_property
    def microgrid_items(self) -> MicrogridItems:
        """What micro-grids are made of."""
        return microgrid_items(self, self.counts)

    @cached_property
    def microgrid_excuses(self) -> Excuses | None:
        """Judge of the reasons of micro-grids; None where their number rules."""
        if self.rules.micro_band is None:
            return None
        grid = self.microgrid_grid
        return Excuses(
            self.rules.micro_band,
            self.microgrids,
            self.counts.microgrid_measure,
            grid,
            ~np.append(self.dedicated, False)[grid],
            self.microgrid_items.items,
            self.microgrid_components,
            np.append(self.served, False)[grid],
            lower_level=True,
        )
