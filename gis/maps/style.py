"""Colours, line widths and icons of every map, in one place.

The scale of households is a diverging one from blue (too few) over a pale middle (in the band) to
burnt orange (too many): the pair of hues that people with any of the common forms of colour
blindness tell apart. Dedicated grids keep away from both ends and carry an icon beside the colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gis.model import Band, Severity

PAPER = "#f2f1ec"
INK = "#1d2733"
MUTED = "#5c6875"
ACCENT = "#17456e"
HALO = "#ffffff"

SCALE = ("#6596d0", "#a4c7e9", "#dde5ec", "#f2f3e6", "#fae9cb", "#f4b56c", "#e17c41")
"""Fills of base grids from far too few to far too many households; 2, 3 and 4 are the thirds of
the band."""

FAR = 0.2
"""A grid lies far outside once it misses the nearer end of the band by this share of it."""

WATER = "#c6e7f3"
GRID_LINE = "#34404e"
MICROGRID_LINE = "#4c5968"
COMMUNITY_LINE = "#5a1846"
COMPOUND_LINE = "#7d8a4e"
SITE_LINE = "#6b5b8c"
SELECTED = "#00303f"
BUILDING_HOMES = "#6d7581"
BUILDING_OTHER = "#a9aeb5"

SEVERITIES: Mapping[str, str] = MappingProxyType(
    {Severity.ERROR: "#c4003d", Severity.WARNING: "#7a3fb0", Severity.INFO: "#3f6b78"}
)
"""Colours of findings; each severity has a glyph of its own as well."""

SEVERITY_GLYPHS: Mapping[str, str] = MappingProxyType(
    {Severity.ERROR: "×", Severity.WARNING: "!", Severity.INFO: "i"}
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
        "river": Line("#8fbfdc", "", 16, 2.4, 10),
        "wall": Line("#8a6a4a", "", 0.8, 0.8, 1.6),
        "residential": Line("#ffffff", "#c9c8c1", 5, 0.9, 8),
        "tertiary": Line("#ffffff", "#b7b5ac", 8, 1.4, 11),
        "secondary": Line("#fffdf2", "#a8a292", 11, 1.9, 13),
        "primary": Line("#fdf3cf", "#a1936a", 14, 2.4, 15),
        "trunk": Line("#fbe4a4", "#9a854d", 17, 2.8, 16),
        "motorway": Line("#f3c987", "#8d6a2f", 20, 3.2, 18),
        "rail": Line("#ffffff", "#4f555c", 5, 2.4, 5, (3.2, 3.2)),
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
    {
        "industrial_park": Category(
            "#cdc6c0", "#5f534a", "M2 21V11l6 3.5V11l6 3.5V3h3.5l.8 9H22v9z"
        ),
        "school": Category(
            "#c9bfe6",
            "#4f3d94",
            "M12 4 1 9.2l11 5.2 9-4.2V17h2V9.2z "
            "M5 13v4.3c1.2 1.6 3.8 2.7 7 2.7s5.8-1.1 7-2.7V13l-7 3.3z",
        ),
        "hospital": Category("#f3bfd0", "#a3174f", "M9 3h6v6h6v6h-6v6H9v-6H3V9h6z"),
        "scenic_spot": Category("#b9dcae", "#2f6b2a", "M12 2 6 10h2.6L4 17h7v5h2v-5h7l-4.6-7H18z"),
        "commercial": Category(
            "#bcdcd8",
            "#136a66",
            "M6 2h12v20h-4.5v-4h-3v4H6z M9 5v2h2V5z M13 5v2h2V5z M9 9v2h2V9z M13 9v2h2V9z "
            "M9 13v2h2v-2z M13 13v2h2v-2z",
        ),
        "market": Category(
            "#e3dd9c",
            "#6a6208",
            "M4 3h16l2 6.5h-.2c0 1.6-1.3 2.5-2.6 2.5s-2.4-.9-2.4-2.5c0 1.6-1.2 2.5-2.4 2.5"
            "S12 11.1 12 9.5c0 1.6-1.2 2.5-2.4 2.5s-2.4-.9-2.4-2.5c0 1.6-1.2 2.5-2.4 2.5"
            "S2.2 11.1 2.2 9.5H2z "
            "M4.5 14h15v7h-15z",
        ),
        "shops": Category(
            "#e8c7e4",
            "#8a2a86",
            "M5.5 8h13L20 22H4z M8.2 8V6.2a3.8 3.8 0 0 1 7.6 0V8h-1.8V6.2a2 2 0 0 0-4 0V8z",
        ),
        "government": Category(
            "#e9bdb6",
            "#93231b",
            "M12 2 2 8v2h20V8z M4 11.5h3v6.5H4z "
            "M10.5 11.5h3v6.5h-3z M17 11.5h3v6.5h-3z M2 19h20v3H2z",
        ),
        "enterprise": Category(
            "#c3cbd6",
            "#3a4a66",
            "M9 3h6a2 2 0 0 1 2 2v2h5v13H2V7h5V5a2 2 0 0 1 2-2z M9 5v2h6V5z",
        ),
        "religious": Category(
            "#e0c9a6",
            "#7a4a12",
            "M12 1l2.2 3.4H20L17.8 8H17v2.5h5L19 15v7"
            "h-5v-4.5a2 2 0 0 0-4 0V22H5v-7l-3-4.5h5V8h-.8L4 4.4h5.8z",
        ),
        "transport_hub": Category(
            "#b5d3cf",
            "#245a63",
            "M5 3h14a2 2 0 0 1 2 2v12h-2v3.5h-3V17H8v3.5H5V17H3V5a2 2 0 0 1 2-2z M6 6v5h12V6z "
            "M6 13v2h2.5v-2z M15.5 13v2H18v-2z",
        ),
    }
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
