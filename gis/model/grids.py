"""Frozen values shared by every layer: bands, reasons, categories, codes, findings."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from gis.errors import CapacityError, ParameterError


class Kind(StrEnum):
    """What a grid is for."""

    BASE = "base"
    DEDICATED = "dedicated"


class Reason(StrEnum):
    """Why a grid or micro-grid may lie outside its band.

    COMMUNITY_TOTAL
        No number of grids fits the community's households: no k with lower*k <= N <= upper*k.
    GRID_TOTAL
        The same one level below: no number of micro-grids fits the grid's households.
    POCKET
        A part cut off by uncrossable barriers (or an exclave) whose own total fits no k.
    ATOM_TOO_LARGE
        It holds something indivisible (a building; for micro-grids a floor) above the band, or
        its buildings are so large that no combination of neighbours lies in the band.
    COMPOUND_KEPT_WHOLE
        The caller asked to keep compounds whole at the price of the band.
    DEDICATED
        A dedicated grid follows its site, not the band.
    """

    COMMUNITY_TOTAL = "community_total"
    GRID_TOTAL = "grid_total"
    POCKET = "pocket"
    ATOM_TOO_LARGE = "atom_too_large"
    COMPOUND_KEPT_WHOLE = "compound_kept_whole"
    DEDICATED = "dedicated"


class HouseholdsSource(StrEnum):
    """Where a building's household count comes from."""

    SURVEYED = "surveyed"
    ESTIMATED = "estimated"
    DISAGGREGATED = "disaggregated"


CATEGORIES = {
    "industrial_park": "工业园区",
    "school": "学校",
    "hospital": "医院",
    "scenic_spot": "景区公园",
    "commercial": "商务楼宇",
    "market": "市场",
    "shops": "商铺街区",
    "government": "机关单位",
    "enterprise": "企业",
    "religious": "宗教场所",
    "transport_hub": "交通枢纽",
}
"""Categories of sites that get dedicated grids, with their Chinese names."""

BARRIER_CLASSES = {
    "motorway": False,
    "trunk": True,
    "primary": True,
    "secondary": True,
    "tertiary": True,
    "residential": True,
    "river": False,
    "rail": False,
    "wall": False,
}
"""Barrier classes, and whether one may cross them where the input does not say."""


