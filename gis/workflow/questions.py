"""What people write about which tickets they mean, made into a question."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from gis.errors import NotFoundError, ParameterError
from gis.model import covers
from gis.model.questions import Question
from gis.model.tickets import Channel, Colour, Stage
from gis.store.questions import Category
from gis.workflow.where import LOCAL

OPEN, LATE = "open", "late"
"""What may stand among stages: all but the closed one; late ones only, whatever else is said."""
LONGEST = 36_600
"""Days that a window may span."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as it was written; empty collections: whatever it is.

    Parameters
    ----------
    start, end, open_at
        Dates (midnight in China) or instants (China's where they do not say).
    categories
        ``matter:01004``, a class by the beginning of its codes ``matter:01``, or ``matter``.
    states
        Stages, colours, ``open`` or ``late``.
    jurisdiction, grid
        Codes.
    """

    start: str | None = None
    end: str | None = None
    open_at: str | None = None
    categories: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    jurisdiction: str | None = None
    grid: str | None = None

    @property
    def colours(self) -> frozenset[str]:
        """Those of the states that are colours."""
        return frozenset(self.states) & frozenset(map(str, Colour))


def read(
    wording: Wording,
    scope: tuple[str, ...],
    categories: Collection[Category],
    now: datetime | None = None,
    *,
    yellow_from: float = 1.0,
) -> Question:
    """Make a question of what was written.

    Parameters
    ----------
    scope
        Jurisdictions at and below which the one who asks may see.
    categories
        All that there are.
    now
        The present; None: by the clock.
    yellow_from
        What the configuration says of colours, where any are asked for.

    Raises
    ------
    ParameterError
        A time, category, state or channel that makes no sense.
    NotFoundError
        The jurisdiction lies outside of what the one who asks may see.
    """
    start, end = moment("from", wording.start), moment("to", wording.end)
    _check_window(start, end)
    stages, late = _states(tuple(one for one in wording.states if one not in wording.colours))
    return Question(
        start=start,
        end=end,
        open_at=moment("open_at", wording.open_at),
        categories=numbers(wording.categories, categories) if wording.categories else None,
        stages=stages,
        colours=wording.colours or None,
        yellow_from=yellow_from,
        channels=_channels(wording.channels),
        units=frozenset(wording.units) or None,
        jurisdictions=within(scope, wording.jurisdiction),
        grid=wording.grid,
        late=late,
        now=(now or datetime.now(UTC)).replace(microsecond=0),
    )


def moment(name: str, given: str | None) -> datetime | None:
    """Read a date, which means its midnight in China, or a date and time; None for None.

    Raises
    ------
    ParameterError
        It is neither; names the parameter.
    """
    if given is None:
        return None
    written = given.strip()
    try:
        if len(written) <= len("2026-03-03"):
            return datetime.combine(date.fromisoformat(written), time.min, LOCAL)
        found = datetime.fromisoformat(written)
        found = found if found.tzinfo else found.replace(tzinfo=LOCAL)
        return found.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise ParameterError(
            f"{name}: {given!r} is no date and no time; write 2026-03-03 or"
            " 2026-03-03T08:30:00+08:00",
            f"{name}：“{given}”不是日期或时间；请写成 2026-03-03 或 2026-03-03T08:30:00+08:00。",
        ) from None


def numbers(given: Collection[str], known: Collection[Category]) -> frozenset[int]:
    """Numbers of the categories that are meant.

    Raises
    ------
    ParameterError
        One of the texts means none; names it.
    """
    found: set[int] = set()
    for one in given:
        kind, colon, code = one.partition(":")
        meant = [each.id for each in known if each.kind == kind and each.code == code]
        if not meant and (code or not colon):
            meant = [each.id for each in known if each.kind == kind and each.code.startswith(code)]
        if not meant:
            raise ParameterError(f"there is no category {one!r}", f"没有类别“{one}”。")
        found.update(meant)
    return frozenset(found)


def within(scope: tuple[str, ...], wanted: str | None) -> tuple[str, ...]:
    """The part of a scope that lies at or below a jurisdiction.

    Raises
    ------
    NotFoundError
        There is none.
    """
    if wanted is None or any(covers(code, wanted) for code in scope):
        return scope if wanted is None else (wanted,)
    inside = tuple(code for code in scope if covers(wanted, code))
    if not inside:
        raise NotFoundError(
            "there is no such jurisdiction, or none that you may see",
            "没有该辖区，或者您无权查看。",
        )
    return inside


def _check_window(start: datetime | None, end: datetime | None) -> None:
    if start is None or end is None:
        return
    if not start < end:
        raise ParameterError(
            "'to' must come after 'from'; it is exclusive", "“to”须晚于“from”，且不含在内。"
        )
    if (end - start).days > LONGEST:
        raise ParameterError("a window spans at most a hundred years", "时间窗最长一百年。")


def _states(given: tuple[str, ...]) -> tuple[frozenset[str] | None, bool | None]:
    stages = _known(tuple(one for one in given if one not in {OPEN, LATE}), Stage, "status")
    if OPEN in given:
        stages |= {str(one) for one in Stage if one is not Stage.CLOSED}
    return stages or None, LATE in given or None


def _channels(given: tuple[str, ...]) -> frozenset[str] | None:
    return _known(given, Channel, "channel") or None


def _known(given: Collection[str], kinds: type[Stage | Channel], name: str) -> frozenset[str]:
    known: Mapping[str, str] = {str(one): str(one) for one in kinds}
    for one in given:
        if one not in known:
            listed = ", ".join(known)
            raise ParameterError(
                f"{name}: {one!r} is not one of {listed}", f"{name}：“{one}”不在 {listed} 之中。"
            )
    return frozenset(given)
