"""What a town sets for its tickets and its watch: limits, colours, thresholds.

Every value has a default. Figures of stages are minutes: the towns we know ask for an answer
within 1 minute, somebody on the spot within 5 and word of it within 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Annotated, ClassVar

from annotated_types import Ge, Gt, Le, Lt, MaxLen

from gis.errors import ParameterError
from gis.model.tickets import Stage

Minutes = Annotated[int, Ge(1), Le(10 * 366 * 24 * 60)]
"""At most ten years."""
Share = Annotated[float, Gt(0), Lt(1)]
Most = Annotated[int, Ge(1), Le(1_000_000)]
_STRICT: dict[str, str] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Minutes a ticket may stay in a stage; None: as long as it takes.

    Parameters
    ----------
    reported
        Until somebody responds.
    dispatched
        Until somebody is on the spot.
    handling
        Until word of it is fed back.
    whole
        From the report until it is closed.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    reported: Minutes | None = 1
    accepted: Minutes | None = 5
    assigned: Minutes | None = 5
    dispatched: Minutes | None = 5
    handling: Minutes | None = 10
    checked: Minutes | None = 60
    returned: Minutes | None = 10
    reopened: Minutes | None = 5
    whole: Minutes | None = 1440

    def of(self, stage: Stage) -> int | None:
        """Minutes for a stage; None where nothing presses, such as in what is put off."""
        if stage in {Stage.DEFERRED, Stage.CLOSED}:
            return None
        found: int | None = getattr(self, stage)
        return found

    def but(self, own: Mapping[str, int | None]) -> Limits:
        """These with those of a category in their place.

        Raises
        ------
        ParameterError
            There is no such stage, or a value is no count of minutes.
        """
        known = {one.name: getattr(self, one.name) for one in fields(self)}
        for stage, minutes in own.items():
            if stage not in known:
                raise ParameterError(
                    f"limits: there is none for {stage!r}; known: {', '.join(known)}",
                    f"时限中没有“{stage}”；可用：{'、'.join(known)}",
                )
            if minutes is not None and not 1 <= minutes <= 10 * 366 * 24 * 60:
                raise ParameterError(
                    f"limits: {stage} must be 1 or more minutes, at most ten years, not {minutes}",
                    f"时限“{stage}”应为 1 分钟以上、十年以内，不能是 {minutes}",
                )
        return Limits(**{**known, **own})


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """When an open ticket turns yellow; red is what is due.

    Parameters
    ----------
    yellow_from
        Share of the time between the report and what it is due, from which it is yellow.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    yellow_from: Share = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """How late tickets rise by themselves.

    Parameters
    ----------
    every
        Minutes after which one that is still late rises again.
    most
        How often at most.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    enabled: bool = True
    every: Minutes = 60
    most: Annotated[int, Ge(1), Le(100)] = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Snap:
    """Reports of residents, without login.

    Parameters
    ----------
    enabled
        Whether anybody may report; off unless the town wants it.
    reports
        From one address in an hour. A household or an office may share one.
    categories
        What can be reported, as ``matter:06010`` or a class (``matter:06``); empty: all matters.
    jurisdiction
        Whose tickets those are that lie in no community; None: those are refused.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    enabled: bool = False
    reports: Annotated[int, Ge(1), Le(10_000)] = 20
    categories: Annotated[tuple[Annotated[str, MaxLen(40)], ...], MaxLen(1000)] = ()
    jurisdiction: Annotated[str, MaxLen(12)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """From when on a position is suspect.

    Parameters
    ----------
    piled
        So many tickets of a source on exactly one point are taken for a stand-in for "unknown".
    decimals
        Degrees given to at most so many decimals are rounded.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    piled: Annotated[int, Ge(2), Le(1_000_000)] = 50
    decimals: Annotated[int, Ge(0), Le(6)] = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """From when on something is worth an alert.

    Parameters
    ----------
    window
        Minutes that are looked at.
    least
        Tickets below which nothing counts as piled up.
    ratio
        Times what is usual.
    p
        Probability of so many by chance, corrected for looking at many places.
    overdue
        Share of a unit's open tickets that are late.
    concentration
        Share of the window's tickets in the top tenth of the grids.
    cameras
        Share of a department's cameras that are offline.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    enabled: bool = True
    window: Annotated[int, Ge(5), Le(31 * 24 * 60)] = 60
    least: Most = 5
    ratio: Annotated[float, Gt(1), Le(1000)] = 2.0
    p: Share = 0.01
    overdue: Share = 0.3
    concentration: Share = 0.6
    cameras: Share = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """All of it."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    limits: Limits = field(default_factory=Limits)
    colours: Colours = field(default_factory=Colours)
    escalation: Escalation = field(default_factory=Escalation)
    snap: Snap = field(default_factory=Snap)
    positions: Positions = field(default_factory=Positions)
    alerts: Alerts = field(default_factory=Alerts)
