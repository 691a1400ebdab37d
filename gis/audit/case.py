"""A scene with its counts and tilings: what every rule is given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.audit.barriers import REACH, SPOT, Barriers
from gis.audit.compounds import compound_of
from gis.audit.counts import Counts, count
from gis.audit.excuses import Excuses
from gis.audit.items import MicrogridItems, grid_items, microgrid_items
from gis.audit.levels import GRID_WORDS, MICROGRID_WORDS, Level
from gis.audit.parts import connected_parts
from gis.audit.placing import Rows
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
        return Barriers.of(self.town, self.ground, REACH)

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
    def _parts(self) -> dict[tuple[str, int, bool], Rows]:
        return {}

    def components(self, community: int, strict: bool) -> Rows:  # noqa: FBT001 -- a callback
        """(g,) connected part of a community each base grid stands in, -1 for others."""
        key = ("community", community, strict)
        if key not in self._parts:
            inside = self.grid_community == community
            taken = self.grids[inside & self.dedicated]
            land = shapely.difference(self.communities[community], shapely.union_all(taken))
            members = np.flatnonzero(inside & ~self.dedicated)
            homes = np.isin(self.building_grid, members) & (self.counts.households > 0)
            self._parts[key] = connected_parts(
                self.strict_barriers if strict else self.barriers,
                land,
                self.grids,
                members,
                self.buildings[homes],
                self.building_grid[homes],
            )
        return self._parts[key]

    def microgrid_components(self, grid: int, strict: bool) -> Rows:  # noqa: FBT001 -- a callback
        """(m,) connected part of a grid each of its micro-grids stands in, -1 for others."""
        key = ("grid", grid, strict)
        if key not in self._parts:
            homes = (self.building_grid == grid) & (self.counts.households > 0)
            self._parts[key] = connected_parts(
                self.strict_barriers if strict else self.barriers,
                self.grids[grid],
                self.microgrids,
                np.flatnonzero(self.microgrid_grid == grid),
                self.buildings[homes],
                self.building_microgrid[homes],
            )
        return self._parts[key]

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
