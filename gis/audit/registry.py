"""The rules of the audit, by name and version."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gis.audit import band, codes, contact, coverage, homes, nesting, service, shapes, torn
from gis.audit.case import Case
from gis.audit.draft import Draft


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Parameters
    ----------
    version
        Raised whenever the rule may judge the same plan differently.
    check
        Yields what it finds; an exception is itself a failing finding.
    """

    name: str
    version: int
    check: Callable[[Case], Iterable[Draft]]


RULES = (
    Rule("geometry", 1, shapes.geometry),
    Rule("gap", 1, coverage.gap),
    Rule("overlap", 1, coverage.overlap),
    Rule("outside", 1, coverage.outside),
    Rule("mismatched_edge", 1, coverage.mismatched_edge),
    Rule("uncovered_building", 1, homes.uncovered_building),
    Rule("doubly_covered_building", 1, homes.doubly_covered_building),
    Rule("cut_building", 1, homes.cut_building),
    Rule("uncovered_site", 1, service.uncovered_site),
    Rule("nesting", 1, nesting.nesting),
    Rule("code", 1, codes.code),
    Rule("band", 1, band.band),
    Rule("disconnected", 1, contact.disconnected),
    Rule("torn_compound", 1, torn.torn_compound),
)
