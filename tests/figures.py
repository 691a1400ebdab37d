"""Figures of tickets made comparable, whoever counted."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from gis.model.figures import Figures


def plain(groups: list[Figures], total: Figures) -> list[tuple[Any, ...]]:
    """Figures without the last digits of their medians."""
    rows = [astuple(one) for one in (*groups, total)]
    return [(*row[:-1], None if row[-1] is None else round(row[-1], 6)) for row in rows]
