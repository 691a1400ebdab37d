"""Counts of people in answers, hidden from those who may not see small ones."""

from __future__ import annotations

from collections.abc import Iterator

from gis.model.scope import HIDDEN, SHOWN_FROM, Scope


def counted(names: tuple[str, ...], scope: Scope) -> Iterator[str]:
    """SQL columns of counts; masked ones are null with a text beside them where too small."""
    for name in names:
        if scope is Scope.FULL:
            yield name
        else:
            yield f"case when {name} >= {SHOWN_FROM} then {name} end as {name}"
            yield f"case when {name} < {SHOWN_FROM} then '{HIDDEN}' end as {name}_text"
