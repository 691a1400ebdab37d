"""A plan at a glance: its communities, and where they are."""

# ruff: noqa: S608 -- only texts of the program are put together; values are bound

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from gis.model import Rules
from gis.model.scope import Scope
from gis.store.counts import counted

_BASE = "count(g.id) FILTER (WHERE g.kind = 'base' AND"
# ``{by}``: households or residents.
_COMMUNITIES = f"""
SELECT c.code, c.name, c.kind, p.version,
    coalesce(sum(g.households), 0) AS households, coalesce(sum(g.residents), 0) AS residents,
    coalesce(sum(g.atoms), 0) AS atoms, count(g.id) AS grids,
    {_BASE} g.{{by}} BETWEEN :lower AND :upper) AS in_band,
    {_BASE} g.reason IS NULL AND g.{{by}} < :lower) AS below,
    {_BASE} g.reason IS NULL AND g.{{by}} > :upper) AS above,
    {_BASE} g.reason IS NOT NULL AND g.{{by}} NOT BETWEEN :lower AND :upper) AS excused,
    count(g.id) FILTER (WHERE g.kind = 'dedicated') AS dedicated,
    ST_Transform(ST_Envelope(c.display), 4326) AS box
FROM plans p
JOIN plan_communities pc ON pc.plan = p.id
JOIN communities c ON c.id = pc.community
LEFT JOIN grids g ON g.plan = p.id AND g.community = c.id AND g.live
WHERE p.id = :plan
GROUP BY c.id, p.id
"""
_SIDES = [
    f"cast(round(cast(ST_{side}(box) AS numeric), 7) AS double precision)"
    for side in ("XMin", "YMin", "XMax", "YMax")
]
_TOLD = (
    "code",
    "name",
    "kind",
    "atoms",
    "grids",
    "in_band",
    "below",
    "above",
    "excused",
    "dedicated",
)


@dataclass(frozen=True, slots=True)
class Overview:
    """The communities of a plan in the order of their codes, and the version counted."""

    version: int
    communities: list[dict[str, Any]]


def communities(conn: Connection, plan: int, rules: Rules, scope: Scope) -> Overview:
    """What each community of a plan holds, and how many of its grids keep to the band.

    Each base grid is counted once: ``in_band``, ``excused`` (out of it with a reason), ``below``
    or ``above``. ``bbox`` is west, south, east, north in degrees.

    Parameters
    ----------
    rules
        Say what is counted and the band of a grid.
    scope
        MASKED hides counts of a few people, and tells ``households_text`` and
        ``residents_text`` beside them.
    """
    by = "residents" if rules.by == "residents" else "households"
    people = list(counted(("households", "residents"), scope))
    query = f"""
        SELECT version, {", ".join((*_TOLD, *people))},
            ARRAY[{", ".join(_SIDES)}] AS bbox
        FROM ({_COMMUNITIES.format(by=by)}) found ORDER BY code"""
    given = {"plan": plan, "lower": rules.band.lower, "upper": rules.band.upper}
    rows = [row._asdict() for row in conn.execute(text(query), given)]
    version = [row.pop("version") for row in rows]
    return Overview(version[0] if version else 0, rows)
