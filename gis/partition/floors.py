"""Towers whose floors belong to several micro-grids, as ranges of floors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.geometry.borders import Ints
from gis.partition.arrange import Micro
from gis.partition.atoms import NONE, Atoms
from gis.partition.ground import members_of
from gis.partition.tasks import Task
from gis.partition.towers import over_floors


@dataclass(frozen=True)
class FloorTables:
    """Ranges of floors, columns as in ``frames.Draft.floors`` and ``floor_members``.

    Atoms, micro-grids and rows are counted within the community, buildings within the town.
    """

    ranges: pd.DataFrame
    members: pd.DataFrame


def floor_tables(task: Task, atoms: Atoms, micro: Micro) -> tuple[FloorTables, Ints]:
    """Towers in several micro-grids, and (a,) the micro-grid of every other atom, else NONE.

    A range is as long as its floors are next to each other; the highest ends with the tower.
    """
    rows = pd.DataFrame(
        {
            "atom": np.concatenate([piece.atom for piece in micro.pieces]),
            "floor": np.concatenate([piece.floor for piece in micro.pieces]),
            "microgrid": np.concatenate(micro.stacked),
        }
    ).sort_values(["atom", "floor"], ignore_index=True)
    several = rows.groupby("atom")["microgrid"].transform("nunique") > 1
    microgrid = np.full(atoms.size, NONE, dtype=np.int64)
    whole = rows[~several]
    microgrid[whole["atom"]] = whole["microgrid"]
    members = members_of(task, atoms)
    members["floors"] = task.buildings.floors[members["building"]]
    ranges = _ranges(rows[several], members.groupby("atom")["floors"].max())
    inside = _members(ranges, members)
    counts = inside.groupby("row")[["households", "residents"]].sum()
    counts = counts.reindex(ranges.index, fill_value=0)
    inside["building"] = task.buildings.row[inside["building"]]
    columns = ["atom", "floor_from", "floor_to", "households", "residents", "microgrid"]
    return FloorTables(pd.concat([ranges, counts], axis=1)[columns], inside), microgrid


def _ranges(floors: pd.DataFrame, top: pd.Series) -> pd.DataFrame:
    """Join neighbouring floors of one micro-grid; ``top`` is the highest floor on each atom."""
    begins = (floors[["atom", "microgrid"]] != floors[["atom", "microgrid"]].shift()).any(axis=1)
    ranges = floors.groupby(begins.cumsum(), as_index=False).agg(
        atom=("atom", "first"), floor_from=("floor", "min"), floor_to=("floor", "max"),
        microgrid=("microgrid", "first"),
    )  # fmt: skip
    ranges = ranges[["atom", "floor_from", "floor_to", "microgrid"]].reset_index(drop=True)
    last = ~ranges.duplicated("atom", keep="last")
    ranges.loc[last, "floor_to"] = ranges.loc[last, "atom"].map(top)
    return ranges.astype(np.int64)


def _members(ranges: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Buildings on each range with what they hold there; (whole numbers, sums are kept)."""
    pairs = ranges.reset_index(names="row").merge(members, on="atom")
    pairs = pairs[pairs["floor_from"] <= pairs["floors"]].reset_index(drop=True)
    held = {
        column: [
            int(over_floors(float(value), int(floors))[low - 1 : high].sum())
            for value, floors, low, high in zip(
                pairs[column], pairs["floors"], pairs["floor_from"], pairs["floor_to"], strict=True
            )
        ]
        for column in ("households", "residents")
    }
    frame = pairs[["row", "building"]].assign(**held)
    return frame.astype(np.int64)
