"""Values that a town sets, by key; what nobody set has its default."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from gis.model.monitoring import Monitoring
from gis.store.tables import configuration

MONITORING = "monitoring"
_MONITORING: TypeAdapter[Monitoring] = TypeAdapter(Monitoring)


def value(conn: Connection, key: str) -> Any:
    """What is set under a key, as JSON holds it; None where nothing is."""
    return conn.scalar(select(configuration.c.value).where(configuration.c.key == key))


def keys(conn: Connection, prefix: str) -> list[str]:
    """The keys that begin with ``prefix``, in order."""
    wanted = select(configuration.c.key).where(configuration.c.key.startswith(prefix))
    return list(conn.execute(wanted.order_by(configuration.c.key)).scalars())


def put(conn: Connection, key: str, value: Any, actor: str) -> None:
    """Set a value in the place of what was there."""
    row = insert(configuration).values(key=key, value=value, changed_by=actor)
    changed = {"value": row.excluded.value, "changed_by": actor, "created_at": func.now()}
    conn.execute(row.on_conflict_do_update(index_elements=["key"], set_=changed))


def monitoring(conn: Connection) -> Monitoring:
    """The configuration of tickets and watch in force."""
    known = value(conn, MONITORING)
    if known is None:
        return Monitoring()
    # What an earlier or a later version has stored besides must not stop the service.
    return _MONITORING.validate_python(known, extra="ignore")


def put_monitoring(conn: Connection, wanted: Monitoring, actor: str) -> None:
    """Put another one in force."""
    put(conn, MONITORING, as_json(wanted), actor)


def as_json(wanted: Monitoring) -> dict[str, Any]:
    """The configuration as JSON holds it."""
    told: dict[str, Any] = _MONITORING.dump_python(wanted, mode="json")
    return told
