"""Who may do what: one table, one decision, denied unless the table allows it.

A role counts at and below the jurisdiction it was granted for. What a caller may not even see
does not exist for them (NotFoundError); what they see but may not do is ForbiddenError.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gis.errors import ForbiddenError, NotFoundError
from gis.model import Caller, Role
from gis.store.scopes import Place


class Action(StrEnum):
    """Everything that can be asked of the service."""

    SEE_PLAN = "see plan"
    SEE_EXACT_COUNTS = "see exact counts"
    SEE_HISTORY = "see history"
    EDIT_PLAN = "edit plan"
    SUBMIT_PLAN = "submit plan"
    AUDIT_PLAN = "audit plan"
    APPROVE_PLAN = "approve plan"
    SEE_EXCEPTION = "see exception"
    ACCEPT_FINDING = "accept finding"
    LOCATE = "locate"
    SEE_DATASET = "see dataset"
    IMPORT = "import"
    PROPOSE = "propose"
    SEE_JOB = "see job"
    CANCEL_JOB = "cancel job"
    LIST_JOBS = "list jobs"
    FOLLOW = "follow events"
    SEE_JURISDICTIONS = "see jurisdictions"
    SEE_JURISDICTION = "see jurisdiction"
    NAME_JURISDICTION = "name jurisdiction"
    LIST_USERS = "list users"
    ADD_USER = "add user"
    SEE_USER = "see user"
    GRANT = "grant"
    MANAGE_USER = "manage user"
    SEE_KEY = "see key"
    ADD_KEY = "add key"
    REVOKE_KEY = "revoke key"
    SEE_LOG = "see log"
    SEE_METRICS = "see metrics"
    SEE_HEAT = "see heat"
    SEE_TICKET = "see ticket"
    REPORT_TICKET = "report ticket"
    IMPORT_TICKETS = "import tickets"
    HANDLE_TICKET = "handle ticket"
    DIRECT_TICKET = "direct ticket"
    SUPERVISE_TICKET = "supervise ticket"
    CHECK_TICKET = "check ticket"
    CONFIGURE = "configure monitoring"
    SEE_SETTINGS = "see settings of monitoring"
    SEE_ALERT = "see alert"
    ACKNOWLEDGE_ALERT = "acknowledge alert"
    SEE_CAMERA = "see camera"
    MANAGE_CAMERA = "manage camera"
    VIEW_CAMERA = "view camera"
    SEE_VIEWINGS = "see viewings"
    PATROL = "patrol"
    SEE_REACH = "see reach"
    MANAGE_POST = "manage post"
    SEE_REPORT = "see report"
    USE_SESSION = "use session"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do one thing.

    Parameters
    ----------
    roles
        Roles that may, at or above the jurisdiction of the thing.
    published
        Further roles that may where the thing is, or was, in force.
    owner
        Whether the user who made the thing, or is it, may without any role.
    keys
        Whether API keys may.
    anybody
        Whether every caller may, whatever they hold.
    """

    roles: frozenset[Role] = frozenset()
    published: frozenset[Role] = frozenset()
    owner: bool = False
    keys: bool = True
    anybody: bool = False


_DESKS = frozenset({Role.COMMANDER, Role.WORKER, Role.SUPERVISOR, Role.CHECKER})
_LOOKERS = frozenset({Role.VIEWER}) | _DESKS
_STAFF = frozenset({Role.PLANNER, Role.AUDITOR, Role.PUBLISHER})
_PLANNER, _AUDITOR = frozenset({Role.PLANNER}), frozenset({Role.AUDITOR})
_COMMANDER = frozenset({Role.COMMANDER})
_PUBLISHER, _ADMIN = frozenset({Role.PUBLISHER}), frozenset({Role.ADMIN})

