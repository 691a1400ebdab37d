"""Colours, line widths and icons of every map, in one place: ``palette.json``.

The planner's map in the browser is built with the same file. The scale of households is a diverging
one from blue (too few) over a pale middle (in the band) to burnt orange (too many): the pair of
hues that people with any of the common forms of colour blindness tell apart. Dedicated grids keep
away from both ends and carry an icon beside the colour.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from gis.model import Band, Severity

_PALETTE: Mapping[str, Any] = json.loads((files("gis.maps") / "palette.json").read_text("utf-8"))

PAPER: str = _PALETTE["paper"]
INK: str = _PALETTE["ink"]
MUTED: str = _PALETTE["muted"]
ACCENT: str = _PALETTE["accent"]
HALO: str = _PALETTE["halo"]

SCALE: tuple[str, ...] = tuple(_PALETTE["scale"])
"""Fills of base grids from far too few to far too many households; 2, 3 and 4 are the thirds of
the band."""

FAR: float = _PALETTE["far"]
"""A grid lies far outside once it misses the nearer end of the band by this share of it."""

WATER: str = _PALETTE["water"]
GRID_LINE: str = _PALETTE["grid"]
MICROGRID_LINE: str = _PALETTE["microgrid"]
COMMUNITY_LINE: str = _PALETTE["community"]
COMPOUND_LINE: str = _PALETTE["compound"]
SITE_LINE: str = _PALETTE["site"]
SELECTED: str = _PALETTE["selected"]
BUILDING_HOMES: str = _PALETTE["homes"]
BUILDING_OTHER: str = _PALETTE["other"]

SEVERITIES: Mapping[str, str] = MappingProxyType(
    {one: _PALETTE["severities"][one]["colour"] for one in Severity}
)
"""Colours of findings; each severity has a glyph of its own as well."""

SEVERITY_GLYPHS: Mapping[str, str] = MappingProxyType(
    {one: _PALETTE["severities"][one]["glyph"] for one in Severity}
)


@dataclass(frozen=True, slots=True)
class Line:
    """How a class of barrier is drawn.

    Parameters
    ----------
    color, casing
        Colours of the line and of the darker rim below it; no rim where ``casing`` is empty.
    metres
        Width on the ground; a line grows with the scale until ``most`` pixels.
    least, most
        Bounds of the width in pixels.
    dash
        Dash pattern in multiples of the width, empty for a plain line.
    """

    color: str
    casing: str
    metres: float
    least: float
    most: float
    dash: tuple[float, ...] = ()


BARRIERS: Mapping[str, Line] = MappingProxyType(
    {
        name: Line(**look | {"dash": tuple(look["dash"])})
        for name, look in _PALETTE["barriers"].items()
    }
)
"""Classes of barriers in drawing order."""


@dataclass(frozen=True, slots=True)
class Category:
    """How a category of dedicated grids is drawn: fill, border and badge, icon path (24 x 24)."""

    fill: str
    line: str
    icon: str


CATEGORIES: Mapping[str, Category] = MappingProxyType(
    {name: Category(**look) for name, look in _PALETTE["categories"].items()}
)
"""Categories of dedicated grids; icons are filled by the even-odd rule."""


def step(value: float, band: Band) -> int:
    """Index into SCALE for a total under a band.

    Raises
    ------
    ValueError
        If ``value`` is not a number.
    """
    if value != value:  # noqa: PLR0124 (NaN is the one value that differs from itself)
        raise ValueError("a grid's total is not a number")
    if value < band.lower:
        return 0 if band.lower - value > FAR * band.lower else 1
    if value > band.upper:
        return 6 if value - band.upper > FAR * band.upper else 5
    width = band.upper - band.lower
    return 3 if width == 0 else 2 + min(2, int(3 * (value - band.lower) / width))
