"""Whether the communities of files lie where somebody may import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gis.errors import Fault
from gis.model.access import covers

REMEDY = "lies in a jurisdiction for which you may not import; leave it out"


def foreign(codes: Iterable[str], scope: Sequence[str]) -> list[Fault]:
    """A fault for each community outside of some jurisdictions.

    Parameters
    ----------
    scope
        Codes of the jurisdictions at or below which one may import.
    """
    return [
        Fault("communities", code, "code", code, REMEDY)
        for code in codes
        if not any(covers(one, code) for one in scope)
    ]
