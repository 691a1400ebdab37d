"""Which way cameras look, read from what people write.

The tag ``camera:direction`` of OpenStreetMap should hold degrees clockwise from north, 0 to 359,
a point of the compass, or a range of either (clockwise, so ``190-100`` runs over north). Real data
hold negative numbers, 360, several directions in one value, and words of several languages.
``camera:angle`` is a tilt and never read here.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from gis.model.cameras import ALL_ROUND, CameraKind, Sector

LONGEST = 100
"""Characters that are looked at; nobody needs more to say which way a camera looks."""


class Form(StrEnum):
    """How a direction was written; every text is of exactly one form."""

    NONE = "none"
    DEGREES = "degrees"
    NEGATIVE = "negative"
    COMPASS = "compass"
    RANGE = "range"
    SEVERAL = "several"
    ALL_ROUND = "all_round"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Heading:
    """What was made of a text: where the camera looks; nothing where that is not known."""

    form: Form
    sectors: tuple[Sector, ...] = ()


_POINTS = (
    "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE",
    "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW",
)  # fmt: skip
_WORDS = {"north": "N", "east": "E", "south": "S", "west": "W"}
_CHINESE = {
    "北": "N", "东北": "NE", "东": "E", "东南": "SE",
    "南": "S", "西南": "SW", "西": "W", "西北": "NW",
}  # fmt: skip
_NUMBER = r"[+-]?\d{1,4}(?:\.\d{1,6})?"
_DEGREES = r"\s*(?:°|deg(?:rees?)?|度)?"
_PLAIN = re.compile(rf"({_NUMBER}){_DEGREES}", re.IGNORECASE)
_RANGE = re.compile(
    rf"({_NUMBER}|[a-z]{{1,3}}){_DEGREES}\s*(?:-|–|—|~|\.\.)\s*({_NUMBER}|[a-z]{{1,3}}){_DEGREES}",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[;,/|、；，]")
_ROUND = frozenset({"all", "360°", "around", "panorama", "全景", "四周"})


def read(text: str | None, kind: CameraKind = CameraKind.FIXED) -> Heading:
    """Read one direction.

    Parameters
    ----------
    text
        As it was given; None where nothing was.
    kind
        360 is north for what looks one way; whoever writes it for a dome or a camera that
        turns means all round.

    Examples
    --------
    >>> read("-90").sectors, read("190-100").sectors
    ((Sector(direction=270.0, width=None),), (Sector(direction=325.0, width=270.0),))
    >>> read("180, 270").form, read("south").sectors
    (<Form.SEVERAL: 'several'>, (Sector(direction=180.0, width=None),))
    """
    plain = unicodedata.normalize("NFKC", text or "").replace("\N{MINUS SIGN}", "-").strip()
    return _read(plain[: LONGEST + 1], kind) if plain else Heading(Form.NONE)


def read_all(
    texts: Sequence[str | None], kinds: Sequence[CameraKind]
) -> tuple[list[Heading], dict[Form, int]]:
    """Read many directions; the counts by form sum up to how many were given."""
    found = [read(text, kind) for text, kind in zip(texts, kinds, strict=True)]
    counts = dict.fromkeys(Form, 0)
    for one in found:
        counts[one.form] += 1
    return found, counts


def span(sectors: Sequence[Sector]) -> Sector | None:
    """The smallest sector that holds all of these; None of none.

    A register has one direction and one width a camera. For a camera that looks several ways they
    are those of this span, without width where each of one or more directions has none and they
    are one; what it sees is drawn from the single sectors.
    """
    if not sectors:
        return None
    if len(sectors) == 1:
        return sectors[0]
    starts = [(one.direction - (one.width or 0.0) / 2) % 360 for one in sectors]
    widths = [one.width or 0.0 for one in sectors]
    best, first = 360.0, 0.0
    for start in starts:
        ends = [(other - start) % 360 + w for other, w in zip(starts, widths, strict=True)]
        if max(ends) < best:
            best, first = max(ends), start
    if best >= 360.0:
        return ALL_ROUND
    return Sector((first + best / 2) % 360, best or None)


@lru_cache(maxsize=4096)
def _read(plain: str, kind: CameraKind) -> Heading:
    found = None
    if len(plain) <= LONGEST:
        whole = plain.casefold() in _ROUND or _turns_round(plain, kind)
        round_ = Heading(Form.ALL_ROUND, (ALL_ROUND,)) if whole else None
        found = round_ or _single(plain) or _range(plain) or _several(plain)
    return found or Heading(Form.UNREADABLE)


def _several(plain: str) -> Heading | None:
    parts = [part.strip() for part in _BETWEEN.split(plain) if part.strip()]
    told = [_single(part) or _range(part) for part in parts]
    if len(parts) < 2 or any(one is None for one in told):
        # Part of an answer would be drawn as if it were all of it.
        return None
    sectors = dict.fromkeys(sector for one in told if one for sector in one.sectors)
    return Heading(Form.SEVERAL, tuple(sectors))


def _turns_round(plain: str, kind: CameraKind) -> bool:
    number = _PLAIN.fullmatch(plain)
    return number is not None and float(number[1]) == 360 and kind is not CameraKind.FIXED


def _single(text: str) -> Heading | None:
    """One direction in degrees or as a point of the compass."""
    number = _PLAIN.fullmatch(text)
    if number is not None:
        degrees = float(number[1])
        if abs(degrees) > 360:
            return None
        form = Form.NEGATIVE if degrees < 0 else Form.DEGREES
        return Heading(form, (Sector(_turned(degrees)),))
    point = _point(text)
    return None if point is None else Heading(Form.COMPASS, (Sector(point),))


def _range(text: str) -> Heading | None:
    """From one direction clockwise to another."""
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    ends = [_end(found[1]), _end(found[2])]
    first, last = ends
    if first is None or last is None:
        return None
    width = (last - first) % 360
    if width == 0:
        whole = first != last
        sector = ALL_ROUND if whole else Sector(_turned(first))
        return Heading(Form.ALL_ROUND if whole else Form.DEGREES, (sector,))
    return Heading(Form.RANGE, (Sector(_turned(first + width / 2), width),))


def _end(text: str) -> float | None:
    if text[-1].isdigit():
        degrees = float(text)
        return degrees if abs(degrees) <= 360 else None
    return _point(text)


def _point(text: str) -> float | None:
    """Degrees of a point of the compass, by its letters or in words."""
    if text.upper() in _POINTS:
        return _POINTS.index(text.upper()) * 22.5
    word = re.sub(r"[\s_-]", "", text.casefold())
    word = re.sub(r"(?:wards?|bound|ern)$", "", word)
    letters = re.sub("north|east|south|west", lambda found: _WORDS[found[0]], word)
    if letters in _POINTS:
        return _POINTS.index(letters) * 22.5
    bare = re.sub(r"^[朝向面]+|[向方面侧]+$", "", text)
    return _POINTS.index(_CHINESE[bare]) * 22.5 if bare in _CHINESE else None


def _turned(degrees: float) -> float:
    """Degrees from 0 to below 360; a tiny negative one must not become 360 itself."""
    turned = math.fmod(degrees, 360.0)
    turned += 360.0 if turned < 0 else 0.0
    return 0.0 if turned >= 360.0 else turned + 0.0
