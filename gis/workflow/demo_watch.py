"""Use case: cameras and posts of the made-up town."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyogrio
from sqlalchemy import Engine

from gis.model import ROOT, Caller, Grant, Role
from gis.model.cameras import CameraKind
from gis.store import camera_reads, plans, users
from gis.workflow import camera_check, cameras, posts
from gis.workflow.camera_rows import Telling
from gis.workflow.simulator import MISSING, encoder, simulated

ADMINISTRATOR = "planner"
KINDS = {"fixed": CameraKind.FIXED, "dome": CameraKind.DOME, "ptz": CameraKind.PANNING}
MOST = 1000
"""Cameras that are simulated."""
POSTS = ("government", "hospital")
"""Sites from which somebody comes."""
SERVICES = ("hospital", "school", "market", "park")
"""Sites to which one goes."""


def fill(engine: Engine, town: Path, plan: int, tell: Callable[[str], None]) -> None:
    """Register cameras, and make posts of the sites of a plan in force, unless there are some."""
    with engine.begin() as conn:
        if camera_reads.listing(conn, camera_check.ALL, limit=1):
            return
        user = users.by_name(conn, ADMINISTRATOR)
        if user is None:
            raise LookupError(ADMINISTRATOR)
        held = (Grant(Role.ADMIN, ROOT), Grant(Role.PLANNER, ROOT))
        caller = Caller(user.id, user.name, held, "session", ROOT)
        tell("registering cameras, setting up posts")
        cameras.put(conn, _cameras(town), (ROOT,), caller.name)
        dataset = plans.get(conn, plan).dataset
        for categories, kind in ((POSTS, "post"), (SERVICES, "service")):
            posts.take_sites(conn, caller, dataset, categories, kind, (ROOT,))


@contextmanager
def watching(engine: Engine, tell: Callable[[str], None]) -> Iterator[None]:
    """The cameras show moving test pictures for as long as the block lasts."""
    if encoder() is None:
        tell(f"the cameras stay dark: {MISSING}")
        yield
        return
    with simulated(MOST) as made:
        camera_check.point_at(engine, made.stream, MOST)
        yield


def _cameras(town: Path) -> list[Telling]:
    frame = pyogrio.read_dataframe(town, layer="cameras")
    places = frame.geometry.to_crs("EPSG:4326")
    return [
        Telling(
            code=str(row.id),
            name=str(row.name),
            department=str(row.department),
            lon=place.x,
            lat=place.y,
            kind=KINDS[str(row.type)],
            direction=float(row.direction),
            fov=float(row.fov),
            range=float(row.range),
        )
        for row, place in zip(frame.itertuples(), places, strict=True)
    ]
