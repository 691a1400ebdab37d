"""Frozen values shared by every layer."""

from __future__ import annotations

from gis.model.access import ROOT, Caller, Grant, Level, Role, ancestors, covers
from gis.model.grids import (
    BARRIER_CLASSES,
    CATEGORIES,
    CODE_SCHEMES,
    Band,
    CodeScheme,
    Finding,
    HouseholdsSource,
    Kind,
    Overrides,
    Reason,
    Rules,
    Severity,
)
from gis.model.plans import JobKind, JobState, OperationKind, PlanState

__all__ = [
    "BARRIER_CLASSES", "CATEGORIES", "CODE_SCHEMES", "ROOT", "Band", "Caller", "CodeScheme",
    "Finding", "Grant", "HouseholdsSource", "JobKind", "JobState", "Kind", "Level",
    "OperationKind", "Overrides", "PlanState", "Reason", "Role", "Rules", "Severity",
    "ancestors", "covers",
]  # fmt: skip
