"""Roles, and the tree of jurisdictions they are bound to."""

from __future__ import annotations

from enum import StrEnum

ROOT = "0"
"""Code of the jurisdiction above all others."""


class Role(StrEnum):
    """What someone may do at and below a jurisdiction."""

    VIEWER = "viewer"
    PLANNER = "planner"
    COMMANDER = "commander"
    AUDITOR = "auditor"
    PUBLISHER = "publisher"
    ADMIN = "admin"


class Level(StrEnum):
    """Levels of the jurisdiction tree."""

    ROOT = "root"
    COUNTY = "county"
    STREET = "street"
    COMMUNITY = "community"


def ancestors(community: str) -> dict[str, Level]:
    """Codes from the root down to a community's own (12 digits), by the national code's parts."""
    return {
        ROOT: Level.ROOT,
        community[:6]: Level.COUNTY,
        community[:9]: Level.STREET,
        community: Level.COMMUNITY,
    }


def covers(jurisdiction: str, other: str) -> bool:
    """Whether ``other`` is the jurisdiction itself or lies below it."""
    return jurisdiction == ROOT or other.startswith(jurisdiction)
