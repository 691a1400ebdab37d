"""A monthly report says the same in every format, and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from gis.errors import ParameterError
from gis.files.report import workbook
from gis.maps import report_fonts, report_page, report_pdf
from gis.maps.report import lay_out
from gis.maps.report_page import step_of
from gis.maps.report_words import WORDS, Speech
from gis.maps.words import Lang
from gis.model.reports import Chart, Document, Shape, Table, written
from tests.unit.maps.months import month

NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
has_fonts = pytest.mark.skipif(
    not any(
        (Path(report_fonts.__file__).parent / "web" / "dist" / "assets").glob(report_fonts.PATTERN)
    ),
    reason="the page, whose font PDF takes, is not built: make web",
)
has_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed"
)


class Cells(HTMLParser):
    """The texts of a page, and its tables row by row."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._open = False

    def handle_data(self, text: str) -> None:
        self.text += text
        if self._open:
            self.tables[-1][-1][-1] += text.strip()


def document(language: Lang = "zh", **more: Any) -> Document:
    return lay_out(month(**more), language)


def tables(of: Document) -> list[Table]:
    return [part for part in of.parts if isinstance(part, Table)]


def test_the_page_shows_every_value_of_every_table() -> None:
    laid = document()
    shown = Cells(report_page.render(laid)).tables

    assert len(shown) == len(tables(laid))
    for table, found in zip(tables(laid), shown, strict=True):
        assert found[0] == [column.name for column in table.columns]
        assert found[1:] == [
            [written(value, column.shape) for value, column in zip(row, table.columns, strict=True)]
            for row in table.rows
        ]


def test_the_workbook_holds_the_same_numbers(tmp_path: Path) -> None:
    laid = document()
    book = tmp_path / "report.xlsx"
    book.write_bytes(workbook(laid))
    names = [name for name, _ in pyogrio.list_layers(book)]

    assert len(names) == 1 + len(laid.parts)
    for part, name in zip(laid.parts, names[1:], strict=True):
        found = pyogrio.read_dataframe(book, layer=name, HEADERS="FORCE")
        rows = part.rows if isinstance(part, Table) else list(zip(part.names, part.counts))  # noqa: B905
        shapes = [one.shape for one in part.columns] if isinstance(part, Table) else [
            Shape.TEXT, Shape.COUNT]  # fmt: skip
        assert len(found) == len(rows), name
        for row, kept in zip(rows, found.itertuples(index=False), strict=True):
            for value, shape, there in zip(row, shapes, kept, strict=True):
                if isinstance(value, (int, float)):
                    assert float(there) == pytest.approx(value, abs=1e-9)
                    assert written(float(there), Shape.DECIMAL) == written(
                        float(value), Shape.DECIMAL
                    )
                elif value and shape is Shape.TEXT:
                    assert str(there).lstrip("'") == value


def test_a_text_that_a_spreadsheet_would_calculate_is_written_as_text(tmp_path: Path) -> None:
    book = tmp_path / "report.xlsx"
    book.write_bytes(workbook(document()))
    named = next(n for n, _ in pyogrio.list_layers(book) if n == WORDS["categories"][0])

    assert "'=HYPERLINK(1)" in set(pyogrio.read_dataframe(book, layer=named).iloc[:, 0])


@has_fonts
@has_poppler
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pdf_says_every_text_and_number_and_carries_its_letters(
    language: Lang, tmp_path: Path
) -> None:
    laid = document(language)
    file = tmp_path / "report.pdf"
    file.write_bytes(report_pdf.render(laid))
    text = _run("pdftotext", "-raw", str(file), "-")
    fonts = _run("pdffonts", str(file)).splitlines()[2:]
    said = re.sub(r"\s", "", text)

    assert file.stat().st_size < 200_000
    assert fonts
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts)
    for table in tables(laid):
        for row in table.rows:
            for value, column in zip(row, table.columns, strict=True):
                assert re.sub(r"\s", "", written(value, column.shape)) in said
    for fact in laid.facts:
        assert re.sub(r"\s", "", written(fact.value, fact.shape) + fact.note) in said
    for chart in (part for part in laid.parts if isinstance(part, Chart)):
        assert chart.title.replace(" ", "") in said


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603


