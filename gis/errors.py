"""The exceptions of the package.

::

    GisError
    |-- UnusableInputError   the input files cannot be worked with; carries every Fault found
    |-- ParameterError       a parameter makes no sense (a band upside down, an unknown scheme)
    |-- CapacityError        a code scheme has no number left
    |-- CredentialsError     nobody is known by this name and password, session or key
    |-- ForbiddenError       the caller may see this but not do it
    |-- ExhaustedError       too many tries or requests; carries when to come again
    |-- NotFoundError        there is no such plan, grid, job ...
    |-- ConflictError        the thing is not in a state that allows this
    |   |-- CollisionError   two stored the same at once; trying again may succeed
    |   `-- StaleError       somebody else changed it since; carries what changed
    |-- EditError            an edit that may not be: across a community, of a locked grid ...
    |   `-- TornError        the edit would tear a grid; carries the pieces
    |-- FindingsError        errors of an audit that nobody accepted; carries them
    |-- UnreachableError     what we ask on somebody's behalf, a camera's gateway, does not answer
    |-- BusyError            the database has no time now; the same request may succeed soon
    `-- DatabaseError        PostgreSQL is missing, cannot be reached, or is not as it must be

No transport knows of these here: the command line and the web service each map them once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the input: where it is, what was found and what to do.

    Parameters
    ----------
    layer, feature, field, value
        The place; ``feature`` is the feature's id (or ``row N`` without one). Empty where the
        fault concerns the whole layer or file.
    remedy
        A sentence a planner understands: what is wrong and what to do.
    """

    layer: str
    feature: str
    field: str
    value: str
    remedy: str

    def __str__(self) -> str:
        place = " ".join(part for part in (self.layer, self.feature, self.field) if part)
        value = f" = {self.value!r}" if self.value else ""
        return f"{place}{value}: {self.remedy}"


class GisError(Exception):
    """Root of all errors a caller may want to catch.

    Parameters
    ----------
    message
        A sentence for people, in English.
    zh
        The same in Chinese, where there is one.
    """

    def __init__(self, message: str, zh: str | None = None) -> None:
        super().__init__(message)
        self.zh = zh


class UnusableInputError(GisError):
    """The input cannot be used; ``faults`` lists every reason at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ParameterError(GisError):
    """A parameter is out of its range or contradicts another."""


class CapacityError(GisError):
    """A code scheme has no number left for a grid or micro-grid."""


class DatabaseError(GisError):
    """PostgreSQL is missing, cannot be reached or refuses; says what to do about it."""


class CredentialsError(GisError):
    """Nobody is known by this name and password, session or key; never says which was wrong."""


class ForbiddenError(GisError):
    """The caller may know of the thing, but not do this to it."""


class ExhaustedError(GisError):
    """Too many tries or requests.

    Parameters
    ----------
    retry_after
        Seconds until the next one is welcome.
    """

    def __init__(self, message: str, retry_after: int, zh: str | None = None) -> None:
        super().__init__(message, zh)
        self.retry_after = retry_after


class NotFoundError(GisError):
    """There is no such thing, or none that the caller may know of."""


class ConflictError(GisError):
    """The thing is not in a state that allows this (a published plan, a code in use)."""


class CollisionError(ConflictError):
    """Two stored the same at once (a code, a key); trying again may succeed."""


class StaleError(ConflictError):
    """Somebody else changed it since the version this was based on.

    Parameters
    ----------
    version
        The present version.
    changed
        Number and code of each grid concerned, and the version of its last change.
    """

    def __init__(
        self, message: str, zh: str, version: int, changed: Sequence[Mapping[str, Any]]
    ) -> None:
        super().__init__(message, zh)
        self.version = version
        self.changed = tuple(changed)


class EditError(GisError):
    """An edit that may not be, whatever the state: across communities, of a locked grid ..."""


class TornError(EditError):
    """The edit would tear a grid.

    Parameters
    ----------
    grid
        Code of the grid.
    pieces
        The atoms of each piece it would fall into, largest first.
    """

    def __init__(self, grid: str, pieces: Sequence[Sequence[int]]) -> None:
        super().__init__(
            f"grid {grid} would fall into {len(pieces)} pieces",
            f"网格{grid}将被分成{len(pieces)}块",
        )
        self.grid = grid
        self.pieces = tuple(tuple(piece) for piece in pieces)


class FindingsError(GisError):
    """The plan has errors that no exception covers, so it cannot be published.

    Parameters
    ----------
    audit
        Number of the audit.
    findings
        Id, rule, units and sentences of each.
    """

    def __init__(self, audit: int, findings: Sequence[Mapping[str, Any]]) -> None:
        first = "; ".join(str(finding["message_en"]) for finding in findings[:3])
        super().__init__(
            f"audit {audit} found {len(findings)} errors that nobody accepted; mend them or have "
            f"them accepted: {first}",
            f"第 {audit} 次审核发现 {len(findings)} 个未豁免的错误；请更正或申请豁免："
            + "；".join(str(finding["message_zh"]) for finding in findings[:3]),
        )
        self.audit = audit
        self.findings = tuple(findings)


class UnreachableError(GisError):
    """What we ask on somebody's behalf does not answer, or not as it should."""


class BusyError(GisError):
    """The database has no time now; the same request may succeed in a moment."""
