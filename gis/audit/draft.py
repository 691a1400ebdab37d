"""What a rule reports, before the run gives it an id and sends it back to the input's CRS."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gis.model import Severity


@dataclass(frozen=True, slots=True)
class Draft:
    """One thing a rule found.

    Parameters
    ----------
    units
        Codes or ids of the features concerned, the culprit first.
    geometry
        Where, in metres of the scene; None where nothing can be drawn.
    zh, en
        One sentence each: what is wrong and what to do.
    numbers
        The measured figures (areas in m2, widths in m, counts).
    """

    units: tuple[str, ...]
    geometry: Any
    zh: str
    en: str
    numbers: dict[str, float] = field(default_factory=dict)
    severity: Severity = Severity.ERROR


def listed(names: tuple[str, ...] | list[str], most: int = 5) -> tuple[str, str]:
    """Names for a sentence, in Chinese and in English, with the count of those left out."""
    shown = list(names[:most])
    rest = len(names) - len(shown)
    zh = "、".join(shown) + (f" 等 {len(names)} 个" if rest else "")
    en = ", ".join(shown) + (f" and {rest} more" if rest else "")
    return zh, en


def number(value: float) -> str:
    """A figure for a sentence: whole numbers bare, others with the digits that matter."""
    return str(int(value)) if float(value).is_integer() else f"{value:.4g}"
