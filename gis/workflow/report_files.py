"""Use case: write a monthly report to a file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from gis.errors import ParameterError
from gis.files.report import write_workbook
from gis.files.writing import replacing
from gis.maps import report_page, report_pdf
from gis.maps.report import lay_out
from gis.maps.words import Lang
from gis.model import ROOT
from gis.store.tallies import SqlTallies
from gis.workflow.ground import Grounds
from gis.workflow.report_place import Asked
from gis.workflow.reports import Sources, monthly

FORMATS = (".html", ".pdf", ".xlsx")


def write(engine: Engine, asked: Asked, out: Path, language: Lang) -> str:
    """Write a report in the format that the name of the file says; its title.

    Raises
    ------
    ParameterError
        The ending is none of ``FORMATS``, or it is no month.
    NotFoundError
        There is no such place.
    """
    ending = out.suffix.lower()
    if ending not in FORMATS:
        raise ParameterError(f"{out.name}: reports are written as {', '.join(FORMATS)}")
    with engine.connect() as conn:
        found = monthly(Sources(conn, SqlTallies(conn), Grounds()), asked, (ROOT,))
    document = lay_out(found, language)
    if ending == ".xlsx":
        write_workbook(out, document)
    else:
        page = ending == ".html"
        made = report_page.render(document).encode() if page else report_pdf.render(document)
        with replacing(out) as draft:
            draft.write_bytes(made)
    return document.title
