"""Small counts are hidden from those who may see the heat and no ticket."""

from __future__ import annotations

from gis.api.policy import Access, Action
from gis.model import covers
from gis.model.questions import Question

FEW = 5
"""Tickets below which a count may say something of one household."""


def hides(access: Access, question: Question) -> bool:
    """Whether the caller asks of places where they may see no ticket."""
    seen = access.scope(Action.SEE_TICKET)
    return not all(any(covers(one, code) for one in seen) for code in question.jurisdictions)
