"""Everything the rules look at: a town and a proposal in metres, with what follows from them.

Derived values are computed when a rule first asks and kept for the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.audit.ground import SPECK, Geometries, Ground
from gis.audit.intake import Layer, at, copies, take_in, texts
from gis.audit.placing import Floats, Placing, Rows, place
from gis.audit.references import Resolved, lookup, resolve
from gis.frames import Proposal, Town
from gis.model import Kind, Rules


@dataclass(frozen=True)
class Scene:
    """A town, a proposal and the rules it shall obey."""

    town: Town
    given: Proposal
    rules: Rules

    @cached_property
    def proposal(self) -> Proposal:
        """The proposal as given, without features that are there twice."""
        single = {name: getattr(self.given, name)[~rows] for name, rows in self.copies.items()}
        whole = {name: frame.reset_index(drop=True) for name, frame in single.items()}
        return replace(self.given, **whole)

    @cached_property
    def copies(self) -> dict[str, NDArray[np.bool_]]:
        """Grids and micro-grids whose code and polygon an earlier feature has already."""
        return {name: copies(getattr(self.given, name)) for name in ("grids", "microgrids")}

    @cached_property
    def ground(self) -> Ground:
        """The metric coordinates of this audit."""
        return Ground.of(self.town.communities)

    # ------------------------------------------------------------------------- communities
    @cached_property
    def communities(self) -> Geometries:
        """(c,) polygons."""
        return self.ground.forward(self.town.communities.geometry.to_numpy())

    @cached_property
    def community_codes(self) -> NDArray[np.object_]:
        """(c,) codes."""
        return texts(self.town.communities["code"])

    # ------------------------------------------------------------------------------- grids
    @cached_property
    def grid_layer(self) -> Layer:
        """Polygons of the grids, repaired."""
        frame, key = self.proposal.grids, "code"
        return take_in("grids", frame, key, self.town.communities, self.ground)

    @property
    def grids(self) -> Geometries:
        """(g,) polygons."""
        return self.grid_layer.geometry

    @cached_property
    def grid_codes(self) -> NDArray[np.object_]:
        """(g,) codes, None where missing."""
        return texts(self.proposal.grids["code"])

    @cached_property
    def dedicated(self) -> NDArray[np.bool_]:
        """(g,) whether a grid calls itself dedicated."""
        return np.asarray(texts(self.proposal.grids["kind"]) == Kind.DEDICATED.value, dtype=bool)

    @cached_property
    def grid_community(self) -> Rows:
        """(g,) row of the community each grid lies in, -1 for none."""
        stored = lookup(texts(self.proposal.grids["community"]), self.community_codes)
        return parents(self.grids, self.communities, stored)

    # -------------------------------------------------------------------------- micro-grids
    @cached_property
    def microgrid_layer(self) -> Layer:
        """Polygons of the micro-grids, repaired."""
        frame, key = self.proposal.microgrids, "code"
        return take_in("microgrids", frame, key, self.town.communities, self.ground)

    @property
    def microgrids(self) -> Geometries:
        """(m,) polygons; micro-grids stacked in a tower share theirs."""
        return self.microgrid_layer.geometry

    @cached_property
    def microgrid_codes(self) -> NDArray[np.object_]:
        """(m,) codes, None where missing."""
        return texts(self.proposal.microgrids["code"])

    @cached_property
    def microgrid_grid(self) -> Rows:
        """(m,) row of the grid each micro-grid lies in, -1 for none."""
        stored = lookup(texts(self.proposal.microgrids["grid"]), self.grid_codes)
        return parents(self.microgrids, self.grids, stored)

    # ---------------------------------------------------------------------------- buildings
    @cached_property
    def buildings(self) -> Geometries:
        """(b,) footprints or points of the town's buildings."""
        return self.ground.forward(self.town.buildings.geometry.to_numpy())

    @cached_property
    def building_ids(self) -> NDArray[np.object_]:
        """(b,) ids."""
        return texts(self.town.buildings["id"])

    @cached_property
    def building_tree(self) -> shapely.STRtree:
        """Index of the footprints."""
        return shapely.STRtree(self.buildings)

    @cached_property
    def structure(self) -> Rows:
        """(b,) number shared by buildings whose footprints overlap: no border fits between."""
        shapes, count = self.buildings, len(self.buildings)
        one, other = self.building_tree.query(shapes, predicate="intersects")
        one, other = one[one < other], other[one < other]
        deep = shapely.area(shapely.intersection(shapes[one], shapes[other])) > SPECK
        links = coo_array((np.ones(deep.sum()), (one[deep], other[deep])), shape=(count, count))
        labels: Rows = connected_components(links, directed=False)[1].astype(np.int64)
        return labels

    @cached_property
    def points(self) -> Geometries:
        """(b,) a point inside each building."""
        points: Geometries = shapely.point_on_surface(self.buildings)
        return points

    @cached_property
    def point_tree(self) -> shapely.STRtree:
        """Index of the points inside the buildings."""
        return shapely.STRtree(self.points)

    @cached_property
    def building_row(self) -> Rows:
        """(b,) row of each building in the proposal's buildings, -1 where it is missing."""
        return lookup(self.building_ids, texts(self.proposal.buildings["id"]))

    def told(self, column: str) -> NDArray[np.object_]:
        """(b,) what the proposal's building rows say in a text column, None where silent."""
        return at(texts(self.proposal.buildings[column]), self.building_row)

    @cached_property
    def in_communities(self) -> Placing:
        """Which communities hold each building."""
        return place(self.buildings, self.building_tree, self.communities)

    @cached_property
    def in_grids(self) -> Placing:
        """Which grids hold each building."""
        return place(self.buildings, self.building_tree, self.grids)

    @cached_property
    def in_microgrids(self) -> Placing:
        """Which micro-grids hold each building."""
        return place(self.buildings, self.building_tree, self.microgrids)

    @cached_property
    def building_community(self) -> Rows:
        """(b,) row of the community that holds most of each building, -1 outside all."""
        return self.in_communities.home(len(self.buildings))

    @cached_property
    def building_grid(self) -> Rows:
        """(b,) row of the grid each building lies in, -1 for none."""
        stored = lookup(self.told("grid"), self.grid_codes)
        return self.in_grids.home(len(self.buildings), stored)

    @cached_property
    def building_microgrid(self) -> Rows:
        """(b,) row of a micro-grid each building lies in, the one it names if that holds it."""
        stored = lookup(self.told("microgrid"), self.microgrid_codes)
        return self.in_microgrids.home(len(self.buildings), stored)

    # --------------------------------------------------------------------------- references
    @cached_property
    def grid_references(self) -> Resolved:
        """What micro-grids, then buildings, name as their grid."""
        said = np.concatenate([texts(self.proposal.microgrids["grid"]), self.told("grid")])
        there = np.concatenate([self.microgrid_grid, self.building_grid])
        return resolve(said, there, self.grid_codes)

    @cached_property
    def microgrid_references(self) -> Resolved:
        """What buildings, then their parts, name as their micro-grid."""
        parts = self.proposal.building_parts
        named = texts(parts["microgrid"])
        said = np.concatenate([self.told("microgrid"), named])
        building = lookup(texts(parts["building"]), self.building_ids)
        rows = lookup(said, self.microgrid_codes)
        there = stand_ins(rows, len(self.building_ids), building, self.in_microgrids)
        there = np.concatenate([self.building_microgrid, there])
        return resolve(said, there, self.microgrid_codes)


