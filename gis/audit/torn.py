"""Rule torn_compound: what belongs together stays in one grid."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely

from gis.audit.case import Case
from gis.audit.combine import can_group
from gis.audit.draft import Draft, listed, number
from gis.audit.placing import Rows
from gis.model import Severity


def torn_compound(case: Case) -> Iterator[Draft]:
    """A compound in several base grids of a community although one grid could hold it."""
    table = _in_base_grids(case)
    groups = table.groupby(["compound", "community"], sort=True)
    spread = groups["grid"].nunique()
    total = groups["measure"].sum()
    for key in spread.index[(spread > 1) & (total <= case.rules.band.upper)]:
        mine = table.iloc[groups.indices[key]]
        # What barriers or dedicated grids keep apart cannot lie in one grid.
        part = _part_of(case, int(key[1]), mine["grid"])
        for _, reachable in mine.groupby(part):
            if len(reachable["grid"].unique()) > 1:
                yield _torn(case, str(key[0]), reachable, table)


def _part_of(case: Case, community: int, grids: pd.Series) -> Rows:
    """Connected part of the community in which each of some of its base grids stands."""
    members, part = case.components(community, strict=True)
    of_grid: Rows = part[np.searchsorted(members, grids.to_numpy())]
    return of_grid


def _in_base_grids(case: Case) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "building": np.arange(len(case.buildings)),
            "compound": case.compounds,
            "grid": case.building_grid,
            "measure": case.counts.measure,
        }
    )
    table = table[(case.building_grid >= 0) & ~np.append(case.dedicated, True)[case.building_grid]]
    return table.assign(community=case.grid_community[table["grid"].to_numpy()])


def _torn(case: Case, name: str, mine: pd.DataFrame, table: pd.DataFrame) -> Draft:
    held = mine.groupby("grid")["measure"].sum().sort_values(ascending=False, kind="stable")
    grids = tuple(case.grid_layer.labels[held.index.to_numpy()])
    away = mine.loc[mine["grid"] != held.index[0], "building"].to_numpy()
    excused = _must_be_torn(case, mine, table)
    zh, en = listed(grids)
    total = float(held.sum())
    zh_end = (
        "若不拆分，该片区无法满足户数区间。" if excused else f"请把整个小区划给网格 {grids[0]}。"
    )
    en_end = (
        "without tearing it no division of its surroundings meets the band."
        if excused
        else f"give all of it to grid {grids[0]}."
    )
    return Draft(
        (name, *grids),
        shapely.geometrycollections(case.buildings[away]),
        f"小区 {name}（{number(total)}）可容于一个网格，却被拆到 {zh}；{zh_end}",
        f"Compound {name} ({number(total)}) fits in one grid but is spread over {en}; {en_end}",
        {"total": total, "grids": float(len(grids))},
        Severity.INFO if excused else Severity.ERROR,
    )


def _must_be_torn(case: Case, mine: pd.DataFrame, table: pd.DataFrame) -> bool:
    """Proof that no division of the connected part keeps every compound and meets the band.

    Only where the band can be met at all: else tearing gains nothing.
    """
    near = table[table["community"] == mine["community"].iloc[0]]
    part = _part_of(case, int(mine["community"].iloc[0]), near["grid"])
    around = near[np.isin(part, part[near.index.isin(mine.index)])]
    if not case.rules.band.counts(float(around["measure"].sum())):
        return False
    alone = around.loc[around["compound"].isna(), "measure"]
    together = around.groupby("compound")["measure"].sum()
    fits = together <= case.rules.band.upper
    loose = around[around["compound"].isin(together.index[~fits])]["measure"]
    items = [*alone, *loose, *together[fits]]
    if any(item > case.rules.band.upper for item in items):
        return False
    return can_group(items, case.rules.band) is False
