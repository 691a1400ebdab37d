"""Lay a monthly report out for readers: what is told in which order, rounded as it is shown."""

from __future__ import annotations

from datetime import timedelta

from gis.maps.report_tables import change, decimal, percent, points, tables
from gis.maps.report_words import LEVELS, LOCAL, MONTHS, Speech
from gis.maps.words import Lang
from gis.model.reports import Chart, Document, Fact, Monthly, Shape, written

WEEKEND = 5
"""Saturday; Monday is 0."""


def lay_out(report: Monthly, language: Lang) -> Document:
    """The report in one language."""
    speech = Speech(language)
    say, place = speech.say, report.place
    start = report.start.astimezone(LOCAL)
    month = say("month", year=start.year, month=start.month, name=MONTHS[start.month - 1])
    return Document(
        language=language,
        title=say("title", name=speech.name(place) or place.code, month=month),
        subtitle=say("subtitle", level=speech.pick(LEVELS, place.level), code=place.code),
        lines=_head(report, speech),
        facts=_facts(report, speech),
        parts=(_days(report, speech), _hours(report, speech), *tables(report, speech)),
        notes=tuple(say(key) for key in ("rates_note", "compare_note", "homes_note")),
        words={key: speech.raw(key) for key in ("page", "source", "sheet_facts", "figure", "this")},
    )


def _head(report: Monthly, speech: Speech) -> tuple[str, ...]:
    """Where, when and of how many households."""
    say = speech.say
    first = report.start.astimezone(LOCAL)
    last = (report.end - timedelta(days=1)).astimezone(LOCAL)
    span = say(
        "span", start=f"{first:%Y-%m-%d}", end=f"{last:%Y-%m-%d}", at=speech.moment(report.at)
    )
    if report.at < report.end:
        span = f"{span} ({say('unfinished')})"
    homes = say("households", count=written(report.place.households, Shape.COUNT))
    made = say("made", at=speech.moment(report.made_at))
    return say("path").join(report.place.path), span, f"{homes} · {made}"


def _facts(report: Monthly, speech: Speech) -> tuple[Fact, ...]:
    """The five figures at the head."""
    say, total = speech.say, report.total
    others = (("before", report.before), ("year_before", report.year_before))

    def rate(key: str, part: int) -> Fact:
        value = getattr(total, key)
        against = tuple(
            (say(name), points(value, getattr(other, key, None)), Shape.POINTS)
            for name, other in others
        )
        of = say("of", part=written(part, Shape.COUNT), whole=written(total.pressed, Shape.COUNT))
        return Fact(say(key), percent(value), Shape.PERCENT, of, against, rising_is_bad=False)

    closed, still_open = (written(one, Shape.COUNT) for one in (total.closed, total.open))
    by_count = tuple(
        (say(name), change(total.tickets, getattr(other, "tickets", None)), Shape.CHANGE)
        for name, other in others
    )
    by_median = tuple(
        (
            say(name),
            change(total.median_minutes, getattr(other, "median_minutes", None)),
            Shape.CHANGE,
        )
        for name, other in others
    )
    note = f"{say('closed')} {closed} · {say('open')} {still_open}"
    return (
        Fact(say("tickets"), total.tickets, Shape.COUNT, note, by_count),
        rate("closure_rate", total.closed_due),
        rate("on_time_rate", total.on_time),
        Fact(
            say("median"), decimal(total.median_minutes), Shape.DECIMAL, "", by_median,
            rising_is_bad=True,
        ),
        Fact(say("per_thousand"), decimal(total.per_thousand), Shape.DECIMAL),
    )  # fmt: skip


def _days(report: Monthly, speech: Speech) -> Chart:
    names = tuple(str(day.day) for day, _ in report.days)
    counts = tuple(count for _, count in report.days)
    weekends = frozenset(
        place for place, (day, _) in enumerate(report.days) if day.weekday() >= WEEKEND
    )
    return Chart("days", speech.say("days"), names, counts, speech.say("days_note"), weekends)


def _hours(report: Monthly, speech: Speech) -> Chart:
    names = tuple(str(hour) for hour in range(24))
    return Chart("hours", speech.say("hours"), names, report.hours)