@has_fonts
def test_the_same_report_makes_the_same_pdf() -> None:
    laid = document("en")
    assert report_pdf.render(laid) == report_pdf.render(laid)


def test_without_the_page_there_is_no_font_and_the_error_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(report_fonts, "PATTERN", "nothing-*.woff2")
    report_fonts.slices.cache_clear()
    with pytest.raises(ParameterError, match="make web"):
        report_fonts.build("网格", 400)
    report_fonts.slices.cache_clear()


def test_the_page_runs_no_script_asks_for_nothing_and_styles_no_element_in_place() -> None:
    page = Cells(report_page.render(document()))
    names = {name for name, _ in page.tags}
    attributes = {key for _, attrs in page.tags for key in attrs}

    assert names.isdisjoint({"script", "link", "img", "iframe"})
    assert attributes.isdisjoint({"style", "src", "href", "onclick"})
    policy = next(attrs["content"] for _, attrs in page.tags if "http-equiv" in attrs) or ""
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_names_of_the_data_stay_text() -> None:
    page = Cells(report_page.render(document()))

    assert "<b>第二</b>网格" in page.text
    assert "b" not in {name for name, attrs in page.tags if not attrs}


def test_parts_add_up_to_the_whole() -> None:
    for table in tables(document()):
        if table.last:
            counts = [row[1] for row in table.rows]
            assert sum(counts[:-1]) == counts[-1], table.key  # type: ignore[arg-type]


def test_rates_have_the_denominator_they_name() -> None:
    closure = document().facts[1]
    assert closure.value == round(100 * (1234 // 3) / (1234 // 2 - 1), 1)
    assert closure.note == f"{1234 // 3} / {1234 // 2 - 1} 件"


def test_a_month_without_tickets_is_a_report_all_the_same(tmp_path: Path) -> None:
    nothing = replace(
        month(), total=replace(month().total, tickets=0, open=0, closed=0, due=0, deferred=0,
                               closed_due=0, on_time=0, median_minutes=None),
        categories=(), channels=(), stages=(), parts=(), spots=(), alerts=(), cameras=(),
        hours=(0,) * 24, days=tuple((day, 0) for day, _ in month().days),
    )  # fmt: skip
    laid = lay_out(nothing, "zh")
    page = Cells(report_page.render(laid)).text
    (tmp_path / "r.xlsx").write_bytes(workbook(laid))

    assert laid.facts[1].value is None
    assert "本月没有预警" in page
    assert "None" not in page
    assert "nan" not in page


def test_a_month_that_is_not_over_says_so() -> None:
    made = month()
    assert "尚未结束" in lay_out(replace(made, at=made.start), "zh").lines[1]
    assert "尚未结束" not in lay_out(made, "zh").lines[1]


def test_changes_of_a_few_tickets_are_not_told_in_percent() -> None:
    few = replace(month().total, tickets=4)
    comparison = tables(document(before=few))[0]

    assert comparison.rows[0][1:] == (1234, 4, None, None, None)


@pytest.mark.parametrize("level", ["grid", "community", "street", "county"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_level_has_a_report_in_both_languages(level: str, language: Lang) -> None:
    made = month()
    laid = lay_out(replace(made, place=replace(made.place, level=level)), language)
    page = report_page.render(laid)

    assert Speech(language).say("rates_note") in page
    assert not re.search(r"\{\w+\}", Cells(page).text)


@pytest.mark.parametrize("most", [*range(40), 99, 100, 101, 999, 12_345])
def test_scales_are_few_round_steps_that_hold_the_most(most: int) -> None:
    steps = step_of(most)

    assert steps[0] == 0
    assert steps[-1] >= max(most, 1)
    assert 2 <= len(steps) <= 7
    assert len({two - one for one, two in pairwise(steps)}) == 1


@pytest.mark.parametrize("key", WORDS)
def test_texts_have_the_same_fillings_in_both_languages(key: str) -> None:
    chinese, english = (set(re.findall(r"\{(\w+)\}", text)) for text in WORDS[key])
    assert chinese - {"month"} == english - {"name", "month"} or chinese == english
