"""How texts in files are encoded."""

from __future__ import annotations

from enum import StrEnum


class Encoding(StrEnum):
    """Encoding of texts in a file; GBK is what older Chinese programs expect."""

    UTF_8 = "utf-8"
    GBK = "gbk"
