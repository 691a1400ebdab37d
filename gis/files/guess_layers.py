"""Guess which of our layers a layer of a file is: by its name, its geometries and its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gis.files import columns, keys, words
from gis.files.shapes import TYPES
from gis.frames import INPUT_LAYERS

HINTS: Mapping[str, str] = {
    "communities": "社区 居委 村界 村委 区划 辖区 community communities village",
    "buildings": "楼 楼栋 楼幢 房屋 房 建筑 建筑物 building house footprint",
    "barriers": "分隔 道路 路网 街道中心线 公路 铁路 河流 水系 围墙 barrier road street rail river",
    "crossings": "桥 桥梁 通道 出入口 crossing bridge",
    "compounds": "小区 院落 自然村 compound estate",
    "sites": "专属 专属对象 单位 学校 医院 site school hospital park",
    "population": "人口 population census",
    "grids": "网格 grid",
}
"""Words within a layer's name; the last one of a name says what it is."""

EXACT, WITHIN, CODED, COLUMN = 10.0, 6.0, 5.0, 2.0
ENOUGH = 4.0
"""Points from which a guess is told."""
_SHARED = frozenset({"id", "name", "code"})


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of a layer.

    Parameters
    ----------
    types
        Kinds of geometry in it, the most frequent first.
    codes
        Texts of each column's first values, by the column's name.
    """

    name: str
    types: Sequence[str]
    columns: Sequence[str]
    codes: Mapping[str, Sequence[str]]


def fits(role: str, types: Sequence[str]) -> bool:
    """Whether most geometries of a layer may stand in one of ours."""
    return bool(types) and types[0] in TYPES[role]


def roles(layers: Sequence[Traits]) -> list[str | None]:
    """Our layer for each layer, each at most once; None where nothing speaks for one."""
    scored = sorted(
        (
            (-_score(role, one), at, n, role)
            for at, one in enumerate(layers)
            for n, role in enumerate(INPUT_LAYERS)
            # A name that an import would follow is told even where it will be refused.
            if fits(role, one.types) or _named(role, one)
        ),
    )
    chosen: list[str | None] = [None] * len(layers)
    taken: set[str] = set()
    for score, at, _, role in scored:
        if -score >= ENOUGH and chosen[at] is None and role not in taken:
            chosen[at] = role
            taken.add(role)
    return chosen


def _score(role: str, one: Traits) -> float:
    name = words.plain(one.name)
    score = 0.0
    if _named(role, one):
        score += EXACT
    score += WITHIN * _within(role, name)
    found = columns.guessed(role, one.columns)
    score += COLUMN * len(found.keys() - _SHARED)
    if any(need not in found for need in columns.REQUIRED[role]):
        score -= COLUMN
    code = found.get("code")
    values = one.codes.get(code, ()) if role == "communities" and code else ()
    if values and all(re.fullmatch(keys.CODE, value) for value in values):
        score += CODED
    return score


def _named(role: str, one: Traits) -> bool:
    """Whether a layer's name is a word for one of ours."""
    return words.LAYER_OF.get(words.plain(one.name)) == role


def _within(role: str, name: str) -> float:
    """How late in a name the last word for a role ends, 0 to 1."""
    ends = [name.rfind(word) + len(word) for word in HINTS[role].split() if word in name]
    return max(ends, default=0) / max(len(name), 1)
