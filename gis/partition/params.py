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
    """

    rules: Rules = field(default_factory=Rules)
    target: int | None = None
    effort: Effort = Effort.BALANCED
    seed: int = 0
    keep_compounds: bool = False

    def __post_init__(self) -> None:
        if self.target is not None and self.target not in self.rules.band:
            raise ParameterError(f"target {self.target} lies outside the band {self.rules.band}")
        if self.seed < 0:
            raise ParameterError("the seed is a number from 0")
