"""The figures a map shows: what each grid counts, how far it is off, and the totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.frames import Proposal
from gis.maps import style
from gis.model import Band, Kind, Rules

_SUFFIXES = "镇乡县区市州道"
"""Last characters of the names of jurisdictions above a community (街道 ends in 道)."""


def measure(proposal: Proposal, by: str) -> pd.Series:
    """Total of the balanced quantity in each grid, on the index of the grids; NaN is 0.

    Households and residents are columns of the grids; any other column is added up over the
    buildings.
    """
    grids = proposal.grids
    if by in grids.columns:
        return grids[by].astype(float).fillna(0.0)
    totals = proposal.buildings.groupby("grid")[by].sum()
    return grids["code"].map(totals).astype(float).fillna(0.0)


def verdicts(grids: gpd.GeoDataFrame, values: pd.Series, band: Band) -> pd.DataFrame:
    """How each grid stands to the band, on the index of the grids.

    Columns: ``value``; ``step`` into style.SCALE, -1 for a dedicated grid; ``off``, how far below
    (negative) or above the band; ``excused``, True where it is off for a stated reason.
    """
    value = values.to_numpy(float)
    below = np.minimum(value - band.lower, 0.0)
    above = np.maximum(value - band.upper, 0.0)
    base = (grids["kind"] == Kind.BASE).to_numpy()
    steps = [style.step(v, band) if b else -1 for v, b in zip(value, base, strict=True)]
    off = np.where(base, below + above, 0.0)
    return pd.DataFrame(
        {
            "value": value,
            "step": steps,
            "off": off,
            "excused": (off != 0) & grids["reason"].notna().to_numpy(),
        },
        index=grids.index,
    )


def totals(
    proposal: Proposal, standing: pd.DataFrame, quality: Mapping[str, Any]
) -> dict[str, Any]:
    """Figures of the whole plan; those of ``quality`` that a map has room for are taken over."""
    grids = proposal.grids
    base = grids["kind"] == Kind.BASE
    values = standing.loc[base, "value"]
    households = float(grids["households"].sum())
    estimated = float((grids["households"] * grids["estimated_share"].fillna(0.0)).sum())
    overall = quality.get("overall", {})
    mean = float(values.mean()) if len(values) else 0.0
    return {
        "base": int(base.sum()),
        "dedicated": int((~base).sum()),
        "micro": len(proposal.microgrids),
        "in_band": int((standing.loc[base, "off"] == 0).sum()),
        "households": households,
        "residents": float(grids["residents"].sum()),
        "buildings": len(proposal.buildings),
        "estimated": estimated / households if households else 0.0,
        "minimum": float(values.min()) if len(values) else None,
        "median": float(values.median()) if len(values) else None,
        "maximum": float(values.max()) if len(values) else None,
        "cv": float(values.std(ddof=0)) / mean if mean else None,
        "on_barriers": overall.get("border_on_barriers_share"),
        "polsby_popper": overall.get("polsby_popper_mean"),
        "torn_compounds": overall.get("torn_compounds"),
    }


def common_name(names: Sequence[str]) -> str | None:
    """Name of what all communities share (a town or street), None where their names do not say.

    ``青石镇东街社区, 青石镇西街社区`` share ``青石镇``; a single community is its own name.
    """
    if len(names) == 1:
        return names[0]
    shared = 0
    for letters in zip(*names, strict=False):
        if len(set(letters)) > 1:
            break
        shared += 1
    prefix = names[0][:shared] if names else ""
    ends = [i for i, letter in enumerate(prefix) if letter in _SUFFIXES]
    return prefix[: ends[-1] + 1] if ends and ends[-1] > 0 else None


def micro_off(microgrids: gpd.GeoDataFrame, rules: Rules) -> list[int]:
    """-1, 0 or 1 for each micro-grid below, in or above its band.

    0 throughout where no band rules micro-grids or where it is not households that are balanced:
    micro-grids carry no other total.
    """
    band = rules.micro_band
    if band is None or rules.by != "households":
        return [0] * len(microgrids)
    count = microgrids["households"].to_numpy(float)
    signs: list[int] = (
        (count > band.upper).astype(int) - (count < band.lower).astype(int)
    ).tolist()
    return signs