RULES: dict[Action, Rule] = {
    Action.SEE_PLAN: Rule(_STAFF, published=_LOOKERS),
    # Others see "<10" where few households live.
    Action.SEE_EXACT_COUNTS: Rule(_STAFF),
    Action.SEE_HISTORY: Rule(_STAFF),
    Action.EDIT_PLAN: Rule(_PLANNER),
    Action.SUBMIT_PLAN: Rule(_PLANNER),
    Action.AUDIT_PLAN: Rule(_STAFF),
    Action.APPROVE_PLAN: Rule(_PUBLISHER),
    Action.SEE_EXCEPTION: Rule(_STAFF),
    Action.ACCEPT_FINDING: Rule(_AUDITOR),
    Action.LOCATE: Rule(_LOOKERS | _STAFF),
    Action.SEE_DATASET: Rule(_STAFF),
    Action.IMPORT: Rule(_PLANNER),
    Action.PROPOSE: Rule(_PLANNER),
    Action.SEE_JOB: Rule(owner=True),
    Action.CANCEL_JOB: Rule(owner=True),
    Action.LIST_JOBS: Rule(anybody=True),
    # What is followed is checked as itself.
    Action.FOLLOW: Rule(anybody=True),
    Action.SEE_JURISDICTIONS: Rule(frozenset(Role)),
    Action.SEE_JURISDICTION: Rule(frozenset(Role)),
    Action.NAME_JURISDICTION: Rule(_ADMIN),
    Action.LIST_USERS: Rule(_ADMIN),
    Action.ADD_USER: Rule(_ADMIN, keys=False),
    Action.SEE_USER: Rule(_ADMIN, owner=True),
    Action.GRANT: Rule(_ADMIN, keys=False),
    Action.MANAGE_USER: Rule(_ADMIN, keys=False),
    Action.SEE_KEY: Rule(_ADMIN, owner=True),
    Action.ADD_KEY: Rule(_ADMIN, owner=True, keys=False),
    Action.REVOKE_KEY: Rule(_ADMIN, owner=True, keys=False),
    Action.SEE_LOG: Rule(_ADMIN | _AUDITOR),
    Action.SEE_METRICS: Rule(_ADMIN),
    # Viewers see no counts below five, and no ticket.
    Action.SEE_HEAT: Rule(_LOOKERS | _STAFF),
    Action.SEE_TICKET: Rule(_DESKS | _AUDITOR),
    Action.REPORT_TICKET: Rule(_COMMANDER | {Role.WORKER}),
    Action.IMPORT_TICKETS: Rule(_COMMANDER),
    Action.HANDLE_TICKET: Rule(_COMMANDER | {Role.WORKER}),
    Action.DIRECT_TICKET: Rule(_COMMANDER),
    Action.SUPERVISE_TICKET: Rule(frozenset({Role.SUPERVISOR})),
    Action.CHECK_TICKET: Rule(frozenset({Role.CHECKER})),
    Action.CONFIGURE: Rule(_ADMIN),
    Action.SEE_SETTINGS: Rule(frozenset(Role)),
    Action.SEE_ALERT: Rule(_DESKS | _AUDITOR),
    Action.ACKNOWLEDGE_ALERT: Rule(_COMMANDER),
    Action.SEE_CAMERA: Rule(_DESKS | _AUDITOR | _ADMIN),
    Action.MANAGE_CAMERA: Rule(_ADMIN),
    Action.VIEW_CAMERA: Rule(_COMMANDER, keys=False),
    Action.SEE_VIEWINGS: Rule(_AUDITOR | _ADMIN),
    Action.PATROL: Rule(_COMMANDER, keys=False),
    Action.SEE_REACH: Rule(_LOOKERS | _STAFF),
    Action.MANAGE_POST: Rule(_PLANNER | _COMMANDER),
    Action.SEE_REPORT: Rule(_DESKS | _STAFF),
    Action.USE_SESSION: Rule(anybody=True),
}

SIGHTS: dict[str, Action] = {
    "plan": Action.SEE_PLAN,
    "dataset": Action.SEE_DATASET,
    "job": Action.SEE_JOB,
    "exception": Action.SEE_EXCEPTION,
    "jurisdiction": Action.SEE_JURISDICTION,
    "user": Action.SEE_USER,
    "key": Action.SEE_KEY,
    "ticket": Action.SEE_TICKET,
    "camera": Action.SEE_CAMERA,
    "alert": Action.SEE_ALERT,
    "patrol": Action.SEE_CAMERA,
    "patrol_run": Action.SEE_CAMERA,
    "viewing": Action.SEE_CAMERA,
    "stream": Action.SEE_CAMERA,
    "post": Action.SEE_REACH,
}
"""What one must be allowed, kind by kind, for a thing to exist at all."""


@dataclass(frozen=True, slots=True)
class Access:
    """A caller, and the thing they were let in to; what a route gets from its policy.

    Parameters
    ----------
    place
        Where the thing lies; None for routes without one.
    """

    caller: Caller
    place: Place | None = None

    def permits(self, action: Action) -> bool:
        """Whether the caller may do something else to the same thing."""
        return permits(self.caller, action, self.place)

    def scope(self, action: Action) -> tuple[str, ...]:
        """Jurisdictions at and below which the caller may do something: the filter of lists."""
        return self.caller.scope(RULES[action].roles)

    def public_scope(self, action: Action) -> tuple[str, ...]:
        """The same for what is in force."""
        rule = RULES[action]
        return self.caller.scope(rule.roles | rule.published)

    @property
    def masked(self) -> bool:
        """Whether small counts must be hidden from the caller."""
        return not self.permits(Action.SEE_EXACT_COUNTS)


def permits(caller: Caller, action: Action, place: Place | None) -> bool:
    """Whether the table allows it; without a place, whether it does anywhere."""
    rule = RULES[action]
    if caller.kind == "key" and not rule.keys:
        return False
    if rule.anybody:
        return True
    if place is None:
        return bool(caller.scope(rule.roles | rule.published)) or rule.owner
    if rule.owner and place.owner == caller.name:
        return True
    roles = rule.roles | rule.published if place.published else rule.roles
    if place.jurisdiction is not None and caller.holds(roles, place.jurisdiction):
        return True
    return action in {Action.SEE_USER, Action.GRANT} and any(
        caller.holds(roles, code) for code in place.also
    )


def check(caller: Caller, action: Action, kind: str | None, place: Place | None) -> Access:
    """Decide.

    Raises
    ------
    NotFoundError
        The thing is not there for this caller.
    ForbiddenError
        It is, but the caller may not do this.
    """
    if kind is not None and (place is None or not permits(caller, SIGHTS[kind], place)):
        raise missing(kind)
    if not permits(caller, action, place):
        raise ForbiddenError(
            f"your roles do not allow this ({action}); ask an administrator",
            "您的角色无此权限，请联系管理员。",
        )
    return Access(caller, place)


def missing(kind: str) -> NotFoundError:
    """The answer for a thing that is not there, or not for this caller: always the same."""
    return NotFoundError(
        f"there is no such {kind}, or none that you may see", "没有该对象，或者您无权查看。"
    )
