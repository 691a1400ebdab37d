"""Use case: write a stored plan to a file."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import Connection

import gis
from gis.errors import ParameterError
from gis.files.ledger import FORMATS, check_encoding, format_of, write_plan
from gis.model.texts import Encoding
from gis.store import snapshots
from gis.workflow.outputs import check_targets
from gis.workflow.stored import versioned

__all__ = ["FORMATS", "export", "file_name"]


def export(conn: Connection, plan: int, out: Path, encoding: Encoding = Encoding.UTF_8) -> int:
    """Write a plan at its head in the format that the file's name says; returns the version.

    Raises
    ------
    NotFoundError
        There is no such plan.
    ParameterError
        The ending is unknown, the file cannot be there, or it cannot be in that encoding.
    """
    check_encoding(format_of(out.name), encoding)
    check_targets([out], [])
    at = snapshots.head(conn, plan)
    town, proposal, rules, version = versioned(conn, plan)
    metadata = {
        "VERSION": gis.__version__,
        "PLAN": str(plan),
        "PLAN_NAME": at.name,
        "PLAN_VERSION": str(version),
        "PLAN_STATE": at.state.value,
        "INPUTS": json.dumps(dict(town.digests), ensure_ascii=False, sort_keys=True),
        "PARAMETERS": json.dumps(at.params, ensure_ascii=False, sort_keys=True),
    }
    write_plan(out, proposal, rules, metadata, encoding)
    return version


def file_name(plan: int, kind: str) -> str:
    """Name of the file for a plan in a format given without its dot.

    Raises
    ------
    ParameterError
        There is no such format.
    """
    if f".{kind}" not in FORMATS:
        known = ", ".join(ending[1:] for ending in FORMATS)
        raise ParameterError(
            f"{kind!r} is no format; give one of {known}", f"没有格式“{kind}”；可用：{known}。"
        )
    return f"plan-{plan}.{kind}"
