"""Audits of stored plans, with the version each one judged, and their findings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    func,
    insert,
    literal,
    select,
    text,
)

from gis.errors import NotFoundError
from gis.model import Finding, Severity
from gis.store.exceptions import in_force
from gis.store.tables import audits, findings

COLUMNS = ("id", "plan", "plan_version", "status", "report", "created_by", "created_at")
SHOWN = ("id", "rule", "severity", "units", "numbers", "message_zh", "message_en")

_SAVE = text(
    """
    insert into findings
        (audit, position, id, rule, severity, units, numbers, message_zh, message_en, geom)
    select :audit, position - 1, row->>'id', row->>'rule', row->>'severity', row->'units',
        row->'numbers', row->>'message_zh', row->>'message_en',
        ST_SetSRID(ST_GeomFromWKB(decode(row->>'geom', 'hex')), :srid)
    from jsonb_array_elements(cast(:rows as jsonb)) with ordinality as given (row, position)
    """
)


def save(
    conn: Connection, plan: int, version: int, srid: int, report: Mapping[str, Any],
    found: Sequence[Finding], actor: str,
) -> int:  # fmt: skip
    """Store what an audit of a plan's version found; returns the audit's number."""
    values = {
        "plan": plan,
        "plan_version": version,
        "status": report["status"],
        "report": dict(report),
        "created_by": actor,
    }
    number = conn.execute(insert(audits).values(values).returning(audits.c.id)).scalar_one()
    rows = json.dumps([_row(finding) for finding in found], ensure_ascii=False)
    conn.execute(_SAVE, {"audit": number, "srid": srid, "rows": rows})
    return int(number)


def _row(finding: Finding) -> dict[str, Any]:
    shape = finding.geometry
    drawn = shape is not None and not shapely.is_empty(shape)
    return {
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "units": list(finding.units),
        "numbers": finding.numbers,
        "message_zh": finding.message_zh,
        "message_en": finding.message_en,
        "geom": shapely.to_wkb(shape, hex=True, output_dimension=2) if drawn else None,
    }


def get(conn: Connection, plan: int, number: int) -> RowMapping:
    """One audit of a plan."""
    return _first(conn, _audits(plan).where(audits.c.id == number), f"has no audit {number}", plan)


def of_plan(
    conn: Connection, plan: int, *, before: int | None = None, limit: int = 50
) -> Sequence[RowMapping]:
    """Audits of a plan, latest first; with ``before`` those numbered lower."""
    wanted = _audits(plan) if before is None else _audits(plan).where(audits.c.id < before)
    return conn.execute(wanted.order_by(audits.c.id.desc()).limit(limit)).mappings().all()


def of_version(conn: Connection, plan: int, version: int) -> int | None:
    """Number of the latest audit of a plan's version, None where it was not audited."""
    wanted = select(func.max(audits.c.id)).where(
        audits.c.plan == plan, audits.c.plan_version == version
    )
    number: int | None = conn.execute(wanted).scalar_one()
    return number


def blocking(
    conn: Connection, audit: int, jurisdiction: str, *, limit: int = 1000
) -> Sequence[RowMapping]:
    """Errors of an audit that nobody has accepted for ``jurisdiction``."""
    wanted = (
        select(findings.c.position, *(findings.c[name] for name in SHOWN))
        .where(findings.c.audit == audit, findings.c.severity == Severity.ERROR.value)
        .where(~in_force(findings.c.id, jurisdiction))
        .order_by(findings.c.position)
        .limit(limit)
    )
    return conn.execute(wanted).mappings().all()


def features(
    conn: Connection, audit: int, jurisdiction: str, *, after: int = -1, limit: int = 500
) -> tuple[list[dict[str, Any]], int | None]:
    """Findings as GeoJSON features in WGS 84, and the position of the last where more follow.

    ``accepted`` of each tells whether an exception is in force for ``jurisdiction``.
    """
    shape = func.ST_AsGeoJSON(func.ST_Transform(findings.c.geom, 4326), 7)
    accepted: ColumnElement[bool] = in_force(findings.c.id, jurisdiction).label("accepted")
    wanted = (
        select(findings.c.position, shape, accepted, *(findings.c[name] for name in SHOWN))
        .where(findings.c.audit == audit, findings.c.position > after)
        .order_by(findings.c.position)
        .limit(limit + 1)
    )
    rows = conn.execute(wanted).all()
    found = [
        {
            "type": "Feature",
            "id": row[3],
            "geometry": None if row[1] is None else json.loads(row[1]),
            "properties": {
                **dict(zip(SHOWN, row[3:], strict=True)),
                "position": row[0],
                "accepted": row[2],
            },
        }
        for row in rows[:limit]
    ]
    return found, (rows[limit - 1][0] if len(rows) > limit else None)


def _audits(plan: int) -> Select[Any]:
    return select(*(audits.c[name] for name in COLUMNS)).where(audits.c.plan == literal(plan))


def _first(conn: Connection, wanted: Select[Any], missing: str, plan: int) -> RowMapping:
    row = conn.execute(wanted).mappings().first()
    if row is None:
        raise NotFoundError(f"plan {plan} {missing}")
    return row
