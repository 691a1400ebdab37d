"""Use cases: the configuration of tickets and watch."""

from __future__ import annotations

import re

from sqlalchemy import Connection

from gis.errors import Fault, UnusableInputError
from gis.model import ROOT, Caller
from gis.model.monitoring import Monitoring
from gis.store import audit_log, categories, configuration, jurisdictions, scopes
from gis.workflow import access

_CATEGORY = re.compile(r"(component|matter)(?::(\w{0,20}))?")


def check_whole(conn: Connection, caller: Caller) -> None:
    """Let nobody of a part of the town set what counts for all of it.

    Raises
    ------
    ForbiddenError
        The caller does not administer every county there is.
    """
    counties = {one.code for one in jurisdictions.children(conn, ROOT)}
    access.check_administers(caller, counties or {ROOT})


def put(conn: Connection, wanted: Monitoring, actor: str) -> None:
    """Put a configuration in force; it counts from the next request on.

    Raises
    ------
    UnusableInputError
        Categories or jurisdictions of residents' reports that are none.
    """
    faults = _faults(conn, wanted)
    if faults:
        raise UnusableInputError(faults)
    before = configuration.as_json(configuration.monitoring(conn))
    after = configuration.as_json(wanted)
    configuration.put_monitoring(conn, wanted, actor)
    changed = {
        key: {"before": before[key], "after": after[key]}
        for key in after
        if before[key] != after[key]
    }
    audit_log.append(conn, actor, "configure monitoring", "monitoring", changed)


def _faults(conn: Connection, wanted: Monitoring) -> list[Fault]:
    found = []
    for text in wanted.snap.categories:
        match = _CATEGORY.fullmatch(text)
        if match is None or not categories.meant(conn, match[1], match[2] or ""):
            remedy = "no such category or class; write it as matter:06010 or matter:06"
            found.append(Fault("snap", "", "categories", text, remedy))
    code = wanted.snap.jurisdiction
    if code is not None and scopes.jurisdiction(conn, code) is None:
        found.append(Fault("snap", "", "jurisdiction", code, "there is no such jurisdiction"))
    return found