@dataclass(frozen=True, slots=True)
class Band:
    """An allowed range of households, both ends included.

    Raises
    ------
    ParameterError
        If not 0 < lower <= upper.
    """

    lower: int
    upper: int

    def __post_init__(self) -> None:
        if not 0 < self.lower <= self.upper:
            raise ParameterError(f"a band needs 0 < lower <= upper, not {self.lower}:{self.upper}")

    @classmethod
    def parse(cls, text: str) -> Band:
        """Read ``300:500``; raise ParameterError for anything else."""
        lower, colon, upper = text.partition(":")
        if not (colon and lower.strip().isdigit() and upper.strip().isdigit()):
            raise ParameterError(
                f"a band is written LOWER:UPPER, for example 300:500, not {text!r}"
            )
        return cls(int(lower), int(upper))

    def __str__(self) -> str:
        return f"{self.lower}:{self.upper}"

    def __contains__(self, households: float) -> bool:
        return self.lower <= households <= self.upper

    def counts(self, households: float) -> range:
        """Every k for which ``households`` can be divided into k parts within the band.

        Empty where none exists. ``lower * k <= households <= upper * k``.
        """
        return range(
            max(1, math.ceil(households / self.upper)),
            int(households // self.lower) + 1,
        )

    def distance(self, households: float) -> float:
        """How far outside the band a count lies; 0 inside."""
        return max(self.lower - households, households - self.upper, 0.0)


@dataclass(frozen=True, slots=True)
class CodeScheme:
    """How grid codes are formed from a community's code (12 digits) and a running number.

    Parameters
    ----------
    grid_digits, microgrid_digits
        Width of the running number of a grid, and of a micro-grid within its grid.
    dedicated_from
        First number of the range of dedicated grids; base grids stay below it.
    """

    name: str
    grid_digits: int
    microgrid_digits: int
    dedicated_from: int

    @property
    def grid_length(self) -> int:
        """Digits of a whole grid code."""
        return 12 + self.grid_digits

    @property
    def microgrid_length(self) -> int:
        """Digits of a whole micro-grid code."""
        return self.grid_length + self.microgrid_digits

    def grid(self, community: str, number: int, kind: Kind) -> str:
        """Code of the number-th (from 1) base or dedicated grid of a community."""
        last = self.dedicated_from - 1 if kind is Kind.BASE else 10**self.grid_digits - 1
        running = number if kind is Kind.BASE else self.dedicated_from + number - 1
        if running > last:
            raise CapacityError(
                f"community {community} needs more than {last} as running number of its {kind} "
                f"grids; choose a code scheme with more digits than {self.name!r}"
            )
        return f"{community}{running:0{self.grid_digits}d}"

    def fits(self, code: str, community: str, kind: Kind) -> bool:
        """Whether this scheme could have given the code to such a grid of the community."""
        running = code.removeprefix(community)
        if not code.startswith(community) or len(code) != self.grid_length:
            return False
        if not (running.isascii() and running.isdigit()):
            return False
        return int(running) > 0 and (int(running) >= self.dedicated_from) == (
            kind is Kind.DEDICATED
        )

    def microgrid(self, grid: str, number: int) -> str:
        """Code of the number-th (from 1) micro-grid of a grid."""
        if number >= 10**self.microgrid_digits:
            raise CapacityError(
                f"grid {grid} needs micro-grid number {number}; "
                f"choose a code scheme with more digits than {self.name!r}"
            )
        return f"{grid}{number:0{self.microgrid_digits}d}"


CODE_SCHEMES = {
    scheme.name: scheme
    for scheme in (
        CodeScheme("standard", grid_digits=3, microgrid_digits=2, dedicated_from=901),
        CodeScheme("wide", grid_digits=4, microgrid_digits=3, dedicated_from=9001),
    )
}
"""Known schemes. ``standard``: 12 + 3 digits (Beijing and Xi'an local standards), + 2."""


class Severity(StrEnum):
    """How much a finding matters. INFO never makes a run fail: the arithmetic excuses it."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One located result of the audit.

    Parameters
    ----------
    id
        Hash of rule, units and input digests.
    units
        Codes or ids of the features concerned.
    geometry
        A shapely geometry in the CRS of the input, or None where nothing can be drawn.
    numbers
        The measured figures (areas in m2, widths in m, counts).
    message_zh, message_en
        One sentence each: what is wrong and what to do.
    """

    id: str
    rule: str
    severity: Severity
    units: tuple[str, ...]
    geometry: Any
    message_zh: str
    message_en: str
    numbers: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a plan must obey; stored with it, so that an audit knows what was promised.

    Parameters
    ----------
    band
        Allowed total of ``by`` in a base grid.
    micro_band
        Allowed total in a micro-grid; None where ``micro_count`` rules.
    micro_count
        Smallest and largest number of micro-grids in a grid; None where ``micro_band`` rules.
    by
        What is balanced: ``households``, ``residents`` or a numeric column of the buildings.
    code_scheme
        A key of CODE_SCHEMES.
    """

    band: Band = Band(300, 500)
    micro_band: Band | None = Band(50, 80)
    micro_count: tuple[int, int] | None = None
    by: str = "households"
    code_scheme: str = "standard"

    def __post_init__(self) -> None:
        if (self.micro_band is None) == (self.micro_count is None):
            raise ParameterError("give either a band or a count of micro-grids, not both")
        if self.code_scheme not in CODE_SCHEMES:
            known = ", ".join(CODE_SCHEMES)
            raise ParameterError(f"unknown code scheme {self.code_scheme!r}; known: {known}")


@dataclass(frozen=True, slots=True)
class Overrides:
    """Rules as a caller gives them: None leaves what holds anyway."""

    band: Band | None = None
    micro_band: Band | None = None
    micro_count: tuple[int, int] | None = None
    by: str | None = None
    code_scheme: str | None = None

    def on(self, rules: Rules) -> Rules:
        """The rules with what was given in their place; a band and a count replace each other."""
        given = {f.name: value for f in fields(self) if (value := getattr(self, f.name))}
        if self.micro_band or self.micro_count:
            given |= {"micro_band": self.micro_band, "micro_count": self.micro_count}
        return replace(rules, **given)
