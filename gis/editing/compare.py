"""What lies elsewhere in a second plan than in a first."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

COUNTS = ("households", "residents")


def flows(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Households, residents and buildings by their grid in either plan.

    Parameters
    ----------
    before, after
        ``building``, ``grid``, ``households``, ``residents``: what of each building lies in each
        grid; a building that staircases divide may have several rows.

    Returns
    -------
    ``before``, ``after`` grids, ``households``, ``residents``, ``buildings``; each pair once.
    What stays in a grid of the same number is taken first; a building counts where most of it
    went.
    """
    pairs = before.merge(after, on="building", suffixes=("_a", "_b"))
    several = pairs.duplicated("building", keep=False)
    rows = pairs[~several].rename(
        columns={"households_a": "households", "residents_a": "residents"}
    )
    rows = rows.assign(buildings=1)
    names = ["grid_a", "grid_b", *COUNTS, "buildings"]
    parts = [rows[names]]
    parts += [_shared(own)[names] for _, own in pairs[several].groupby("building")]
    total = pd.concat(parts).groupby(["grid_a", "grid_b"], as_index=False).sum()
    return total.rename(columns={"grid_a": "before", "grid_b": "after"})


def _shared(pairs: pd.DataFrame) -> pd.DataFrame:
    """One building over several grids: what stays first, the rest in the order of the grids."""
    order = np.lexsort((pairs["grid_b"], pairs["grid_a"], pairs["grid_a"] != pairs["grid_b"]))
    pairs = pairs.iloc[order]
    columns: dict[str, list[int]] = {}
    for name in COUNTS:
        left_a = pairs.drop_duplicates("grid_a").set_index("grid_a")[f"{name}_a"].to_dict()
        left_b = pairs.drop_duplicates("grid_b").set_index("grid_b")[f"{name}_b"].to_dict()
        taken = []
        for one, other in zip(pairs["grid_a"], pairs["grid_b"], strict=True):
            amount = min(left_a[one], left_b[other])
            left_a[one] -= amount
            left_b[other] -= amount
            taken.append(int(amount))
        columns[name] = taken
    result = pairs.assign(**columns, buildings=0)
    result.iloc[int(np.argmax(columns["households"])), result.columns.get_loc("buildings")] = 1
    return result


def heirs(flow: pd.DataFrame) -> Mapping[int, int]:
    """Grid of the second plan -> the grid of the first that it continues.

    Pairs with most households in common come first; each grid continues and is continued once.
    """
    weight = flow["households"] + 1e-3 * flow["buildings"]
    order = np.lexsort((flow["after"], flow["before"], -weight))
    found: dict[int, int] = {}
    used: set[int] = set()
    for row in flow.iloc[order].itertuples():
        if row.after not in found and row.before not in used:
            found[int(row.after)] = int(row.before)
            used.add(int(row.before))
    return found
