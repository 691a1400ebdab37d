"""What is said about files, in Chinese and under a code of its own.

Whoever finds something wrong says so in one English sentence. This table, and nothing else, knows
its code and how it reads in Chinese; a test holds that no sentence of the package is left out.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from gis.files.sentence_table import SENTENCES
from gis.files.ticket_sentences import TICKET_SENTENCES

COLUMNS = {
    "code": "编码", "name": "名称", "kind": "城乡类型", "households": "户数", "residents": "人数",
    "floors": "层数", "height": "高度", "use": "用途", "staircases": "单元数",
    "compound": "小区", "class": "类别", "crossable": "可否穿越", "category": "类别", "id": "编号",
}  # fmt: skip
LAYERS = {
    "communities": "社区", "buildings": "楼栋", "barriers": "分隔线", "crossings": "通道",
    "compounds": "小区", "sites": "专属对象", "population": "人口", "grids": "现有网格",
}  # fmt: skip
PERSONAL = {
    "name": "姓名", "phone": "电话", "identity number": "证件号码", "e-mail address": "邮箱或账号",
}  # fmt: skip
_KNOWN = {
    "column": COLUMNS,
    "ours": COLUMNS | LAYERS,
    "layer": LAYERS,
    "personal": PERSONAL,
}
_OTHER = "other"


class Said(NamedTuple):
    """A sentence's code and its Chinese; the English itself where nobody wrote any."""

    code: str
    zh: str


@cache
def _patterns() -> list[tuple[str, re.Pattern[str], str]]:
    """Code, pattern and Chinese template of every sentence."""
    made = []
    for code, english, chinese in (*SENTENCES, *TICKET_SENTENCES):
        parts = re.split(r"(\{\w+\})", english)
        text = "".join(
            f"(?P<{part[1:-1]}>.*)" if part.startswith("{") else re.escape(part) for part in parts
        )
        made.append((code, re.compile(text, re.DOTALL), chinese))
    return made


@lru_cache(maxsize=4096)
def said(english: str) -> Said:
    """Find a sentence in the table.

    Examples
    --------
    >>> said("the value is missing; give one of river, wall")
    Said(code='value-missing', zh='缺少取值；可用：river, wall')
    """
    for code, pattern, chinese in _patterns():
        if found := pattern.fullmatch(english):
            return Said(code, chinese.format(**_translated(found.groupdict())))
    return Said(_OTHER, english)


def _translated(values: dict[str, str]) -> dict[str, str]:
    """The values of a sentence, those with a Chinese word of ours in Chinese.

    A value named ``inner`` is a sentence itself.
    """
    told = {}
    for name, value in values.items():
        if name == "inner":
            told[name] = said(value).zh
        else:
            told[name] = _KNOWN.get(name, {}).get(value, value)
    return told
