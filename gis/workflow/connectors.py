"""Use case: take in what other platforms send, in their own words.

A connector says where in their JSON each of our values stands. Whatever else they send is left
alone; where it is about the one who reported, that is told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

import pandas as pd
from annotated_types import Len, MaxLen
from pydantic import TypeAdapter
from sqlalchemy import Connection

from gis.errors import Fault, NotFoundError, ParameterError, UnusableInputError
from gis.files import ticket_values
from gis.files.columns import suspicious_name
from gis.files.log import Log
from gis.files.tickets import LOCAL
from gis.model.tickets import Channel, Stage, TicketKind
from gis.store import audit_log, configuration
from gis.workflow.intake import MOST, Report

PREFIX = "connector:"
TEXTS = ("external", "code", "description", "address", "unit", "jurisdiction", "crs")
TIMES = ("reported_at", "closed_at", "due_at")
OURS = ("kind", "channel", "stage", "lon", "lat", *TEXTS, *TIMES)
"""Values of a report that a connector can fill."""
NEEDED = ("external", "kind", "code")
LONGEST = {"external": 200, "code": 200, "description": 5000, "address": 500, "unit": 100}
FARTHEST = 1e9
DEEPEST = 12
Path = Annotated[str, MaxLen(200)]
Word = Annotated[str, MaxLen(200)]
_REPORTERS = frozenset({"first_name", "last_name", "account_id", "device_id", "reporter", "caller"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """How the JSON of another platform is read.

    Parameters
    ----------
    source
        Name of the platform: its ids are unique there.
    items
        Path to the list of reports, such as ``data.list``; "" where it is all of the body, a
        list or a single one.
    fields
        Our value -> path within one report: names and numbers of places in lists, with dots.
    words
        Our value -> their word -> ours.
    constants
        Our value -> what it always is where nothing is said.
    zone
        Of times that do not say.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    source: Annotated[str, Len(1, 100)]
    fields: dict[Word, Path]
    items: Path = ""
    words: dict[Word, dict[Word, Word]] = field(default_factory=dict)
    constants: dict[Word, Word] = field(default_factory=dict)
    zone: Annotated[str, MaxLen(60)] = LOCAL

    def check(self) -> None:
        """Raise ParameterError where it fills what there is not."""
        named = {*self.fields, *self.words, *self.constants}
        if strange := sorted(named - set(OURS)):
            raise ParameterError(
                f"there is no value {strange[0]!r}; known are {', '.join(OURS)}",
                f"没有字段“{strange[0]}”；可用：{'、'.join(OURS)}",
            )
        if "external" not in self.fields:
            raise ParameterError(
                "fields: say where the id stands (external)", "请指明外部编号（external）的位置"
            )
        ticket_values.zone(self.zone)


SAMPLES: Mapping[str, Connector] = {
    "open311": Connector(
        source="open311",
        fields={
            "external": "service_request_id", "code": "service_code", "lon": "long", "lat": "lat",
            "reported_at": "requested_datetime", "due_at": "expected_datetime",
            "description": "description", "address": "address", "unit": "agency_responsible",
        },
        constants={"kind": TicketKind.MATTER, "channel": Channel.PLATFORM},
    ),
}  # fmt: skip
"""Those that are there unless a town has its own of the same name."""
_CONNECTOR: TypeAdapter[Connector] = TypeAdapter(Connector)


@dataclass(frozen=True, slots=True)
class Understood:
    """What a body says: reports, and fields about persons that were left alone."""

    reports: list[Report]
    dropped: tuple[str, ...]


def listing(conn: Connection) -> dict[str, Connector]:
    """All connectors by name."""
    own = {
        key.removeprefix(PREFIX): _CONNECTOR.validate_python(configuration.value(conn, key))
        for key in configuration.keys(conn, PREFIX)
    }
    return {**SAMPLES, **own}


def find(conn: Connection, name: str) -> Connector:
    """One connector.

    Raises
    ------
    NotFoundError
        There is none of this name.
    """
    own = configuration.value(conn, PREFIX + name)
    if own is not None:
        return _CONNECTOR.validate_python(own)
    if name not in SAMPLES:
        raise NotFoundError(f"there is no connector {name!r}", f"没有连接器“{name}”。")
    return SAMPLES[name]


