"""Which micro-grid every building belongs to, and the parts of those that several share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.geometry.borders import Ints
from gis.geometry.plane import Geometries
from gis.partition.atoms import Atoms
from gis.partition.microgrids import Pieces
from gis.partition.tasks import Task
from gis.partition.towers import over_floors

SPLIT = -1


@dataclass(frozen=True)
class Parts:
    """Parts of split buildings, in the order of building, staircase and floor.

    building
        (q,) row in ``town.buildings``.
    staircase
        (q,) number of the staircase, 0 for all of them.
    floor_from, floor_to
        (q,) floors, both included.
    stacked
        (q,) True where other floors of the same ground go elsewhere.
    households, microgrid
        (q,) what the part holds and where it belongs.
    shape
        (q,) footprint of the part, in metres.
    """

    building: Ints
    staircase: Ints
    floor_from: Ints
    floor_to: Ints
    stacked: np.ndarray
    households: Ints
    microgrid: Ints
    shape: Geometries


def split_buildings(
    task: Task, atoms: Atoms, pieces: list[Pieces], microgrids: list[Ints]
) -> tuple[Parts, Ints]:
    """Parts of split buildings, and (n,) the micro-grid of each building, SPLIT for those.

    Parameters
    ----------
    pieces, microgrids
        Per grid its pieces, and the micro-grid of each piece within the community.
    """
    floors = pd.DataFrame(
        {
            "atom": np.concatenate([piece.atom for piece in pieces]),
            "building": np.concatenate([piece.building for piece in pieces]),
            "floor": np.concatenate([piece.floor for piece in pieces]),
            "microgrid": np.concatenate(microgrids),
        }
    )
    rows = pd.concat([_whole(atoms, floors), floors[floors["building"] >= 0]])
    rows["staircase"] = atoms.staircase[rows["atom"]]
    shared = rows.groupby("building")["microgrid"].agg(["min", "max"])
    microgrid = np.full(len(task.buildings.row), SPLIT, dtype=np.int64)
    single = shared[shared["min"] == shared["max"]]
    microgrid[single.index] = single["min"]
    split = rows[microgrid[rows["building"]] == SPLIT]
    return _ranges(task, atoms, split), microgrid


def _whole(atoms: Atoms, floors: pd.DataFrame) -> pd.DataFrame:
    """Rows (atom, building, floor 0, microgrid) of buildings whose atom was not unfolded.

    A building without load on an unfolded atom goes with the ground floor.
    """
    ground = floors.drop_duplicates("atom")[["atom", "microgrid"]]
    ground = ground[atoms.structure[ground["atom"]] >= 0]
    ground["structure"] = atoms.structure[ground["atom"]]
    buildings = pd.DataFrame(
        {"structure": atoms.structure_of, "building": np.arange(len(atoms.structure_of))}
    )
    rows = buildings.merge(ground, on="structure").drop(columns="structure")
    unfolded = pd.MultiIndex.from_frame(floors[["atom", "building"]])
    rows = rows[~pd.MultiIndex.from_frame(rows[["atom", "building"]]).isin(unfolded)]
    return rows.assign(floor=0)


def _ranges(task: Task, atoms: Atoms, rows: pd.DataFrame) -> Parts:
    """Join the floors of a building that share a staircase and a micro-grid."""
    keys = ["building", "staircase", "atom", "microgrid"]
    joined = rows.groupby(keys, as_index=False)["floor"].agg(["min", "max"])
    joined = joined.sort_values(["building", "staircase", "min"]).reset_index(drop=True)
    building, atom = joined["building"].to_numpy(int), joined["atom"].to_numpy(int)
    stacked = joined.duplicated(["building", "atom"], keep=False).to_numpy(bool)
    height = task.buildings.floors[building]
    low = np.where(joined["min"] > 0, joined["min"], 1)
    high = np.where(joined["max"] > 0, joined["max"], height)
    cut = joined["staircase"].to_numpy(int) > 0
    total = np.where(cut, atoms.households[atom], task.buildings.households[building])
    households = [
        int(over_floors(float(value), int(top))[first - 1 : last].sum())
        for value, top, first, last in zip(total, height, low, high, strict=True)
    ]
    shape = task.buildings.footprint[building]
    shape[cut] = atoms.footprint[atoms.piece[atom[cut]]]
    return Parts(
        task.buildings.row[building], joined["staircase"].to_numpy(int), low, high, stacked,
        np.array(households, dtype=np.int64), joined["microgrid"].to_numpy(int), shape,
    )  # fmt: skip
