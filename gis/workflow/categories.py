"""Use cases: what tickets are about, to begin with and as a town has it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from importlib import resources

from sqlalchemy import Connection

from gis.errors import Fault, ParameterError, UnusableInputError
from gis.model.monitoring import Limits
from gis.model.tickets import TicketKind
from gis.store import audit_log, categories
from gis.store.categories import Category

SAMPLE = "categories.csv"


def sample() -> list[Category]:
    """The list that the package brings along, to be replaced."""
    with resources.files("gis.sample").joinpath(SAMPLE).open(encoding="utf-8") as text:
        rows = list(csv.DictReader(line for line in text if not line.startswith("#")))
    return [
        Category(
            TicketKind(row["kind"]), row["code"], row["class_name"], row["name"], row["name_en"],
            # Handling takes what it takes; only the whole is limited by what it is about.
            {"handling": int(row["hours"]) * 60, "whole": int(row["hours"]) * 60}, row["unit"],
        )
        for row in rows
    ]  # fmt: skip


def seed(conn: Connection) -> bool:
    """Store the sample where there is no category at all; whether it was stored."""
    if not categories.empty(conn):
        return False
    categories.lock(conn)
    if not categories.empty(conn):
        return False
    categories.replace(conn, sample())
    return True


def replace(conn: Connection, wanted: Sequence[Category], actor: str) -> None:
    """Make this the list; tickets keep the categories that they have.

    Raises
    ------
    UnusableInputError
        Every category that cannot be, and why.
    """
    faults = _faults(wanted)
    if faults:
        raise UnusableInputError(faults)
    categories.lock(conn)
    before = len(categories.listing(conn))
    categories.replace(conn, wanted)
    told = {"before": before, "after": len(wanted)}
    audit_log.append(conn, actor, "replace categories", "ticket categories", told)


def _faults(wanted: Sequence[Category]) -> list[Fault]:
    found = []
    times = Counter((one.kind, one.code) for one in wanted)
    for key in sorted(key for key, count in times.items() if count > 1):
        name = f"{key[0]}:{key[1]}"
        found.append(Fault("categories", name, "code", name, "this category is given twice"))
    for one in wanted:
        try:
            Limits().but(one.limits)
        except ParameterError as error:
            name = f"{one.kind}:{one.code}"
            found.append(Fault("categories", name, "limits", "", str(error)))
    return found
