"""Use cases: audit a proposal, and draw it on a map with what the audit found."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from gis.audit.report import Report
from gis.files import read_proposal, write_json, write_layers, write_text
from gis.files.proposal import rules_as_json
from gis.frames import Proposal, Town
from gis.model import Overrides, Rules
from gis.workflow.inputs import Inputs, Progress, origin
from gis.workflow.outputs import check_targets


def review(
    inputs: Inputs,
    proposal: Path,
    overrides: Overrides,
    *,
    out: Path | None = None,
    report_json: Path | None = None,
    progress: Progress | None = None,
) -> tuple[tuple[str, ...], Report]:
    """Audit ``proposal`` against the town; returns the notices of reading and the report.

    Raises
    ------
    UnusableInputError
        With every fault of the town or the proposal's file.
    """
    check_targets([out, report_json], [*inputs.files(), proposal])
    town, _, rules, report = _audited(inputs, proposal, overrides, progress)
    if out:
        write_layers(out, {"findings": report.to_frame()})
    if report_json:
        more = {"rules_applied": rules_as_json(rules), "notices": town.notices}
        write_json(report_json, {**report.to_json(), **origin(town, proposal), **more})
    return town.notices, report


def draw(
    inputs: Inputs,
    proposal: Path,
    *,
    out: Path,
    lang: Literal["zh", "en"] = "zh",
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """Write the map of a proposal and its findings as one HTML file; returns the notices."""
    check_targets([out], [*inputs.files(), proposal])
    from gis.maps.page import render

    town, proposed, rules, report = _audited(inputs, proposal, Overrides(), progress)
    page = render(town, proposed, report.to_frame(), rules, lang=lang)
    write_text(out, page)
    return town.notices


def _audited(
    inputs: Inputs, path: Path, overrides: Overrides, progress: Progress | None
) -> tuple[Town, Proposal, Rules, Report]:
    from gis.audit.run import audit as judge

    if progress:
        progress("reading", 0, 1)
    proposal, promised = read_proposal(path)
    rules = overrides.on(promised)
    town = inputs.read(rules.by)
    if progress:
        progress("reading", 1, 1)

    def tell(_: str, done: int, total: int) -> None:
        if progress:
            progress("auditing", done, total)

    return town, proposal, rules, judge(town, proposal, rules, progress=tell)
