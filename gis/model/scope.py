"""How much of an answer its reader may see."""

from __future__ import annotations

from enum import StrEnum

SHOWN_FROM = 10
"""Least count of households or residents that everyone may see; ``HIDDEN`` stands for fewer."""

HIDDEN = "<10"


class Scope(StrEnum):
    """Full or masked; no answer made for one serves the other."""

    FULL = "full"
    MASKED = "masked"
