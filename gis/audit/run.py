"""The one public verb of the audit."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import shapely

from gis.audit.case import Case
from gis.audit.draft import Draft
from gis.audit.registry import RULES, Rule
from gis.audit.report import Report, Totals
from gis.frames import Proposal, Town
from gis.model import Finding, Rules

Progress = Callable[[str, int, int], None]


def audit(
    town: Town,
    proposal: Proposal,
    rules: Rules,
    *,
    progress: Progress | None = None,
    registry: Sequence[Rule] = RULES,
) -> Report:
    """Judge a proposal from its geometry and its building counts alone.

    Parameters
    ----------
    town
        The checked input.
    proposal
        What is judged; no stored figure is trusted.
    rules
        What the proposal promised.
    progress
        Called with the rule's name, the number of rules done and their total.
    registry
        The rules to run.

    Returns
    -------
    Report
        Geometries in the CRS of the town.
    """
    case = Case(town, proposal, rules)
    findings: list[Finding] = []
    for done, rule in enumerate(registry):
        if progress:
            progress(rule.name, done, len(registry))
        findings += _named(case, rule, _run(case, rule))
    if progress:
        progress("done", len(registry), len(registry))
    versions = {rule.name: rule.version for rule in registry}
    return Report(tuple(findings), _totals(case), versions, town.communities.crs)


def _run(case: Case, rule: Rule) -> Iterable[Draft]:
    try:
        return list(rule.check(case))
    except Exception as error:  # noqa: BLE001 -- a rule that cannot run must not pass for clean
        return [
            Draft(
                ("audit",),
                None,
                f"规则 {rule.name} 未能运行（{type(error).__name__}: {error}）；结果不能视为合格。",
                f"Rule {rule.name} could not run ({type(error).__name__}: {error}); "
                "the plan cannot pass for clean.",
            )
        ]


def _named(case: Case, rule: Rule, drafts: Iterable[Draft]) -> list[Finding]:
    """Give each draft its id and send its geometry back to the input's CRS.

    The id hashes rule, units, figures and input digests, so that whoever accepted a finding did
    not accept what becomes of it later; findings alike in all are told apart by their order.
    """
    drafts = list(drafts)
    inputs = "\n".join(sorted(case.town.digests.values()))
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    shapes = np.array([draft.geometry for draft in drafts] + [None], dtype=object)[:-1]
    for draft, shape in zip(drafts, case.ground.inverse(shapes), strict=True):
        units = tuple(str(unit) for unit in draft.units)
        figures = [f"{name}={value:.6g}" for name, value in sorted(draft.numbers.items())]
        same = (*units, *figures)
        key = "\x1f".join((rule.name, *same, str(seen[same]), inputs))
        seen[same] += 1
        found.append(
            Finding(
                hashlib.sha256(key.encode()).hexdigest()[:16],
                rule.name,
                draft.severity,
                units,
                shape,
                draft.zh,
                draft.en,
                draft.numbers,
            )
        )
    return found


def _totals(case: Case) -> Totals | None:
    try:
        area = float(shapely.area(case.communities).sum())
        inside = case.building_community >= 0
        held = inside & (case.building_grid >= 0)
        households = case.counts.households
        return Totals(
            area,
            area - float(case.grid_level.tiling.gaps.area.sum()),
            float(households[inside].sum()),
            float(households[held].sum()),
        )
    except Exception:  # noqa: BLE001 -- the rules have reported what is broken
        return None
