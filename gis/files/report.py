"""A monthly report as a workbook: a sheet for the key figures, one for each chart and table.

Numbers are those that the report shows, rounded alike.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyogrio

from gis.files.ledger import guarded
from gis.files.writing import replacing
from gis.model.reports import Chart, Document, Table, Value

LONGEST = 31
"""Letters of the name of a sheet."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def workbook(document: Document) -> bytes:
    """The report as the bytes of an XLSX file."""
    # The driver takes ".xlsx" in the name of a folder for the archive itself.
    with tempfile.TemporaryDirectory(prefix="gis-") as folder:
        book = Path(folder) / "report.xlsx"
        _write(book, document)
        return book.read_bytes()


def write_workbook(path: Path, document: Document) -> None:
    """Write the report as an XLSX file."""
    with replacing(path) as draft, tempfile.TemporaryDirectory(prefix="gis-") as folder:
        book = Path(folder) / "report.xlsx"
        _write(book, document)
        shutil.copyfile(book, draft)


def _write(book: Path, document: Document) -> None:
    for number, (name, sheet) in enumerate(_sheets(document)):
        layer = _FORBIDDEN.sub(" ", name)[:LONGEST]
        pyogrio.write_dataframe(guarded(sheet), book, layer=layer, driver="XLSX", append=number > 0)


def _sheets(document: Document) -> Iterator[tuple[str, pd.DataFrame]]:
    yield document.words["sheet_facts"], _facts(document)
    for part in document.parts:
        yield part.title, _chart(part, document) if isinstance(part, Chart) else _table(part)


def _facts(document: Document) -> pd.DataFrame:
    head: list[tuple[str, Value, str]] = [
        (document.title, None, document.subtitle),
        *((line, None, "") for line in document.lines),
    ]
    figures = [(fact.name, fact.value, fact.note) for fact in document.facts]
    notes: list[tuple[str, Value, str]] = [(note, None, "") for note in document.notes]
    rows = [*head, *figures, *notes]
    names = (document.words["figure"], document.words["this"], " ")
    texts, numbers, more = zip(*rows, strict=True)
    return pd.DataFrame(
        {names[0]: texts, names[1]: pd.Series(numbers, dtype="float64"), names[2]: more}
    )


def _chart(chart: Chart, document: Document) -> pd.DataFrame:
    names = (chart.title, document.words["this"])
    return pd.DataFrame(dict(zip(names, (chart.names, chart.counts), strict=True)))


def _table(table: Table) -> pd.DataFrame:
    names = [column.name for column in table.columns]
    if not table.rows:
        return pd.DataFrame({names[0]: [table.empty]})
    values = zip(*table.rows, strict=True)
    return pd.DataFrame(
        {name: pd.Series(list(column)) for name, column in zip(names, values, strict=True)}
    )
