"""The monthly report as one HTML page: no script, no request, beautiful on paper."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from gis.maps import style
from gis.model.reports import Chart, Document, Fact, Table, Value, written

RULE, GOOD, BAD = "#dfe4e8", "#1b6e3c", "#b3261e"
WIDE, HIGH, LEFT, FOOT, HEAD = 900, 190, 44, 20, 18
"""Size of a chart and what is left free around its columns, in its own units."""
MOST_NAMED = 31
"""Columns that carry their counts."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A column of a chart."""

    name: str
    count: int
    x: float
    y: float
    width: float
    height: float
    middle: float
    marked: bool
    shown: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across a chart, and what it stands for."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart in its own units, the zero line at ``height - FOOT``."""

    width: int
    height: int
    left: int
    bars: tuple[Bar, ...]
    lines: tuple[Rule, ...]


def render(document: Document) -> str:
    """The report as a page; the same document gives the same text."""
    return _template().render(
        document=document,
        styles=Markup(styles()),  # noqa: S704 -- our own file
        policy=policy(),
    )


@cache
def styles() -> str:
    """The style sheet with its colours."""
    colours = {
        "ink": style.INK, "muted": style.MUTED, "accent": style.ACCENT,
        "rule": RULE, "good": GOOD, "bad": BAD,
    }  # fmt: skip
    root = ":root{" + "".join(f"--{name}:{value};" for name, value in colours.items()) + "}\n"
    return root + (files("gis.maps") / "templates" / "report.css").read_text("utf-8")


@cache
def policy() -> str:
    """What the page may load (CSP): nothing but its own style sheet."""
    digest = base64.b64encode(hashlib.sha256(styles().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def draw(chart: Chart) -> Drawn:
    """Lay out the columns of a chart."""
    top = step_of(max(chart.counts, default=0))
    room, height = WIDE - LEFT, HIGH - FOOT - HEAD
    each = room / max(len(chart.counts), 1)
    bars = []
    for place, (name, count) in enumerate(zip(chart.names, chart.counts, strict=True)):
        tall = height * count / top[-1]
        x, width = LEFT + each * place + each * 0.14, each * 0.72
        bars.append(
            Bar(
                name, count, round(x, 2), round(HIGH - FOOT - tall, 2), round(width, 2),
                round(tall, 2), round(x + width / 2, 2), place in chart.marked,
                count > 0 and len(chart.counts) <= MOST_NAMED,
            )
        )  # fmt: skip
    lines = tuple(Rule(round(HIGH - FOOT - height * at / top[-1], 2), f"{at:,}") for at in top)
    return Drawn(WIDE, HIGH, LEFT, tuple(bars), lines)


def step_of(most: int) -> tuple[int, ...]:
    """Round numbers from 0 to or above the most, at most six.

    Examples
    --------
    >>> step_of(0), step_of(7), step_of(230)
    ((0, 1), (0, 2, 4, 6, 8), (0, 50, 100, 150, 200, 250))
    """
    step = 1
    while step * 5 < most:
        digits = len(str(step)) - 1
        step = {1: 2, 2: 5, 5: 10}[step // 10**digits] * 10**digits
    return (
        tuple(range(0, max(most, 1) + step, step))
        if most % step or not most
        else tuple(range(0, most + 1, step))
    )


def longest(table: Table) -> float:
    """The greatest of the values that are drawn as bars, at least 1."""
    values = [row[table.bars or 0] for row in table.rows[: table.barred]]
    return max([1.0, *(float(one) for one in values if isinstance(one, (int, float)))])


def verdict(fact: Fact, value: Value) -> str:
    """Whether a change is ``good`` or ``bad``; neither where nobody can say."""
    if fact.rising_is_bad is None or not isinstance(value, (int, float)) or value == 0:
        return "plain"
    return "bad" if (value > 0) == fact.rising_is_bad else "good"


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("gis.maps"), autoescape=True, undefined=StrictUndefined
    )
    environment.globals |= {
        "written": written, "chart": draw, "longest": longest, "verdict": verdict,
    }  # fmt: skip
    return environment.get_template("report.html")
