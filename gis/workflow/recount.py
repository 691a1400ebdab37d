"""Figures of a stored plan against what they count; tables as ``store.checks`` reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

NEAR = 0.05
"""Square metres by which the ground of a community may differ from its atoms'."""


def counts(word: str, placed: pd.DataFrame, units: pd.DataFrame) -> Iterator[str]:
    """Stored totals against the atoms; dead units hold none, live ones at least one."""
    names = ["households", "residents", "atoms"]
    column = "grid" if word == "grid" else "microgrid"
    counted = placed.assign(atoms=1).groupby(column)[names].sum()
    counted = counted.reindex(units["id"], fill_value=0).reset_index(drop=True)
    for name in names:
        wrong = units[name].ne(counted[name]) & units["live"]
        for at in np.flatnonzero(wrong):
            yield (
                f"{word} {units['code'].iloc[at]}: it says {units[name].iloc[at]} {name}, "
                f"its atoms have {counted[name].iloc[at]}"
            )
    empty = units["live"] & counted["atoms"].eq(0)
    ghost = ~units["live"].astype(bool) & counted["atoms"].gt(0)
    yield from (f"{word} {code}: it has no atoms" for code in units["code"][empty])
    yield from (f"{word} {code}: it was dissolved but has atoms" for code in units["code"][ghost])


def buildings(placed: pd.DataFrame, grids: pd.DataFrame, standing: pd.DataFrame) -> Iterator[str]:
    """Buildings of each grid, and what atoms hold against the buildings on them."""
    home = placed.set_index("atom")["grid"]
    pairs = pd.DataFrame({"grid": standing["atom"].map(home), "building": standing["building"]})
    counted = pairs.drop_duplicates().groupby("grid").size().reindex(grids["id"], fill_value=0)
    wrong = (counted.to_numpy() != grids["buildings"].to_numpy()) & grids["live"].to_numpy(bool)
    for at in np.flatnonzero(wrong):
        yield (
            f"grid {grids['code'].iloc[at]}: it says {grids['buildings'].iloc[at]} buildings, "
            f"on its atoms stand {counted.iloc[at]}"
        )
    names = ["households", "residents"]
    sums = standing.groupby("atom")[names].sum().reindex(placed["atom"], fill_value=0)
    for name in names:
        for at in np.flatnonzero(sums[name].to_numpy() != placed[name].to_numpy()):
            yield (
                f"atom {placed['atom'].iloc[at]}: it has {placed[name].iloc[at]} {name}, "
                f"its buildings {sums[name].iloc[at]}"
            )


def homes(placed: pd.DataFrame, grids: pd.DataFrame, microgrids: pd.DataFrame) -> Iterator[str]:
    """Micro-grids in another grid than their atoms; live ones in grids that are not."""
    home = microgrids.set_index("id")["grid"]
    apart = placed[placed["microgrid"].map(home) != placed["grid"]]
    for row in apart.itertuples():
        yield f"atom {row.atom}: micro-grid {row.microgrid} is not in its grid {row.grid}"
    live = grids.set_index("id")["live"].astype(bool)
    lost = microgrids["live"].astype(bool) & ~microgrids["grid"].map(live).fillna(
        value=False
    ).astype(bool)
    yield from (f"micro-grid {code}: its grid is no more" for code in microgrids["code"][lost])


def stacks(placed: pd.DataFrame) -> Iterator[str]:
    """Floors above each other lie in one grid, and know their ground."""
    homes = placed.drop_duplicates(["foot", "grid"]).groupby("foot").size()
    for foot in homes.index[homes > 1]:
        yield f"atom {foot}: the floors above it lie in several grids"
    for atom in placed["atom"][placed["foot"] != placed["own_foot"]]:
        yield f"atom {atom}: it is assigned above another ground than its own"


def pieces(counted: Mapping[int, int], grids: pd.DataFrame) -> Iterator[str]:
    """Grids in more connected parts than they say."""
    for row in grids[grids["live"].astype(bool)].itertuples():
        if counted.get(row.id, 0) > row.pieces:
            yield (f"grid {row.code}: it lies in {counted[row.id]} pieces, {row.pieces} are known")


def whole(placed: pd.DataFrame, whole: pd.DataFrame) -> Iterator[str]:
    """Communities of which something is missing, or there twice."""
    ground = placed["area"].where(placed["atom"] == placed["own_foot"], 0.0)
    held = placed.assign(area=ground).groupby("community")[["households", "residents", "area"]]
    totals = held.sum().reindex(whole["community"], fill_value=0)
    for row, total in zip(whole.itertuples(), totals.itertuples(), strict=True):
        for name in ("households", "residents"):
            due, there = getattr(row, name), getattr(total, name)
            if due != there:
                yield f"community {row.community}: {there} {name} are assigned, it has {due}"
        if abs(row.area - total.area) > NEAR + 1e-9 * row.area:
            yield (
                f"community {row.community}: {total.area:.2f} m2 are assigned, "
                f"it has {row.area:.2f}"
            )
    for code in totals.index.symmetric_difference(placed["community"].unique()):
        yield f"community {code}: it is not the plan's, or none of its atoms are assigned"
