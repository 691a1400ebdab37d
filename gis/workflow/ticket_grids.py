"""Use case: tickets that lay in no grid get theirs, once a plan is in force there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, Engine

from gis.model import JobKind
from gis.store import jobs, ticket_grids
from gis.workflow.work import Effect, Outcome, Progress, Work

AT_ONCE = 20_000
"""Tickets put into their grids in one transaction; for more, a job follows a publication."""


def assign_all(engine: Engine, *, progress: Progress) -> int:
    """Put every ticket that lies in no grid into its own, where there is one; how many were."""
    with engine.connect() as conn:
        progress("locating", 0, 1)
        found = ticket_grids.find(conn)
        conn.commit()
        progress("locating", 1, 1)
        done, last = 0, 0
        while done < found:
            progress("assigning", done, found)
            put = ticket_grids.place(conn, last, AT_ONCE)
            conn.commit()
            if put is None:
                break
            done, last = done + min(AT_ONCE, found - done), put
        ticket_grids.forget(conn)
        conn.commit()
    progress("assigning", found, found)
    return done


def after_publication(conn: Connection, publications: Collection[int], by: str) -> None:
    """Put tickets into the grids that have just come into force, or let a job do it.

    Comes last in the transaction that publishes: nobody else writes tickets until its end.
    """
    waiting = ticket_grids.waiting(conn, AT_ONCE + 1, publications)
    if waiting > AT_ONCE:
        jobs.enqueue(conn, JobKind.TICKETS, {"task": "assign"}, by=by)
    elif waiting and ticket_grids.find(conn, publications):
        ticket_grids.place(conn, 0, AT_ONCE)
        ticket_grids.forget(conn)


def handle(work: Work) -> Effect:
    """Do the job that a large publication left."""
    done = assign_all(work.engine(), progress=work.progress)

    def effect(_: Connection) -> Outcome:
        return Outcome({"assigned": done})

    return effect
