"""Roles, and the tree of jurisdictions they are bound to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

ROOT = "0"
"""Code of the jurisdiction above all others."""


class Role(StrEnum):
    """What someone may do at and below a jurisdiction.

    Workers report and handle tickets; supervisors press those who are late; checkers look whether
    what was handled is well. Nobody is two of these for the same ticket by accident: each is
    granted for itself.
    """

    VIEWER = "viewer"
    PLANNER = "planner"
    COMMANDER = "commander"
    WORKER = "worker"
    SUPERVISOR = "supervisor"
    CHECKER = "checker"
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


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, held at and below a jurisdiction."""

    role: Role
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Parameters
    ----------
    id, name
        The user's number and name; the name stands in logs and histories.
    grants
        What the user holds; those of an API key are narrowed to its roles.
    kind
        How the caller came in: ``session`` or ``key``.
    home
        The jurisdiction that the user belongs to.
    """

    id: int
    name: str
    grants: tuple[Grant, ...]
    kind: str
    home: str

    def holds(self, roles: Collection[Role], jurisdiction: str) -> bool:
        """Whether one of the roles is held at or above a jurisdiction."""
        return any(
            grant.role in roles and covers(grant.jurisdiction, jurisdiction)
            for grant in self.grants
        )

    def scope(self, roles: Collection[Role]) -> tuple[str, ...]:
        """The jurisdictions at and below which one of the roles is held, none within another."""
        codes = sorted({grant.jurisdiction for grant in self.grants if grant.role in roles})
        return tuple(
            code
            for code in codes
            if not any(other != code and covers(other, code) for other in codes)
        )
