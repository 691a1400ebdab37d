"""The tables of a monthly report, rounded as they are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gis.maps.report_words import ALERTS, CHANNELS, PARTS, STAGES, Both, Speech
from gis.model.reports import Column, Counted, Monthly, Shape, Table, Value

FEW = 5
"""A change in percent is told from so many on; of fewer it means nothing."""
RATED = ("tickets", "closed", "pressed", "closure_percent", "on_time_percent", "median_short")
COUNTS = frozenset({"tickets", "closed", "pressed", "homes", "count"})
PLAIN = frozenset({
    "place", "code", "figure", "category", "channel", "stage", "lon", "lat", "when", "kind",
    "reason", "acknowledged", "department", "grid_cameras",
})  # fmt: skip
CHANGES = frozenset({"change", "change_year"})
NOTHING = "–"
Row = tuple[Value, ...]


def tables(report: Monthly, speech: Speech) -> tuple[Table, ...]:
    """All of them, in their order."""
    makers: tuple[Callable[[Monthly, Speech], Table], ...] = (
        comparison, categories, channels, stages, parts, spots, alerts, cameras,
    )  # fmt: skip
    return tuple(make(report, speech) for make in makers)


def comparison(report: Monthly, speech: Speech) -> Table:
    """The month, the one before, and the same one a year before."""
    months = (report.total, report.before, report.year_before)
    rows: list[Row] = []
    for key in ("tickets", "closed", "open", "due", "deferred", "closed_due", "on_time"):
        values = [getattr(one, key, None) for one in months]
        rows.append((speech.say(key), *values, *changes(values)))
    for key, name in (("closure_percent", "closure_rate"), ("on_time_percent", "on_time_rate")):
        shares = [percent(getattr(one, name, None)) for one in months]
        rows.append((speech.say(key), *shares, None, None))
    for key, name in (("median_short", "median_minutes"), ("per_thousand", "per_thousand")):
        numbers = [decimal(getattr(one, name, None)) for one in months]
        rows.append((speech.say(key), *numbers, *changes(numbers)))
    columns = _columns(speech, "figure", "this", "last_month", "last_year", "change", "change_year")
    return Table("comparison", speech.say("comparison"), columns, tuple(rows))


def categories(report: Monthly, speech: Speech) -> Table:
    """The most frequent ones, the others, and all."""
    whole = report.total
    rows: list[Row] = [
        (speech.name(one) or speech.say("others"), *_rated(one), _share(one, whole))
        for one in report.categories
    ]
    if rows:
        rows.append((speech.say("total"), *_rated(whole), 100.0))
    plain = 1 + any(one.key is None for one in report.categories)
    columns = _columns(speech, "category", *RATED, "share")
    return Table(
        "categories", speech.say("categories"), columns, tuple(rows), bars=1, last=True,
        plain=plain, empty=NOTHING,
    )  # fmt: skip


def channels(report: Monthly, speech: Speech) -> Table:
    """How they came."""
    return _shares(report, speech, "channel", CHANNELS, report.channels)


def stages(report: Monthly, speech: Speech) -> Table:
    """Where they stand."""
    return _shares(report, speech, "stage", STAGES, report.stages)


def _shares(
    report: Monthly, speech: Speech, key: str, words: Mapping[str, Both],
    found: tuple[Counted, ...],
) -> Table:  # fmt: skip
    rows: list[Row] = [
        (speech.pick(words, one.key), one.tickets, _share(one, report.total)) for one in found
    ]
    if rows:
        rows.append((speech.say("total"), report.total.tickets, 100.0))
    note = speech.say("stages_note") if key == "stage" else ""
    columns = _columns(speech, key, "tickets", "share")
    return Table(
        f"{key}s", speech.say(f"{key}s"), columns, tuple(rows), note, bars=1, last=True,
        plain=1, empty=NOTHING,
    )  # fmt: skip


def parts(report: Monthly, speech: Speech) -> Table:
    """What lies directly below. A micro-grid is called by its code and has no known households."""
    level, none = report.place.level, speech.say("none_part")
    title = speech.pick(PARTS, level)
    if level == "grid":
        rows: tuple[Row, ...] = tuple((one.key or none, *_rated(one)) for one in report.parts)
        columns = _columns(speech, "code", *RATED)
        return Table("parts", title, columns, rows, bars=1, empty=NOTHING)
    rows = tuple(
        (
            speech.name(one) or none, one.key or "", *_rated(one), one.households,
            decimal(one.per_thousand),
        )
        for one in report.parts
    )  # fmt: skip
    columns = _columns(speech, "place", "code", *RATED, "homes", "per_thousand")
    return Table("parts", title, columns, rows, bars=2, empty=NOTHING)


def spots(report: Monthly, speech: Speech) -> Table:
    """Significant hot spots; in a grid the fullest hexagons."""
    if report.place.level == "grid":
        rows: tuple[Row, ...] = tuple(
            (one.key, f"{one.lon:.5f}", f"{one.lat:.5f}", one.tickets) for one in report.spots
        )
        columns = (Column("H3"), *_columns(speech, "lon", "lat", "tickets"))
        keys = ("fullest", "fullest_note", "no_fullest")
    else:
        rows = tuple(
            (
                speech.name(one), one.key, one.tickets, decimal(one.expected),
                decimal(one.tickets / one.expected if one.expected else None), decimal(one.z),
            )
            for one in report.spots
        )  # fmt: skip
        known = _columns(speech, "place", "code", "tickets", "expected", "times")
        columns = (*known, Column("z", Shape.DECIMAL))
        keys = ("spots", "spots_note", "no_spots")
    title, note, empty = (speech.say(key) for key in keys)
    bars = next(at for at, one in enumerate(columns) if one.shape is Shape.COUNT)
    return Table("spots", title, columns, rows, note, bars=bars, empty=empty)


def alerts(report: Monthly, speech: Speech) -> Table:
    """What was unusual."""
    rows: tuple[Row, ...] = tuple(
        (
            speech.moment(one.at), speech.pick(ALERTS, one.kind),
            one.reason_zh if speech.language == "zh" else one.reason_en,
            speech.say("yes" if one.acknowledged else "no"),
        )
        for one in report.alerts
    )  # fmt: skip
    columns = _columns(speech, "when", "kind", "reason", "acknowledged")
    return Table("alerts", speech.say("alerts"), columns, rows, empty=speech.say("no_alerts"))


def cameras(report: Monthly, speech: Speech) -> Table:
    """How long cameras were online."""
    whose = "grid_cameras" if report.place.level == "grid" else "department"
    rows: tuple[Row, ...] = tuple(
        (one.department, one.cameras, percent(one.uptime)) for one in report.cameras
    )
    columns = _columns(speech, whose, "count", "uptime")
    note, empty = speech.say("uptime_note"), speech.say("no_cameras")
    return Table("cameras", speech.say("cameras"), columns, rows, note, empty=empty)


def percent(share: float | None) -> float | None:
    """A share as hundredths with one decimal."""
    return None if share is None else round(100 * share, 1)


def decimal(value: float | None) -> float | None:
    """A number with one decimal."""
    return None if value is None else round(float(value), 1)


def points(value: float | None, other: float | None) -> float | None:
    """The difference of two shares as they are shown."""
    one, two = percent(value), percent(other)
    return None if one is None or two is None else round(one - two, 1)


def change(value: float | None, other: float | None) -> float | None:
    """Change in hundredths; None where there is too little to compare with."""
    if value is None or other is None or other < FEW:
        return None
    return round(100 * (value - other) / other, 1)


def changes(values: list[Any]) -> tuple[Value, Value]:
    """From the second and from the third of three values to the first."""
    return change(values[0], values[1]), change(values[0], values[2])


def _columns(speech: Speech, *keys: str) -> tuple[Column, ...]:
    return tuple(Column(speech.say(key), _shape(key)) for key in keys)


def _shape(key: str) -> Shape:
    if key in PLAIN:
        return Shape.TEXT
    if key in CHANGES:
        return Shape.CHANGE
    return Shape.COUNT if key in COUNTS else Shape.DECIMAL


def _rated(one: Counted) -> Row:
    """The values of the columns ``RATED``."""
    return (
        one.tickets, one.closed, one.pressed, percent(one.closure_rate),
        percent(one.on_time_rate), decimal(one.median_minutes),
    )  # fmt: skip


def _share(one: Counted, whole: Counted) -> float | None:
    return percent(one.tickets / whole.tickets) if whole.tickets else None
