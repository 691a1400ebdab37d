"""Atoms cut up in a plan: new atoms take the place of old ones, with all that hangs on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.editing.delta import Delta, Moved
from gis.geometry.borders import Floats
from gis.geometry.compass import turned
from gis.geometry.plane import Plane


@dataclass(frozen=True)
class Neighbourhood:
    """An atom of a plan, its neighbours, and what hangs on them.

    atoms
        Live atoms by number: ``foot``, ``community``, ``households``, ``residents``,
        ``buildings``, ``area``, ``floor_from``, ``floor_to``, ``staircase``, ``site``,
        ``compound``, ``grid``, ``microgrid``; Polygons in the CRS of the dataset. All floors of
        the neighbours' towers are among them.
    edges
        As frames.Ground.edges by number, every edge of these atoms to live atoms of the plan.
    rims
        As frames.Ground.rims by number.
    members
        As frames.Ground.members by number.
    footprints
        Buildings by number: ``name``, ``floors``, ``staircases``, geometry.
    plane
        Metres of the dataset.
    new_atom
        Gives a number for a new atom.
    """

    atoms: gpd.GeoDataFrame
    edges: pd.DataFrame
    rims: pd.DataFrame
    members: pd.DataFrame
    footprints: gpd.GeoDataFrame
    plane: Plane
    new_atom: Callable[[], int]


@dataclass(frozen=True)
class Surgery:
    """What replaces what: rows to insert, and the change of the plan.

    atoms, edges, rims, members
        As in Neighbourhood, of new atoms.
    delta
        Old atoms leave, new ones come into the same grid and micro-grid.
    pieces
        New atoms that together are the atom that was cut, in order.
    """

    atoms: gpd.GeoDataFrame
    edges: pd.DataFrame
    rims: pd.DataFrame
    members: pd.DataFrame
    delta: Delta
    pieces: tuple[int, ...]


def together(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Rows of several tables of the same columns; empty ones do not decide on types."""
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else frames[0]


def shares(total: int, bounds: Floats) -> list[int]:
    """Whole numbers that add up to the total, by ascending bounds from 0 to 1."""
    steps = np.floor(total * bounds + 0.5).astype(int)
    return [int(value) for value in np.diff(steps)]


def born(hood: Neighbourhood, atom: int, numbers: list[int], rows: pd.DataFrame) -> pd.DataFrame:
    """Pieces of an atom: its columns, with counts summed from the buildings on each piece.

    ``rows`` has ``piece`` 0.., ``building``, ``households``, ``residents``.
    """
    frame = hood.atoms.loc[[atom] * len(numbers)].set_index(pd.Index(numbers))
    counts = rows.groupby("piece").agg(
        households=("households", "sum"), residents=("residents", "sum"),
        buildings=("building", "size"),
    )  # fmt: skip
    counts = counts.reindex(range(len(numbers)), fill_value=0).set_index(frame.index)
    return frame.assign(**{name: counts[name] for name in counts})


def members_of(
    hood: Neighbourhood, rows: pd.DataFrame, numbers: list[int], renewed: Mapping[int, int]
) -> pd.DataFrame:
    """Buildings on the pieces (``rows`` as in ``born``) and on the renewed atoms."""
    own = rows.assign(atom=np.asarray(numbers, dtype=np.int64)[rows["piece"].to_numpy(int)])
    others = hood.members[hood.members["atom"].isin(list(renewed))]
    others = others.assign(atom=others["atom"].map(renewed))
    columns = ["atom", "building", "households", "residents"]
    return together([own[columns], others[columns]])


def renamed_edges(edges: pd.DataFrame, names: Mapping[int, int]) -> pd.DataFrame:
    """Edges of atoms that were renewed, with the new numbers."""
    concerned = edges[edges["low"].isin(list(names)) | edges["high"].isin(list(names))]
    concerned = concerned.assign(
        low=concerned["low"].replace(names), high=concerned["high"].replace(names)
    )
    return turned(concerned, concerned["low"] > concerned["high"])


def renamed_rims(rims: pd.DataFrame, names: Mapping[int, int]) -> pd.DataFrame:
    """Rims of atoms that were renewed, with the new numbers."""
    concerned = rims[rims["atom"].isin(list(names))]
    return concerned.assign(atom=concerned["atom"].map(names))


def replacement(hood: Neighbourhood, retired: Mapping[int, list[int]]) -> Delta:
    """Old atoms leave, the new ones come to the same place."""
    moves = []
    for old, news in retired.items():
        row = hood.atoms.loc[old]
        place = (int(row["grid"]), int(row["microgrid"]))
        moves.append(Moved(int(old), place, None))
        moves += [Moved(int(new), None, place) for new in news]
    return Delta(atoms=tuple(moves))
