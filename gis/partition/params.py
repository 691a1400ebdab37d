"""Parameters of a partition."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from gis.errors import ParameterError
from gis.model import Rules


class Effort(StrEnum):
    """How long to search; see ``gis.partition.search``."""

    FAST = "fast"
    BALANCED = "balanced"
    BEST = "best"


class Trade(StrEnum):
    """What a plan gives most for, where not all can be had.

    BALANCED
        A bit of everything.
    EVEN
        Grids of like totals.
    COMPACT
        Round grids.
    ROADS
        Few borders off roads, rivers and walls.
    STEADY
        Few households moved out of the grids there are.
    """

    BALANCED = "balanced"
    EVEN = "even"
    COMPACT = "compact"
    ROADS = "roads"
    STEADY = "steady"


@dataclass(frozen=True, slots=True)
class Params:
    """Everything besides the town that decides a proposal.

    Parameters
    ----------
    rules
        What the plan must obey.
    target
        Wanted total of a base grid in towns; None for the middle of the band.
    effort
        How long to search.
    seed
        Start of all randomness; same town, parameters and seed give the same bytes.
    keep_compounds
        Keep every compound that fits whole even where the band cannot be met then.
    trade
        What to give most for; alternatives of one plan differ in it.
    """

    rules: Rules = field(default_factory=Rules)
    target: int | None = None
    effort: Effort = Effort.BALANCED
    seed: int = 0
    keep_compounds: bool = False
    trade: Trade = Trade.BALANCED

    def __post_init__(self) -> None:
        if self.target is not None and self.target not in self.rules.band:
            raise ParameterError(f"target {self.target} lies outside the band {self.rules.band}")
        if self.seed < 0:
            raise ParameterError("the seed is a number from 0")