def stand_ins(rows: Rows, buildings: int, building: Rows, held: Placing) -> Rows:
    """The micro-grid each part stands in: (p,) rows, -1 where that is open.

    Stacked micro-grids hold the same building, so a part whose code nobody has stands in the
    one micro-grid there that nothing else names.

    Parameters
    ----------
    rows
        (b + p,) rows that buildings and parts name, -1 for unknown ones.
    building
        (p,) building of each part, -1 for unknown ones.
    """
    there = rows[buildings:].copy()
    for part in np.flatnonzero((there < 0) & (building >= 0)):
        around = held.unit[held.building == building[part]]
        free = np.setdiff1d(around, rows)
        if len(free) == 1:
            there[part] = free[0]
    return there


def parents(units: Geometries, over: Geometries, stored: Rows) -> Rows:
    """The polygon of ``over`` each unit lies in: (n,) rows, -1 where none meets it.

    Whoever a unit names counts if it holds a point inside the unit, else who holds most.
    """
    rows = np.full(len(units), -1, dtype=np.int64)
    if not len(units) or not len(over):
        return rows
    inner = shapely.point_on_surface(units)
    shapely.prepare(over)
    sure = (stored >= 0) & shapely.intersects(over[stored], inner)
    rows[sure] = stored[sure]
    rest = np.flatnonzero(~sure & ~shapely.is_empty(inner))
    unit, parent = shapely.STRtree(over).query(units[rest], predicate="intersects")
    area: Floats = shapely.area(shapely.intersection(units[rest[unit]], over[parent]))
    order = np.lexsort((-parent, area))
    order = order[area[order] > 0]
    rows[rest[unit[order]]] = parent[order]
    return rows
