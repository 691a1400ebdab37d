"""Use cases of operators: look at all cameras once, work out anew what they see, simulate them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, Engine

from gis.errors import ParameterError
from gis.model import ROOT
from gis.store import camera_reads, camera_states
from gis.store import cameras as store
from gis.store.camera_reads import Wanted
from gis.workflow.camera_views import renew
from gis.workflow.fetching import Networks
from gis.workflow.polling import BATCH, look_at
from gis.workflow.work import Progress

NO_STREAM = "none"
ALL = Wanted((ROOT,))


@dataclass(frozen=True, slots=True)
class Checked:
    """What a camera is like now; ``status`` is ``none`` for one without a stream."""

    department: str
    status: str
    detail: str | None


def check(engine: Engine, networks: Networks, *, progress: Progress) -> list[Checked]:
    """Look at every camera with a stream once, and note what was found.

    Raises
    ------
    ParameterError
        No network is named in which cameras may be asked.
    """
    if not networks:
        raise ParameterError(
            "name the networks of the cameras: WANGGE_CAMERA_NETWORKS or --networks 10.0.0.0/8"
        )
    with engine.connect() as conn:
        due = camera_states.due(conn, timedelta(0), 10**6)
        rows = camera_reads.listing(conn, ALL)
    details: dict[int, str | None] = {}
    statuses: dict[int, str] = {}
    for first in range(0, len(due), BATCH):
        looks = look_at(due[first : first + BATCH], networks)
        with engine.begin() as conn:
            camera_states.record(conn, looks)
        details |= {one.camera: one.detail for one in looks}
        statuses |= {one.camera: str(one.status) for one in looks}
        progress("asking gateways", min(first + BATCH, len(due)), len(due))
    return [
        Checked(row["department"], statuses.get(row["id"], NO_STREAM), details.get(row["id"]))
        for row in rows
    ]


def see_anew(engine: Engine) -> int:
    """Work out what every camera sees between the buildings known now; returns how many."""
    with engine.begin() as conn:
        return renew(conn, (ROOT,))


def point_at(engine: Engine, stream: Callable[[int], str], most: int) -> int:
    """Let the first cameras be served elsewhere; returns how many there are.

    Parameters
    ----------
    stream
        Address of the playlist of camera 1, 2, ...
    """
    with engine.begin() as conn:
        rows = camera_reads.listing(conn, ALL, limit=most)
        for number, row in enumerate(rows, start=1):
            _point(conn, row["id"], stream(number))
    return len(rows)


def _point(conn: Connection, camera: int, stream: str) -> None:
    if camera_reads.stream(conn, camera) != stream:
        store.change(conn, camera, None, {"stream": stream})
