"""Results as tables."""

from __future__ import annotations

import pandas as pd

from gis.audit.report import Report
from gis.cli import screen
from gis.model import Kind, Rules, Severity
from gis.workflow.propose import Proposed

MOST_FINDINGS = 20


def show_proposal(result: Proposed, rules: Rules) -> None:
    """Print a line for each community, the total and the hard rules that are not met."""
    grids = result.proposal.grids
    communities = result.town.communities
    names = communities["name"].fillna(communities["code"]).set_axis(communities["code"])
    micro = result.proposal.microgrids["grid"].value_counts()
    base = grids["kind"] == str(Kind.BASE)
    figures = pd.DataFrame(
        {
            "community": grids["community"],
            "base": base,
            "excused": base & grids["reason"].notna(),
            "dedicated": ~base,
            "micro": grids["code"].map(micro).fillna(0),
            "households": grids["households"],
        }
    )
    sums = figures.groupby("community").sum().astype(int)
    rows = [(names.get(code, code), *map(int, row)) for code, *row in sums.itertuples()]
    total = ("total", *map(int, sums.sum()))
    head = ("community", "base", "excused", "dedicated", "micro", "households")
    title = f"Grids of {rules.band} {rules.by}; excused: out of band, where no other is possible"
    screen.table(title, head, [*rows, total], last=True)
    for line in result.unmet:
        screen.err().print(f"not met: {line}", style="red", markup=False)


def show_report(report: Report, lang: str) -> None:
    """Print how often each rule was broken, and the first findings in words."""
    head = ("error", "warning", "info")
    counts = pd.DataFrame(report.counts).T[list(head)]
    rows = [(str(rule), *map(int, row)) for rule, *row in counts.itertuples()]
    total = ("total", *map(int, counts.sum()))
    screen.table("Findings", ("rule", *head), [*rows, total], last=True)
    serious = [finding for finding in report.findings if finding.severity is not Severity.INFO]
    for finding in serious[:MOST_FINDINGS]:
        text = finding.message_zh if lang == "zh" else finding.message_en
        screen.out().print(f"{finding.rule}: {text}", markup=False)
    if len(serious) > MOST_FINDINGS:
        more = len(serious) - MOST_FINDINGS
        screen.out().print(f"... and {more} more; --out FILE has all of them, with their places")
