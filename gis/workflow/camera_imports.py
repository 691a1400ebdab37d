"""Use case: lists of cameras come in, with an account of every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gis.files.cameras import CameraList
from gis.monitor.directions import Form
from gis.store.cameras import Saved
from gis.workflow import cameras
from gis.workflow.camera_lists import Judged, Refusal, judge, notices
from gis.workflow.camera_rows import Reason
from gis.workflow.isolated import Reader


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every row of a list: read = new + known + changed + refused."""

    read: int
    new: int
    known: int
    changed: int
    refused: int
    directions: Mapping[Form, int]
    refusals: Sequence[Refusal]
    notices: Sequence[Reason]


def read(file: str, folder: Path) -> CameraList:
    """Read a list of cameras in a process of its own, whatever the file holds.

    Raises
    ------
    UnusableInputError
        It is no list of cameras.
    """
    with Reader() as reader:
        return reader.cameras(file, folder)


def bring_in(
    conn: Connection,
    given: CameraList,
    scope: Collection[str],
    actor: str,
    *,
    crs: str = "wgs84",
    department: str | None = None,
    jurisdiction: str | None = None,
) -> Report:
    """Import a list; rows that cannot be taken are told of, the others are written.

    Parameters
    ----------
    scope
        Jurisdictions at and below which the actor manages cameras.
    crs
        What the coordinates of a table are in.
    department
        For rows that name none.
    jurisdiction
        For rows that name none and lie in no community that is known.

    Raises
    ------
    ForbiddenError
        The actor does not manage cameras of ``jurisdiction``.
    """
    if jurisdiction is not None:
        cameras.check_node(conn, jurisdiction, scope)
    judged = judge(given, crs=crs, department=department)
    refusals, rows = list(judged.refusals), list[dict[str, Any]]()
    values = [row for _, row in judged.rows]
    for (number, row), refusal in zip(
        judged.rows, cameras.settle(conn, values, scope, jurisdiction), strict=True
    ):
        if refusal is None:
            rows.append(row)
        else:
            refusals.append(Refusal(number, row["code"], refusal.reason))
    saved = cameras.write(conn, rows, actor, "import cameras")
    return _report(given, judged, refusals, saved)


def _report(
    given: CameraList, judged: Judged, refusals: Sequence[Refusal], saved: Sequence[Saved]
) -> Report:
    outcome = Counter(one.outcome for one in saved)
    return Report(
        read=len(given.rows),
        new=outcome["new"],
        known=outcome["known"],
        changed=outcome["changed"],
        refused=len(refusals),
        directions={form: judged.directions[form] for form in Form},
        refusals=sorted(refusals, key=lambda one: one.row),
        notices=notices(given, judged),
    )
