"""Words of tickets: where they stand, how they came, and whether their place can be trusted."""

from __future__ import annotations

from enum import StrEnum


class TicketKind(StrEnum):
    """What a category is about (GB/T 47678.5)."""

    COMPONENT = "component"
    MATTER = "matter"


class Stage(StrEnum):
    """Where a ticket stands between its report and its end."""

    REPORTED = "reported"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    CHECKED = "checked"
    CLOSED = "closed"
    RETURNED = "returned"
    DEFERRED = "deferred"
    REOPENED = "reopened"


class Act(StrEnum):
    """What somebody does to a ticket; the first ten lead to a stage."""

    ACCEPT = "accept"
    ASSIGN = "assign"
    DISPATCH = "dispatch"
    HANDLE = "handle"
    CHECK = "check"
    CLOSE = "close"
    RETURN = "return"
    DEFER = "defer"
    REOPEN = "reopen"
    REPORT = "report"
    SUPERVISE = "supervise"
    ESCALATE = "escalate"
    MOVE = "move"
    NOTE = "note"


class Channel(StrEnum):
    """How a ticket came."""

    GRID_WORKER = "grid_worker"
    SNAP = "snap"
    HOTLINE = "hotline"
    PLATFORM = "platform"
    SENSOR = "sensor"
    PATROL = "patrol"


class Position(StrEnum):
    """Whether the place of a ticket can be trusted; only good ones are drawn."""

    GOOD = "good"
    MISSING = "missing"
    ZERO = "zero"
    ROUNDED = "rounded"
    SWAPPED = "swapped"
    OUTSIDE = "outside"
    PILED = "piled"


class Colour(StrEnum):
    """How urgent an open ticket is: in time, soon due, late."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
