"""Rule nesting: every level adds up to the one above, and codes agree with places."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.audit.case import Case
from gis.audit.counts import numbers
from gis.audit.draft import Draft, listed, number
from gis.audit.intake import at, texts
from gis.audit.placing import Floats, Rows


def nesting(case: Case) -> Iterator[Draft]:
    """Levels missing, features in the wrong parent, figures that do not add up."""
    yield from _places(case)
    yield from _levels_missing(case)
    yield from _buildings_missing(case)
    yield from _building_places(case)
    yield from _building_figures(case)
    yield from _grid_figures(case)
    yield from _community_figures(case)


def _places(case: Case) -> Iterator[Draft]:
    """Grids that name another community than theirs, micro-grids another grid."""
    said = texts(case.proposal.grids["community"])
    there = at(case.community_codes, case.grid_community)
    for row in np.flatnonzero((said != there) & (case.grid_community >= 0)):
        name = case.grid_layer.labels[row]
        yield Draft(
            (name,),
            case.grids[row],
            f"网格 {name} 写的社区是 {said[row]}，实际位于 {there[row]}；请更正。",
            f"Grid {name} names community {said[row]} but lies in {there[row]}; correct it.",
        )
    count = len(case.microgrids)
    meant = case.grid_references.rows[:count]
    for row in np.flatnonzero((meant != case.microgrid_grid) & (case.microgrid_grid >= 0)):
        name = case.microgrid_layer.labels[row]
        code = texts(case.proposal.microgrids["grid"])[row]
        there = case.grid_layer.labels[case.microgrid_grid[row]]
        yield Draft(
            (name,),
            case.microgrids[row],
            f"微网格 {name} 写的网格是 {code}，实际位于 {there}；请更正。",
            f"Micro-grid {name} names grid {code} but lies in {there}; correct it.",
        )


def _levels_missing(case: Case) -> Iterator[Draft]:
    """Grids without any micro-grid."""
    empty = np.setdiff1d(np.arange(len(case.grids)), case.microgrid_grid)
    for row in empty[~shapely.is_empty(case.grids[empty])]:
        name = case.grid_layer.labels[row]
        yield Draft(
            (name,),
            case.grids[row],
            f"网格 {name} 没有微网格；请划分微网格。",
            f"Grid {name} has no micro-grid; divide it.",
        )


def _buildings_missing(case: Case) -> Iterator[Draft]:
    """Buildings of the town without a row in the proposal, and rows without a building."""
    lost = np.flatnonzero((case.building_row < 0) & (case.building_community >= 0))
    if len(lost):
        names = tuple(case.building_ids[lost])
        zh, en = listed(names)
        yield Draft(
            names,
            shapely.geometrycollections(case.buildings[lost]),
            f"楼栋 {zh} 在方案的楼栋表中缺失；请补入。",
            f"Buildings {en} are missing from the buildings of the proposal; add them.",
            {"buildings": float(len(lost))},
        )
    told = pd.Series(texts(case.proposal.buildings["id"]))
    odd = told[~told.isin(set(case.building_ids)) | told.duplicated()]
    if len(odd):
        names = tuple(str(name) for name in odd)
        zh, en = listed(names)
        yield Draft(
            names,
            None,
            f"方案的楼栋表中 {zh} 在输入中不存在或重复；请删除。",
            f"Building rows {en} of the proposal are unknown to the input or repeated; "
            "remove them.",
            {"buildings": float(len(odd))},
        )


def _building_places(case: Case) -> Iterator[Draft]:
    """Buildings whose grid or micro-grid is not the one they stand in; one finding a pair."""
    there = case.building_row >= 0
    meant = case.grid_references.rows[len(case.microgrids) :]
    wrong = there & (case.building_grid >= 0) & (meant != case.building_grid)
    yield from _misplaced(case, wrong, "grid", case.building_grid, case.grid_layer.labels)
    single = there & ~case.counts.split & (case.building_microgrid >= 0)
    meant = case.microgrid_references.rows[: len(case.buildings)]
    wrong_too = single & ~wrong & (meant != case.building_microgrid)
    labels = case.microgrid_layer.labels
    yield from _misplaced(case, wrong_too, "microgrid", case.building_microgrid, labels)
    yield from _part_places(case)


def _misplaced(
    case: Case,
    wrong: NDArray[np.bool_],
    column: str,
    there: Rows,
    labels: NDArray[np.object_],
) -> Iterator[Draft]:
    word = {"grid": ("网格", "grid"), "microgrid": ("微网格", "micro-grid")}[column]
    rows = np.flatnonzero(wrong)
    said = case.told(column)[rows]
    table = pd.DataFrame({"said": said, "there": labels[there[rows]]}).fillna("-")
    for (code, place), mine in table.groupby(["said", "there"], sort=True).indices.items():
        names = tuple(case.building_ids[rows[mine]])
        zh, en = listed(names)
        households = float(case.counts.households[rows[mine]].sum())
        yield Draft(
            (*names, str(place)),
            shapely.geometrycollections(case.buildings[rows[mine]]),
            f"楼栋 {zh} 写的{word[0]}是 {code}，实际位于 {place}；请更正。",
            f"Buildings {en} name {word[1]} {code} but stand in {place}; correct them.",
            {"buildings": float(len(mine)), "households": households},
        )


def _part_places(case: Case) -> Iterator[Draft]:
    """Parts whose micro-grid is unknown or does not hold their building."""
    parts = case.counts.parts
    held = pd.MultiIndex.from_arrays([case.in_microgrids.building, case.in_microgrids.unit])
    asked = pd.MultiIndex.from_arrays([parts.building, parts.microgrid])
    wrong = ~asked.isin(held) & (parts.building >= 0)
    for row in np.unique(parts.building[wrong]):
        name = case.building_ids[row]
        yield Draft(
            (name,),
            case.buildings[row],
            f"楼栋 {name} 的部分所写微网格不存在或不含该楼；请更正。",
            f"Parts of building {name} name a micro-grid that is unknown or does not hold it; "
            "correct them.",
        )
    unknown = np.unique(parts.names[parts.building < 0].astype(str))
    for name in unknown:
        yield Draft(
            (name,),
            None,
            f"楼栋部分表中的楼栋 {name} 在输入中不存在；请删除。",
            f"Building {name} of the building parts is unknown to the input; remove it.",
        )


def _building_figures(case: Case) -> Iterator[Draft]:
    """Rows that differ from the survey, and parts that do not add up to their building."""
    counts = case.counts
    told = np.append(numbers(case.proposal.buildings["households"]), np.nan)[case.building_row]
    known = case.building_row >= 0
    changed = known & ~np.isnan(counts.surveyed) & (told != counts.surveyed)
    missing = known & np.isnan(told) & np.isnan(counts.surveyed)
    for row in np.flatnonzero(changed | missing):
        name = case.building_ids[row]
        yield Draft(
            (name,),
            case.buildings[row],
            f"楼栋 {name} 的户数 {told[row]:g} 与调查值 {counts.surveyed[row]:g} 不符；请改回。",
            f"Building {name} has {told[row]:g} households, surveyed were "
            f"{counts.surveyed[row]:g}; restore the surveyed figure.",
            {"households": float(counts.households[row])},
        )
    parts = counts.parts
    there = parts.building >= 0
    total = np.bincount(parts.building[there], weights=parts.households[there], minlength=len(told))
    for row in np.flatnonzero(counts.split & (total != counts.households)):
        name = case.building_ids[row]
        yield Draft(
            (name,),
            case.buildings[row],
            f"楼栋 {name} 各部分共 {total[row]:g} 户，应为 {counts.households[row]:g} 户；请更正。",
            f"The parts of building {name} add up to {total[row]:g} households instead of "
            f"{counts.households[row]:g}; correct them.",
            {"parts": float(total[row]), "households": float(counts.households[row])},
        )


def _grid_figures(case: Case) -> Iterator[Draft]:
    """Stored households of a grid and its micro-grids against the building rows."""
    counts = case.counts
    grid_said = numbers(case.proposal.grids["households"])
    micro_said = numbers(case.proposal.microgrids["households"])
    named = np.append(case.grid_references.rows[len(case.microgrids) :], -1)
    by_row = _sum(named[: len(case.buildings)], counts.households, len(case.grids))
    grid_wrong = (grid_said != by_row) & (grid_said != counts.grid_households)
    micro_rows = np.where(counts.split, -1, case.microgrid_references.rows[: len(case.buildings)])
    by_row = _sum(micro_rows, counts.households, len(micro_said))
    by_row += _sum(counts.parts.microgrid, counts.parts.households, len(micro_said))
    micro_wrong = (micro_said != by_row) & (micro_said != counts.microgrid_households)
    parent = case.microgrid_grid
    for row in np.union1d(np.flatnonzero(grid_wrong), parent[micro_wrong & (parent >= 0)]):
        wrong = np.flatnonzero(micro_wrong & (parent == row))
        yield _unequal(case, row, wrong, grid_said, micro_said)


def _unequal(case: Case, row: int, wrong: Rows, grid_said: Floats, micro_said: Floats) -> Draft:
    name = case.grid_layer.labels[row]
    names = tuple(case.microgrid_layer.labels[wrong])
    zh, en = listed(names)
    zh = f"，微网格 {zh} 的户数也与楼栋不符" if names else ""
    en = f", and micro-grids {en} differ from their buildings" if names else ""
    counted = float(case.counts.grid_households[row])
    children = float(micro_said[case.microgrid_grid == row].sum())
    shape = shapely.union_all(case.microgrids[wrong]) if names else case.grids[row]
    return Draft(
        (name, *names),
        shape,
        f"网格 {name} 写 {grid_said[row]:g} 户，微网格合计 {number(children)} 户，"
        f"楼栋合计 {number(counted)} 户{zh}；请按楼栋重算。",
        f"Grid {name} says {grid_said[row]:g} households, its micro-grids {number(children)}, "
        f"its buildings {number(counted)}{en}; recount from the buildings.",
        {
            "stored": float(np.nan_to_num(grid_said[row])),
            "microgrids": float(np.nan_to_num(children)),
            "buildings": counted,
        },
    )


def _community_figures(case: Case) -> Iterator[Draft]:
    """Known totals of communities, spread over buildings that were not all surveyed."""
    known = numbers(case.town.communities["households"])
    if len(case.town.population) or np.isnan(known).all():
        return
    home, counts = case.building_community, case.counts
    open_rows = np.isnan(counts.surveyed)
    fixed = _sum(np.where(open_rows, -1, home), np.nan_to_num(counts.surveyed), len(known))
    spread = np.bincount(home[open_rows & (home >= 0)], minlength=len(known)) > 0
    total = _sum(home, counts.households, len(known))
    for row in np.flatnonzero(spread & (known >= fixed) & (total != known)):
        name = case.community_codes[row]
        yield Draft(
            (name,),
            case.communities[row],
            f"社区 {name} 共有 {known[row]:g} 户，楼栋合计 {total[row]:g} 户；请重新分摊。",
            f"Community {name} has {known[row]:g} households, its buildings add up to "
            f"{total[row]:g}; spread the total anew.",
            {"known": float(known[row]), "buildings": float(total[row])},
        )


def _sum(rows: Rows, weights: Floats, count: int) -> Floats:
    there = rows >= 0
    return np.bincount(rows[there], weights=weights[there], minlength=count).astype(float)
