"""Dissect a town into the atoms that every plan for it is made of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.frames import Ground, Town
from gis.geometry.borders import Ints, borders, sums
from gis.geometry.matching import match_vertices
from gis.geometry.outline import outlines
from gis.geometry.plane import Geometries
from gis.partition.assemble import areas_m2, nullable
from gis.partition.atoms import Atoms, make_atoms
from gis.partition.households import Counts, count_households, largest_remainder
from gis.partition.neighbours import border_tables
from gis.partition.params import Params
from gis.partition.runs import Progress, Run, for_each, silent
from gis.partition.tasks import Survey, Task, survey, tasks

STAIRCASES_ABOVE = 80
"""A building with more households is cut by its staircases where they are known."""


@dataclass(frozen=True)
class CommunityGround:
    """Atoms of one community, columns as in ``frames.Ground`` but counted within it.

    ``polygon`` is (a,) in metres, ``members`` name buildings by their position in the town.
    """

    polygon: Geometries
    households: Ints
    staircase: Ints
    site: Ints
    compound: Ints
    edges: pd.DataFrame
    rims: pd.DataFrame
    members: pd.DataFrame
    digest: str


def dissect(town: Town, *, run: Run = map, progress: Progress | None = None) -> Ground:
    """Cut a town into atoms, once for all plans.

    Nothing hangs on parameters: buildings above STAIRCASES_ABOVE households are cut by their
    staircases, towers without are left whole, and borders over open ground are drawn straight
    where that cuts no building.

    Parameters
    ----------
    town
        Checked input in any CRS.
    run
        Like ``map``; may hand the communities to several processes. The result is the same.
    progress
        Called with the step, how many communities are done and how many there are.

    Returns
    -------
    Ground
        In the CRS of the town.
    """
    tell = progress or silent
    tell("households", 0, 1)
    found = survey(town)
    counts = count_households(town, found.area, found.home)
    work = tasks(town, found, counts, counts.households.astype(float), Params())
    tell("households", 1, 1)
    parts = for_each(dissect_community, work, Task.size, run, tell)
    tell("assembling", 0, 1)
    first = np.cumsum([0, *(len(part.polygon) for part in parts)])
    members = _through([part.members for part in parts], first, ("atom",))
    ground = Ground(
        _atoms(town, found, work, parts, members),
        _through([part.edges for part in parts], first, ("low", "high")),
        _through([part.rims for part in parts], first, ("atom",)),
        members,
        _buildings(town, found, counts),
        tuple(part.digest for part in parts),
        counts.notices,
    )
    tell("assembling", 1, 1)
    return ground


def dissect_community(task: Task) -> CommunityGround:
    """Atoms, borders and members of one community."""
    atoms = ground_atoms(task)
    polygon = outlines(
        atoms.polygon, np.arange(atoms.size), atoms.edges, atoms.kind.open_ground,
        atoms.footprint, task.polygon,
    )  # fmt: skip
    edges, rims = border_tables(task, atoms, borders(polygon))
    members = members_of(task, atoms)
    members["building"] = task.buildings.row[members["building"]]
    return CommunityGround(
        polygon, atoms.households, atoms.staircase, atoms.site, atoms.compound,
        edges, rims, members, digest_of(atoms),
    )  # fmt: skip


def ground_atoms(task: Task) -> Atoms:
    """The atoms of a community, the same whatever the parameters."""
    return make_atoms(task, task.buildings.households > STAIRCASES_ABOVE)


def digest_of(atoms: Atoms) -> str:
    """SHA-256 of a community's atoms as they were made: ground, homes and neighbours."""
    digest = hashlib.sha256(b"".join(shapely.to_wkb(atoms.polygon)))
    numbers = (atoms.households, atoms.staircase, atoms.site, atoms.compound, atoms.of_building,
               atoms.graph.low, atoms.graph.high)  # fmt: skip
    for column in numbers:
        digest.update(column.astype("<i8").tobytes())
    return digest.hexdigest()


def members_of(task: Task, atoms: Atoms) -> pd.DataFrame:
    """Which of a community's own buildings (by position in the task) stand on which atom.

    Columns ``atom``, ``building``, ``households``, ``residents``. What a building cut by
    staircases holds is shared out among them.
    """
    buildings = task.buildings
    own = np.nonzero(~buildings.foreign)[0]
    cut = np.nonzero(atoms.staircase > 0)[0]
    tower = np.full(len(atoms.footprint) + 1, -1, dtype=np.int64)
    tower[atoms.structure_of[own]] = own
    split = np.isin(own, tower[atoms.structure[cut]])
    atom = np.concatenate([atoms.of_building[own[~split]], cut])
    building = np.concatenate([own[~split], tower[atoms.structure[cut]]])
    order = np.lexsort((building, atom))
    atom, building = atom[order], building[order]
    every = np.ones(len(building))
    return pd.DataFrame(
        {
            "atom": atom,
            "building": building,
            "households": largest_remainder(buildings.households.astype(float), building, every),
            "residents": largest_remainder(buildings.residents.astype(float), building, every),
        }
    )


def _through(tables: list[pd.DataFrame], first: Ints, columns: tuple[str, ...]) -> pd.DataFrame:
    """One table for the town: atoms are counted through all communities."""
    shifted = [
        table.assign(**{name: table[name] + start for name in columns})
        for table, start in zip(tables, first, strict=False)
    ]
    return pd.concat(shifted, ignore_index=True)


def _atoms(
    town: Town, found: Survey, work: list[Task], parts: list[CommunityGround], members: pd.DataFrame
) -> gpd.GeoDataFrame:
    count = [len(part.polygon) for part in parts]
    community = np.repeat(np.arange(len(parts)), count)
    polygon = match_vertices(np.concatenate([part.polygon for part in parts]), community)
    geometry = found.plane.inverse(polygon)
    compound = np.concatenate([part.compound for part in parts])
    ids = np.array([*found.compound_ids, None], dtype=object)
    site = np.concatenate(
        [np.append(task.site_rows, -1)[part.site] for task, part in zip(work, parts, strict=True)]
    )
    # A building counts once, where its first staircase is, so that counts of grids add up.
    once = members.drop_duplicates("building")
    return gpd.GeoDataFrame(
        {
            "community": community,
            "households": np.concatenate([part.households for part in parts]),
            "residents": sums(members["atom"], members["residents"], len(polygon)).astype(int),
            "buildings": np.bincount(once["atom"], minlength=len(polygon)),
            "area": np.round(areas_m2(geometry, found.plane, town.communities.crs), 2),
            "staircase": nullable(np.concatenate([part.staircase for part in parts]), 0),
            "site": nullable(site, -1),
            "compound": pd.array(ids[compound], dtype=object),
        },
        geometry=geometry,
        crs=town.communities.crs,
    )


def _buildings(town: Town, found: Survey, counts: Counts) -> pd.DataFrame:
    staircases = town.buildings["staircases"].fillna(0).to_numpy(dtype=np.int64)
    return pd.DataFrame(
        {
            "community": found.home,
            "households": counts.households,
            "residents": counts.residents,
            "source": counts.source.astype(str),
            "floors": counts.floors,
            "staircases": staircases,
        }
    )
