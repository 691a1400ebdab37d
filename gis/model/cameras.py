"""Words of cameras: how they are built, how they do, and which way they look."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CameraKind(StrEnum):
    """How a camera is built."""

    FIXED = "fixed"
    """Looks one way."""
    PANNING = "panning"
    """Can be turned; its direction is where it rests."""
    DOME = "dome"
    """Looks down from under a dome."""


class CameraStatus(StrEnum):
    """How a camera does, as far as the gateway tells."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"


class CameraScheme(StrEnum):
    """Where a camera's code comes from."""

    GBT28181 = "gbt28181"
    OSM = "osm"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Sector:
    """Part of the circle around a camera.

    Parameters
    ----------
    direction
        Its middle: degrees clockwise from north, at least 0 and below 360.
    width
        Degrees, above 0 and at most 360; None where only the middle is known.
    """

    direction: float
    width: float | None = None


ALL_ROUND = Sector(0.0, 360.0)
