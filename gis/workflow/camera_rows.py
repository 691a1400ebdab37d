"""One camera as somebody tells of it becomes a row of the register, or is refused with a reason."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from gis.errors import ParameterError
from gis.model.cameras import CameraKind, CameraScheme
from gis.monitor import directions, gb28181
from gis.monitor.directions import Form, Heading

LONGEST_NAME, LONGEST_CODE, LONGEST_PURPOSE, LONGEST_STREAM = 200, 64, 500, 1000
FARTHEST = 20_000.0
"""Metres: no camera tells anything from another that far away."""
MERCATOR = 85.0


class Reason(NamedTuple):
    """Why something is not taken, for people."""

    zh: str
    en: str


class RefusedError(Exception):
    """A camera cannot be taken."""

    def __init__(self, zh: str, en: str, field: str = "") -> None:
        super().__init__(en)
        self.reason, self.field = Reason(zh, en), field


@dataclass(frozen=True, slots=True)
class Telling:
    """A camera as it is told of; what is None is not known.

    Parameters
    ----------
    direction
        Degrees or words, see ``gis.monitor.directions``.
    stream
        None: as it was; empty: none.
    lon, lat
        Degrees of WGS 84.
    """

    code: str
    name: str
    department: str
    lon: float
    lat: float
    scheme: CameraScheme | None = None
    kind: CameraKind = CameraKind.FIXED
    direction: str | float | None = None
    fov: float | None = None
    range: float | None = None
    public_space: bool = True
    purpose: str | None = None
    jurisdiction: str | None = None
    stream: str | None = None


class Row(NamedTuple):
    """A row of the register, and how its direction was read."""

    values: dict[str, Any]
    form: Form


def row_of(told: Telling) -> Row:
    """The row of a camera; its jurisdiction may still be missing.

    Raises
    ------
    RefusedError
        Something in it cannot be.
    """
    told = replace(told, code=_code(told), name=_text(told.name, "name", LONGEST_NAME),
                   department=_text(told.department, "department", LONGEST_NAME))  # fmt: skip
    _check_place(told.lon, told.lat)
    for field, most in (("fov", 360.0), ("range", FARTHEST)):
        value = getattr(told, field)
        if value is not None and not 0 < value <= most:
            said = f"应大于 0 且不超过 {most:g}", f"it must be above 0, at most {most:g}"
            raise RefusedError(*said, field)
    heading, given = _heading(told)
    direction, fov = looked(heading, told.fov)
    return Row(
        {
            "code": told.code,
            "scheme": str(told.scheme or scheme_of(told.code)),
            "name": told.name,
            "department": told.department,
            "kind": str(told.kind),
            "direction": direction,
            "fov": fov,
            "range": told.range,
            "given_direction": given,
            "public_space": told.public_space,
            "purpose": (told.purpose or "").strip()[:LONGEST_PURPOSE] or None,
            "jurisdiction": told.jurisdiction,
            "stream": None if told.stream is None else checked_stream(told.stream),
            "lon": told.lon,
            "lat": told.lat,
        },
        heading.form,
    )


def looked(heading: Heading, fov: float | None) -> tuple[float | None, float | None]:
    """Direction and field of view of the register for what a direction was read as.

    Where somebody wrote several directions the register has the middle of the smallest sector that
    holds them all, and the width of each single one where it is known; the words stay beside them,
    and what the camera sees is the union of the single sectors. A range has its own width.
    """
    whole = directions.span(heading.sectors)
    if whole is None:
        return None, fov
    if heading.form is Form.SEVERAL:
        return whole.direction, fov
    return whole.direction, whole.width or fov


def scheme_of(code: str) -> CameraScheme:
    """Where a code comes from, by its form."""
    if gb28181.is_id(code):
        return CameraScheme.GBT28181
    return CameraScheme.OSM if code.startswith("osm:") else CameraScheme.OWN


def checked_stream(text: str) -> str:
    """The address of a stream; empty for none.

    Raises
    ------
    RefusedError
        It is no address that a gateway could serve HLS under.
    """
    plain = text.strip()
    if not plain:
        return ""
    try:
        parts = urlsplit(plain)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    printable = plain.isascii() and plain.isprintable() and " " not in plain
    if not (fine and printable and len(plain) <= LONGEST_STREAM):
        raise RefusedError(
            "播放地址应为 http 或 https 的 HLS 地址",
            "it must be the http or https address of an HLS playlist; a gateway makes one of RTSP",
            "stream",
        )
    if parts.username or parts.password or parts.fragment:
        raise RefusedError(
            "播放地址不得含用户名、口令或 #", "it must not hold a user, a password or a #", "stream"
        )
    if _is_unspecified(parts.hostname or ""):
        raise RefusedError("播放地址的主机无效", "its host is no address of a machine", "stream")
    return plain


def _is_unspecified(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _code(told: Telling) -> str:
    code = _text(told.code, "code", LONGEST_CODE)
    if told.scheme is CameraScheme.GBT28181 or (told.scheme is None and gb28181.is_meant(code)):
        try:
            return str(gb28181.parse(code))
        except ParameterError as error:
            raise RefusedError(error.zh or str(error), str(error), "code") from None
    return code


def _text(text: str, field: str, longest: int) -> str:
    plain = " ".join(text.split())
    if not plain or len(plain) > longest:
        raise RefusedError(
            f"缺少，或超过 {longest} 个字",
            f"it is missing or longer than {longest} characters",
            field,
        )
    return plain


def _check_place(lon: float, lat: float) -> None:
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise RefusedError("坐标不是数值", "the coordinates are no numbers", "lon")
    if lon == 0 and lat == 0:
        raise RefusedError("坐标为 0, 0", "the coordinates are 0, 0", "lon")
    if not (-180 <= lon <= 180 and -MERCATOR <= lat <= MERCATOR):
        raise RefusedError(
            "经度应在 -180 至 180、纬度应在 -85 至 85 之间",
            "longitudes are -180 to 180, latitudes -85 to 85; are they swapped?",
            "lon",
        )


def _heading(told: Telling) -> tuple[Heading, str | None]:
    """How the direction is read, and the words to keep beside it."""
    given = told.direction
    if isinstance(given, float | int):
        given = f"{given:.6f}" if math.isfinite(given) else "nan"
        heading = directions.read(given, CameraKind.FIXED)
        if heading.form is Form.UNREADABLE:
            raise RefusedError("方向应在 -360 至 360 度之间", "directions are -360 to 360 degrees",
                               "direction")  # fmt: skip
        return heading, None
    heading = directions.read(given, told.kind)
    words = (given or "").strip()[: directions.LONGEST]
    return heading, words or None
