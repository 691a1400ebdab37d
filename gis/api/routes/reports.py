"""The monthly operation report of a grid, a community, a street or a county."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from gis.api.deps import Config, allowed
from gis.api.policy import Access, Action
from gis.api.report_models import MonthlyShown
from gis.api.subjects import Code
from gis.errors import ParameterError
from gis.files.report import workbook
from gis.maps import report_page, report_pdf
from gis.maps.report import lay_out
from gis.model.reports import Monthly
from gis.store.tallies import SqlTallies
from gis.workflow.report_place import LEVELS, Asked
from gis.workflow.reports import Sources, monthly

router = APIRouter(prefix="/api/v1/reports", tags=["reports"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ReportFormat(StrEnum):
    """What the report comes as."""

    JSON = "json"
    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"


class Language(StrEnum):
    """Languages of the report."""

    ZH = "zh"
    EN = "en"


Grid = Annotated[str | None, Query(max_length=20, examples=["990121100201003"])]
Place = Annotated[Code | None, Query(examples=["990121100201"])]


@router.get(
    "/monthly",
    response_model=MonthlyShown,
    responses={
        200: {
            "description": "Figures as JSON; the same laid out for readers in the other formats.",
            "content": {"text/html": {}, "application/pdf": {}, XLSX: {}},
        }
    },
)
def report(  # noqa: PLR0913, PLR0917 -- each is a parameter of the query
    request: Request,
    access: Annotated[Access, Depends(allowed(Action.SEE_REPORT))],
    config: Config,
    month: Annotated[str, Query(pattern=r"^\d{4}-\d{2}$", examples=["2026-07"])],
    grid: Grid = None,
    community: Place = None,
    street: Place = None,
    county: Place = None,
    form: Annotated[ReportFormat, Query(alias="format")] = ReportFormat.JSON,
    language: Annotated[Language, Query()] = Language.ZH,
) -> Any:
    """Tickets reported in a month of China's calendar, as at its end, and how it compares.

    Name exactly one place. The rates have the same denominator: tickets due by the end of the
    month and not deferred. The other months are counted as at their own ends.
    """
    given = dict(zip(LEVELS, (grid, community, street, county), strict=True))
    named = {level: code for level, code in given.items() if code is not None}
    if len(named) != 1:
        raise ParameterError(
            "name exactly one of grid, community, street and county",
            "请在 grid、community、street、county 中只给出一个。",
        )
    ((level, code),) = named.items()
    scope = access.scope(Action.SEE_REPORT)
    # Nothing of the database is held while the report is drawn.
    with config.engine.begin() as conn:
        sources = Sources(conn, SqlTallies(conn), request.app.state.grounds)
        found = monthly(sources, Asked(level, code, month), scope)
    if form is ReportFormat.JSON:
        return found
    return _drawn(found, form, language, f"{code}-{month}.{form}")


def _drawn(found: Monthly, form: ReportFormat, language: Language, name: str) -> Response:
    document = lay_out(found, language.value)
    if form is ReportFormat.HTML:
        rules = f"{report_page.policy()}; frame-ancestors 'none'"
        headers = {"Content-Security-Policy": rules}
        return Response(report_page.render(document), headers=headers, media_type="text/html")
    kept = {"Content-Disposition": f'attachment; filename="{name}"'}
    if form is ReportFormat.PDF:
        return Response(report_pdf.render(document), headers=kept, media_type="application/pdf")
    return Response(workbook(document), headers=kept, media_type=XLSX)
