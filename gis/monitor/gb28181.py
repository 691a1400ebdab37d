"""Device ids and camera attributes after GB/T 28181.

An id has 20 digits: centre (8), industry (2), type (3), network (1), sequence (6). There is no
check digit; what can be checked is the length, the digits, and that the type says camera. Which
numbers of centres and industries exist is a matter of each town and is not judged here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType

from gis.errors import ParameterError
from gis.model.cameras import CameraKind

CAMERA, NETWORK_CAMERA = "131", "132"
TYPES = MappingProxyType({CAMERA: "camera", NETWORK_CAMERA: "IP camera"})
"""Types of devices that are cameras."""
OTHERS = MappingProxyType({
    "111": "DVR", "112": "video server", "113": "encoder", "114": "decoder", "118": "NVR",
    "134": "alarm input", "135": "alarm output", "200": "platform", "215": "group of channels",
    "216": "virtual organisation",
})  # fmt: skip
"""Types that lists of channels also hold."""
DIRECTIONS = MappingProxyType({
    "1": 90.0, "2": 270.0, "3": 180.0, "4": 0.0, "5": 135.0, "6": 45.0, "7": 225.0, "8": 315.0,
})  # fmt: skip
"""DirectionType: east, west, south, north, south-east, north-east, south-west, north-west."""


@dataclass(frozen=True, slots=True)
class Build:
    """What a PTZType says: how a camera is built, and how wide it sees where that follows."""

    kind: CameraKind
    fov: float | None = None


BUILDS = MappingProxyType({
    # Ball, half-ball, fixed, remote-controlled, remote-controlled half-ball.
    "1": Build(CameraKind.PANNING), "2": Build(CameraKind.DOME), "3": Build(CameraKind.FIXED),
    "4": Build(CameraKind.PANNING), "5": Build(CameraKind.PANNING),
    # Several lenses: the panorama, and one of its parts.
    "6": Build(CameraKind.FIXED, 180.0), "7": Build(CameraKind.FIXED),
})  # fmt: skip
"""By PTZType."""
_ID = re.compile(r"[0-9]{20}")
_MEANT = re.compile(r"[0-9]{18,22}")


@dataclass(frozen=True, slots=True)
class DeviceId:
    """The parts of an id, as their digits."""

    centre: str
    industry: str
    type: str
    network: str
    sequence: str

    def __str__(self) -> str:
        return f"{self.centre}{self.industry}{self.type}{self.network}{self.sequence}"

    @property
    def county(self) -> str:
        """The first six digits of the centre: a county, or a prefecture where the last are 00."""
        return self.centre[:6]


def is_id(text: str) -> bool:
    """Whether a text has the form of an id, of whatever device."""
    return _ID.fullmatch(text) is not None


def is_meant(text: str) -> bool:
    """Whether a code looks as if it should be an id, although a digit may be missing or too many.

    Nobody else's codes have so many digits and nothing else.
    """
    return _MEANT.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def parse(text: str) -> DeviceId:
    """Read the id of a camera; full-width digits and blanks around are no matter.

    Raises
    ------
    ParameterError
        It is not 20 digits, or the id of something else than a camera.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not is_id(plain):
        digits = sum(c.isascii() and c.isdigit() for c in plain)
        raise ParameterError(
            f"{text!r} is no id after GB/T 28181: it has {digits} digits and"
            f" {len(plain) - digits} other characters instead of 20 digits",
            f"“{text}”不是 GB/T 28181 编码：应为 20 位数字，实有 {digits} 位数字、"
            f"{len(plain) - digits} 个其他字符。",
        )
    parts = DeviceId(plain[:8], plain[8:10], plain[10:13], plain[13], plain[14:])
    if parts.type not in TYPES:
        what = OTHERS.get(parts.type, "something else")
        raise ParameterError(
            f"{plain} is the id of no camera: digits 11 to 13 are {parts.type} ({what}), not 131"
            " or 132",
            f"{plain} 不是摄像机编码：第 11 至 13 位为 {parts.type}，应为 131 或 132。",
        )
    return parts


def direction(code: str) -> float | None:
    """Degrees of a DirectionType; None for none or an unknown one."""
    return DIRECTIONS.get(code.strip())


def build(code: str) -> Build | None:
    """What a PTZType says; None for none or an unknown one."""
    return BUILDS.get(code.strip())
