"""Rule band: totals within the limits, or a reason that the arithmetic bears out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gis.audit.case import Case
from gis.audit.draft import Draft, number
from gis.audit.excuses import Excuses
from gis.audit.intake import texts
from gis.audit.levels import Level
from gis.model import Reason, Severity

REASONS = {
    Reason.COMMUNITY_TOTAL: (
        "社区总数无法按区间整分",
        "no number of grids fits the community's total",
    ),
    Reason.GRID_TOTAL: ("网格总数无法按区间整分", "no number of micro-grids fits the grid's total"),
    Reason.POCKET: ("被分隔线隔成孤立片区", "barriers cut it off and its part fits no number"),
    Reason.ATOM_TOO_LARGE: ("不可分割的楼栋过大", "its buildings are too large to combine"),
    Reason.COMPOUND_KEPT_WHOLE: ("保持小区完整", "compounds are kept whole"),
    Reason.DEDICATED: ("专属网格", "it is a dedicated grid"),
}


def band(case: Case) -> Iterator[Draft]:
    """Totals out of band, with the reason if there is a true one; reasons that are not true."""
    reasons = texts(case.proposal.grids["reason"])
    yield from _judge(case.grid_level, case.grid_excuses, reasons)
    excuses = case.microgrid_excuses
    if excuses is None:
        yield from _numbers(case)
        return
    reasons = texts(case.proposal.microgrids["reason"])
    yield from _judge(case.microgrid_level, excuses, reasons)


def _judge(level: Level, excuses: Excuses, reasons: NDArray[np.object_]) -> Iterator[Draft]:
    limits = excuses.band
    out = (excuses.totals < limits.lower) | (excuses.totals > limits.upper)
    stated = np.array([reason is not None for reason in reasons], dtype=bool)
    for row in np.flatnonzero(out | stated).tolist():
        reason = reasons[row]
        if reason is not None and not _true(excuses, reason, row):
            yield _untrue(level, row, str(reason), float(excuses.totals[row]))
        elif out[row]:
            known = Reason(reason) if reason is not None else excuses.excuse(row)
            yield _out(level, excuses, row, known)


def _true(excuses: Excuses, reason: str, row: int) -> bool:
    return reason in set(Reason) and excuses.true(Reason(reason), row)


def _untrue(level: Level, row: int, reason: str, total: float) -> Draft:
    name, words = level.labels[row], level.words
    zh = REASONS[Reason(reason)][0] if reason in set(Reason) else reason
    return Draft(
        (name,),
        level.tiling.children[row],
        f"{words.zh} {name}（{number(total)}）所写理由“{zh}”不成立；请更正理由或重新划分。",
        f"The reason {reason!r} given for {words.en} {name} ({number(total)}) is not true; "
        "correct it or divide anew.",
        {"total": total},
    )


def _out(level: Level, excuses: Excuses, row: int, reason: Reason | None) -> Draft:
    name, words, limits = level.labels[row], level.words, excuses.band
    total = float(excuses.totals[row])
    numbers = {
        "total": total,
        "lower": float(limits.lower),
        "upper": float(limits.upper),
        "distance": float(limits.distance(total)),
    }
    zh = f"{words.zh} {name} 为 {number(total)}，不在 {limits} 之内；"
    en = f"{words.en.capitalize()} {name} has {number(total)}, outside {limits}; "
    if reason is None:
        zh += f"请与相邻{words.zh}调整。"
        en += f"move buildings from or to a neighbouring {words.en}."
        return Draft((name,), level.tiling.children[row], zh, en, numbers)
    why_zh, why_en = REASONS[reason]
    zh += f"理由成立：{why_zh}，无需处理。"
    en += f"excused, nothing to do: {why_en}."
    return Draft((name,), level.tiling.children[row], zh, en, numbers, Severity.INFO)


def _numbers(case: Case) -> Iterator[Draft]:
    """Base grids with too few or too many micro-grids."""
    if case.rules.micro_count is None:
        return
    fewest, most = case.rules.micro_count
    within = case.microgrid_grid[case.microgrid_grid >= 0]
    found = np.bincount(within, minlength=len(case.grids))
    homes = np.bincount(
        case.microgrid_items.unit_grid[case.microgrid_items.unit_grid >= 0],
        minlength=len(case.grids),
    )
    for row in np.flatnonzero(~case.dedicated & (found > 0) & ((found < fewest) | (found > most))):
        name = case.grid_layer.labels[row]
        excused = found[row] < fewest and homes[row] <= found[row]
        zh = "其不可分割的楼栋不足，无需处理。" if excused else "请重新划分微网格。"
        en = (
            "excused, it has no more indivisible buildings."
            if excused
            else "divide it into micro-grids anew."
        )
        yield Draft(
            (name,),
            case.grids[row],
            f"网格 {name} 有 {found[row]} 个微网格，应为 {fewest}-{most} 个；{zh}",
            f"Grid {name} has {found[row]} micro-grids instead of {fewest} to {most}; {en}",
            {"microgrids": float(found[row]), "least": float(fewest), "most": float(most)},
            Severity.INFO if excused else Severity.ERROR,
        )
