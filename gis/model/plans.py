"""States of plans and jobs, and the kinds of operations."""

from __future__ import annotations

from enum import StrEnum


class PlanState(StrEnum):
    """Life of a plan: only drafts are edited, only submitted ones published.

    A rejected plan is a draft again; a published one is superseded when another plan is in force
    in each of its communities.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class OperationKind(StrEnum):
    """Edits of a draft, each one step of undo."""

    CREATE = "create"
    MOVE = "move"
    REASSIGN = "reassign"
    NEW_GRID = "new_grid"
    SPLIT_GRID = "split_grid"
    MERGE = "merge"
    SPLIT_ATOM = "split_atom"
    SPLIT_TOWER = "split_tower"
    DEDICATE = "dedicate"
    UNDEDICATE = "undedicate"
    RESOLVE = "resolve"
    RENUMBER = "renumber"
    ATTRIBUTES = "attributes"
    RESTORE = "restore"
    UNDO = "undo"
    REDO = "redo"


class JobKind(StrEnum):
    """Work that takes longer than an answer may."""

    IMPORT = "import"
    PROPOSE = "propose"
    AUDIT = "audit"
    INSPECT = "inspect"
    FIX = "fix"
    TICKETS = "tickets"


class JobState(StrEnum):
    """Life of a job; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
