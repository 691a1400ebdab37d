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

    @property
    def zh(self) -> str:
        """As a sentence says it: the ticket is ..."""
        return _STAGES[self]


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
    FINISH = "finish"
    """A desk has done its part."""

    @property
    def zh(self) -> str:
        """In Chinese."""
        return _ACTS[self]


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


class Duty(StrEnum):
    """What somebody is there for on the way of a ticket; roles have one or several."""

    HANDLE = "handle"
    DIRECT = "direct"
    SUPERVISE = "supervise"
    CHECK = "check"


class DeskState(StrEnum):
    """How far a desk is with a ticket."""

    OPEN = "open"
    DONE = "done"
    RETURNED = "returned"


_STAGES = {
    Stage.REPORTED: "待受理", Stage.ACCEPTED: "已受理", Stage.ASSIGNED: "已交办",
    Stage.DISPATCHED: "已派遣", Stage.HANDLING: "正在处置", Stage.CHECKED: "已核查",
    Stage.CLOSED: "已结案", Stage.RETURNED: "已退回", Stage.DEFERRED: "已延期",
    Stage.REOPENED: "已重开",
}  # fmt: skip
_ACTS = {
    Act.ACCEPT: "受理", Act.ASSIGN: "交办", Act.DISPATCH: "派遣", Act.HANDLE: "处置",
    Act.CHECK: "核查", Act.CLOSE: "结案", Act.RETURN: "退回", Act.DEFER: "延期",
    Act.REOPEN: "重开", Act.REPORT: "上报", Act.SUPERVISE: "督办", Act.ESCALATE: "升级",
    Act.MOVE: "改位置", Act.NOTE: "反馈", Act.FINISH: "办结",
}  # fmt: skip
