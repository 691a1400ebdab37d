"""What a monthly report is about: its place and its month."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from gis.errors import NotFoundError, ParameterError
from gis.model import covers
from gis.model.questions import Question
from gis.model.reports import Place
from gis.store import history, report_places
from gis.workflow.where import LOCAL

LEVELS = ("grid", "community", "street", "county")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report is wanted: ``level`` is one of ``LEVELS``, ``month`` like 2025-07."""

    level: str
    code: str
    month: str


def window(month: str) -> tuple[datetime, datetime]:
    """The first instants of a month like 2025-07 in China, and of the next one."""
    try:
        first = date.fromisoformat(f"{month}-01")
        following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    except (ValueError, OverflowError):
        raise ParameterError(
            f"{month!r} is no month; write 2025-07", f"“{month}”不是月份；请写成 2025-07。"
        ) from None
    start, end = (datetime.combine(day, time.min, LOCAL) for day in (first, following))
    return start, end


def find_place(
    conn: Connection, asked: Asked, end: datetime, scope: Collection[str]
) -> tuple[Place, Question]:
    """The place and the question about its tickets, without times."""
    if asked.level == "grid":
        found = report_places.grid(conn, asked.code, end)
        if found is None or not _seen(scope, found.community):
            raise _missing(asked)
        path = _path(conn, found.community)
        place = Place(
            "grid", found.code, found.name or found.code, found.name_en or found.code,
            (*path, found.name or found.code), found.households,
        )  # fmt: skip
        return place, Question(jurisdictions=_within(scope, found.community), grid=found.code)
    known = history.names(conn, [asked.code]).get(asked.code)
    if known is None or known[1] != asked.level or not _seen(scope, asked.code):
        raise _missing(asked)
    counts = [one.households for one in report_places.grids(conn, asked.code, end)]
    households = sum(filter(None, counts)) if any(one is not None for one in counts) else None
    path = _path(conn, asked.code)
    place = Place(asked.level, asked.code, known[0], known[0], path, households)
    return place, Question(jurisdictions=(asked.code,))


def _seen(scope: Collection[str], code: str) -> bool:
    return any(covers(own, code) for own in scope)


def _within(scope: Collection[str], community: str) -> tuple[str, ...]:
    return tuple(own for own in scope if covers(own, community))


def _missing(asked: Asked) -> NotFoundError:
    return NotFoundError(
        f"there is no {asked.level} {asked.code}, or none that you may see",
        f"没有编码为 {asked.code} 的对象，或者您无权查看。",
    )


def _path(conn: Connection, code: str) -> tuple[str, ...]:
    codes = [one for one in dict.fromkeys((code[:6], code[:9], code)) if len(one) <= len(code)]
    names = history.names(conn, codes)
    return tuple(names[one][0] for one in codes if one in names)
