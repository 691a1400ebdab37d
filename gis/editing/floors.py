"""Cut an atom into ranges of floors."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.editing.surgery import (
    Neighbourhood,
    Surgery,
    born,
    members_of,
    renamed_edges,
    renamed_rims,
    replacement,
    shares,
)
from gis.errors import EditError


def cut_floors(hood: Neighbourhood, atom: int, tops: Sequence[int]) -> Surgery:
    """Divide an atom above the given floors; a range of floors is divided further.

    Parameters
    ----------
    tops
        Highest floor of each range but the last, ascending.

    Raises
    ------
    EditError
        If there is no building, or the floors do not ascend within it.
    """
    row = hood.atoms.loc[atom]
    members = hood.members[hood.members["atom"] == atom]
    if members.empty:
        raise EditError("there is no building on this atom", "该基本单元上没有楼栋")
    height = int(hood.footprints.loc[members["building"], "floors"].max())
    low = 1 if pd.isna(row["floor_from"]) else int(row["floor_from"])
    high = height if pd.isna(row["floor_to"]) else int(row["floor_to"])
    bounds = [low - 1, *tops, high]
    steps = list(itertools.pairwise(bounds))
    if len(steps) < 2 or any(below >= above for below, above in steps):
        raise EditError(
            f"cuts ascend from floor {low} to below floor {high}",
            f"分层须自{low}层起递增且低于{high}层",
        )
    share = (np.array(bounds) - bounds[0]) / (high - low + 1)
    rows = pd.concat(
        pd.DataFrame({
            "building": member.building,
            "households": shares(int(member.households), share),
            "residents": shares(int(member.residents), share),
            "piece": np.arange(len(steps)),
        })
        for member in members.itertuples()
    )  # fmt: skip
    return _restack(hood, atom, rows, [(below + 1, above) for below, above in steps])


def _restack(
    hood: Neighbourhood, atom: int, rows: pd.DataFrame, floors: list[tuple[int, int]]
) -> Surgery:
    """The pieces and the other floors of the tower, all with the lowest as their foot.

    The other floors are renewed too: their foot may be another one now.
    """
    numbers = [hood.new_atom() for _ in floors]
    fresh = born(hood, atom, numbers, rows)
    fresh = fresh.assign(
        floor_from=[low for low, _ in floors], floor_to=[high for _, high in floors]
    )
    old_foot = int(hood.atoms.loc[atom, "foot"])
    others = hood.atoms[(hood.atoms["foot"] == old_foot) & (hood.atoms.index != atom)]
    names = {int(old): hood.new_atom() for old in others.index}
    stack = gpd.GeoDataFrame(pd.concat([fresh, others.rename(index=names)]), crs=hood.atoms.crs)
    foot = int(stack["floor_from"].astype(int).idxmin())
    return Surgery(
        stack.assign(foot=foot),
        renamed_edges(hood.edges, {old_foot: foot}),
        renamed_rims(hood.rims, {old_foot: foot}),
        members_of(hood, rows, numbers, names),
        replacement(hood, {atom: numbers, **{old: [new] for old, new in names.items()}}),
        tuple(numbers),
    )