def put(conn: Connection, name: str, connector: Connector, actor: str) -> None:
    """Set a connector in the place of what was there."""
    connector.check()
    told = _CONNECTOR.dump_python(connector, mode="json")
    configuration.put(conn, PREFIX + name, told, actor)
    audit_log.append(conn, actor, "set connector", f"connector {name}", told)


def understood(connector: Connector, body: Any) -> Understood:
    """Read a body as the connector says.

    Raises
    ------
    UnusableInputError
        With every value that cannot be one.
    """
    items = _items(connector, body)
    rows = [_row(connector, item) for item in items]
    log = Log()
    times = _times(rows, connector.zone)
    reports = [
        report
        for number, row in enumerate(rows)
        if (report := _report(connector, number, row, times, log)) is not None
    ]
    log.stop()
    dropped = {name for item in items for name in _about_persons(item)}
    return Understood(reports, tuple(sorted(dropped)))


def _items(connector: Connector, body: Any) -> list[Mapping[str, Any]]:
    found = _at(body, connector.items) if connector.items else body
    items = found if isinstance(found, list) else [found]
    if not 1 <= len(items) <= MOST or not all(isinstance(item, Mapping) for item in items):
        raise UnusableInputError(
            [Fault("tickets", "", "", connector.items, f"here 1 to {MOST} reports are wanted")]
        )
    return items


def _at(value: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def _row(connector: Connector, item: Mapping[str, Any]) -> dict[str, Any]:
    row = {}
    for ours in OURS:
        said = _at(item, connector.fields[ours]) if ours in connector.fields else None
        if isinstance(said, str):
            said = said.strip() or None
        words = connector.words.get(ours, {})
        said = words.get(str(said), said) if said is not None else None
        row[ours] = connector.constants.get(ours) if said is None else said
    return row


def _times(rows: Sequence[Mapping[str, Any]], zone: str) -> pd.DataFrame:
    log = Log()
    return pd.DataFrame(
        {
            name: ticket_values.times(
                pd.Series([row[name] for row in rows], name=name, dtype=object), zone, log
            )
            for name in TIMES
        }
    )


def _report(
    connector: Connector, number: int, row: Mapping[str, Any], times: pd.DataFrame, log: Log
) -> Report | None:
    """One report; None with a fault where that cannot be."""
    said: dict[str, Any] = {}
    wrong = {name: "it is missing" for name in NEEDED if row[name] is None}
    for name in OURS:
        if row[name] is None:
            continue
        read: Callable[[Any], Any] = _READ.get(name, _text)
        try:
            said[name] = read(times.loc[number, name] if name in TIMES else row[name])
        except (TypeError, ValueError) as error:
            wrong[name] = str(error)
    for name, remedy in wrong.items():
        value = str(row[name] or "")[:100]
        log.fault("tickets", remedy, feature=str(number), field=name, value=value)
    for name in LONGEST.keys() & said.keys():
        said[name] = said[name][: LONGEST[name]]
    return None if wrong else Report(**{"source": connector.source, **said})


def _word(kind: type[StrEnum]) -> Callable[[Any], StrEnum]:
    def read(value: Any) -> StrEnum:
        known = {str(one): one for one in kind}
        if str(value) not in known:
            raise ValueError(f"this is not one of {', '.join(known)}")
        return known[str(value)]

    return read


def _number(value: Any) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not abs(found) <= FARTHEST:
        raise ValueError("this is no number of a place")
    return found


def _time(value: Any) -> datetime:
    if pd.isna(value):
        raise ValueError("this is no time")
    found: datetime = value.to_pydatetime()
    return found


def _text(value: Any) -> str:
    if isinstance(value, (Mapping, list)):
        raise TypeError("here a text is wanted")
    return str(value)


_READ: Mapping[str, Callable[[Any], Any]] = {
    "kind": _word(TicketKind),
    "channel": _word(Channel),
    "stage": _word(Stage),
    "lon": _number,
    "lat": _number,
    **dict.fromkeys(TIMES, _time),
}


def _about_persons(item: Any, deep: int = 0) -> set[str]:
    """Names of fields that look like data on persons, however deep."""
    found: set[str] = set()
    if deep > DEEPEST:
        return found
    if isinstance(item, Mapping):
        for name, value in item.items():
            if name.casefold() in _REPORTERS or suspicious_name(name):
                found.add(name)
            found |= _about_persons(value, deep + 1)
    elif isinstance(item, list):
        for value in item[:100]:
            found |= _about_persons(value, deep + 1)
    return found
