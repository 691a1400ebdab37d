"""Whether the service can do its work now."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from gis.errors import GisError
from gis.store import readiness


def unready(engine: Engine, revision: str | None) -> str | None:
    """Why the service cannot work, in a few words; None where it can.

    Parameters
    ----------
    revision
        The migration that this version needs; None: not looked at.
    """
    try:
        with engine.begin() as conn:
            present = readiness.revision(conn)
    except (GisError, SQLAlchemyError):
        return "the database does not answer"
    if revision is not None and present != revision:
        return f"the database is at migration {present}, not {revision}"
    return None
