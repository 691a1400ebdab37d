"""Use case: see a plan at a glance, by its own rules."""

from __future__ import annotations

from sqlalchemy import Connection

from gis.model.scope import Scope
from gis.store import overviews, snapshots
from gis.store.overviews import Overview
from gis.workflow.draw import rules_of


def communities(conn: Connection, plan: int, scope: Scope) -> Overview:
    """The communities of a plan, its grids judged by the band of its rules.

    Raises
    ------
    NotFoundError
        There is no such plan.
    """
    rules = rules_of(snapshots.head(conn, plan))
    return overviews.communities(conn, plan, rules, scope)
