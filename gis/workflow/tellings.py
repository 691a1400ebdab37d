"""Sentences of suggestions: what would happen, or why nothing can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from gis.geometry.borders import sums
from gis.model import Band, Kind, Reason, Rules
from gis.partition.resolve import reason_for
from gis.store import surroundings
from gis.store.snapshots import Head
from gis.store.surroundings import Unit
from gis.workflow.remedies import Remedy
from gis.workflow.stage import Stage


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages."""

    zh: str
    en: str


FINE = Words("该网格没有需要处理的问题。", "Nothing is wrong with this grid.")
CHANGED = Words(
    "审核之后方案已有变动，相关网格不复存在；请重新审核。",
    "The plan has changed since the audit and no longer has these grids; audit it again.",
)
OTHER_RULE = Words(
    "此类问题不能靠调整基本单元解决；请按问题说明处理。",
    "Findings of this kind are not mended by moving ground; do as the finding says.",
)
LOCKED = Words("该网格已锁定，请先解锁。", "This grid is locked; unlock it first.")
DEDICATED = Words(
    "专属网格随其对象，不受区间约束。", "A dedicated grid follows its site, not the band."
)
VERBS = {
    "move": ("划转", "Move"),
    "swap": ("对换", "Swap"),
    "resplit": ("重新划分，调整", "Divide anew, moving"),
    "merge": ("合并，划转", "Merge, moving"),
    "split_tower": ("按楼层拆分，涉及", "Cut between floors,"),
}


def sentence(remedy: Remedy, units: Sequence[dict[str, Any]], buildings: int) -> Words:
    """What a remedy does, with the counts of each unit before and after."""
    if remedy.kind == "renumber":
        count = len(remedy.delta.grids)
        return Words(
            f"自西向东、自北向南重新编号，{count} 个网格的编码有变。",
            f"Number anew from west to east, north to south: {count} grids get another code.",
        )
    verb_zh, verb_en = VERBS[remedy.kind]
    zh = f"{verb_zh} {buildings} 栋、{remedy.moved} 户"
    homes = "building" if buildings == 1 else "buildings"
    en = f"{verb_en} {buildings} {homes} ({remedy.moved} households)"
    changes = "，".join(_change(unit, "新建", "撤并") for unit in units)
    told = ", ".join(_change(unit, "new", "gone") for unit in units)
    torn = max(0, remedy.torn)
    zh_end = f"；会拆分 {torn} 个小区" if torn else ""
    en_end = f"; tears {torn} compound{'s' if torn > 1 else ''}" if torn else ""
    return Words(
        zh + (f"：{changes}" if changes else "") + zh_end + "。",
        en + (f": {told}" if told else "") + en_end + ".",
    )


def _change(unit: dict[str, Any], new: str, gone: str) -> str:
    was = new if unit["before"] is None else unit["before"]
    now = gone if unit["after"] is None else unit["after"]
    return f"{str(unit['code'])[12:]} {was}→{now}"


def why_not(conn: Connection, head: Head, rules: Rules, grid: int, stage: Stage) -> Words:
    """Why nothing was found for a grid, by the arithmetic where that is to blame."""
    unit = surroundings.units(conn, head.id, ids=[grid])[grid]
    if unit.locked:
        return LOCKED
    if unit.kind == Kind.DEDICATED:
        return DEDICATED
    load = float(getattr(unit, rules.by))
    if load in rules.band:
        return _nothing(unit, stage)
    everything = surroundings.units(conn, head.id, community=unit.community)
    base = {n: float(getattr(u, rules.by)) for n, u in everything.items() if u.kind == Kind.BASE}
    part = _reached(surroundings.reach(conn, head.id, unit.community), base, grid)
    own = stage.scene.grid == grid
    group = stage.groups(fine=True)[own]
    items = sums(group, stage.load[own], int(group.max()) + 1).tolist()
    totals = (sum(base[number] for number in part), sum(base.values()))
    reason = reason_for(load, items, rules.band, totals)
    size, upper = round(max(items)), rules.band.upper
    told = {
        Reason.COMMUNITY_TOTAL: _total("社区", "the community", totals[1], rules),
        Reason.POCKET: _total(
            "被分隔线隔开的这一片", "this part, cut off by barriers,", totals[0], rules
        ),
        Reason.ATOM_TOO_LARGE: Words(
            f"其中一栋楼有 {size}，已超过 {upper}，不可再分。",
            f"One building alone holds {size}, above {upper}, and cannot be divided.",
        ),
    }
    return told[reason] if reason in told else _nothing(unit, stage)


def _total(zh: str, en: str, total: float, rules: Rules) -> Words:
    """Why a total cannot be shared out: what k grids hold at most, and one more at least."""
    band, unit_zh, unit_en = rules.band, *_counted(rules)
    few = int(total // band.upper)
    if few == 0 and total < band.lower:
        return Words(
            f"{zh}共 {total:.0f} {unit_zh}，不足一个网格的下限 {band.lower}。",
            f"{en.capitalize()} has {total:.0f} {unit_en} in all, less than the {band.lower} of "
            "one grid.",
        )
    return Words(
        f"{zh}共 {total:.0f} {unit_zh}：{_most(few, band)[0]}{few + 1} 个网格至少需 "
        f"{(few + 1) * band.lower}。",
        f"{en.capitalize()} has {total:.0f} {unit_en} in all: {_most(few, band)[1]}{few + 1} "
        f"grids need at least {(few + 1) * band.lower}.",
    )


def _most(few: int, band: Band) -> tuple[str, str]:
    """What so many grids can hold."""
    if few == 0:
        return "", ""
    s = "s" if few > 1 else ""
    return (
        f"{few} 个网格至多容纳 {few * band.upper}，",
        f"{few} grid{s} can hold at most {few * band.upper}, ",
    )


def _counted(rules: Rules) -> tuple[str, str]:
    return {"households": ("户", "households"), "residents": ("人", "residents")}[rules.by]


def _nothing(unit: Unit, stage: Stage) -> Words:
    locked = [
        str(other["code"])[12:] for number, other in sorted(stage.scene.grids.items())
        if other["locked"] and number != unit.id
    ]  # fmt: skip
    if locked:
        return Words(
            f"周边网格 {'、'.join(locked)} 已锁定；解锁后再试。",
            f"Grids around it are locked ({', '.join(locked)}); unlock them and try again.",
        )
    return Words(
        "没有找到以整栋楼调整就能改善的办法；可拆分基本单元后再试。",
        "No set of whole buildings was found that makes it better; split an atom and try again.",
    )


def _reached(pairs: Sequence[tuple[int, int]], base: dict[int, float], grid: int) -> set[int]:
    """Base grids that can be reached from one without leaving base ground."""
    near: dict[int, set[int]] = {}
    for one, other in pairs:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    seen, fresh = {grid}, [grid]
    while fresh:
        beside = near.get(fresh.pop(), set()) & base.keys() - seen
        seen |= beside
        fresh += beside
    return seen
