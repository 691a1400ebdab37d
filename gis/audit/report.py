"""The result of an audit."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely

from gis.model import Finding, Severity

COLUMNS = ("id", "rule", "severity", "units", "message_zh", "message_en", "numbers")


@dataclass(frozen=True, slots=True)
class Totals:
    """What is covered, against what is there (m2 and households)."""

    community_area_m2: float
    covered_area_m2: float
    households: float
    covered_households: float


@dataclass(frozen=True)
class Report:
    """Every finding of one audit.

    Parameters
    ----------
    findings
        Rule by rule, in the order of the registry.
    totals
        None where even they could not be worked out.
    versions
        Version of each rule that ran.
    crs
        CRS of the findings' geometries, the input's.
    """

    findings: tuple[Finding, ...]
    totals: Totals | None
    versions: Mapping[str, int]
    crs: Any

    @property
    def status(self) -> int:
        """1 if anything is wrong, 0 if at most excused by the arithmetic."""
        return int(any(finding.severity is not Severity.INFO for finding in self.findings))

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Number of findings of each severity for each rule, zeros included."""
        found = Counter((finding.rule, finding.severity) for finding in self.findings)
        return {
            rule: {severity.value: found[rule, severity] for severity in Severity}
            for rule in self.versions
        }

    def to_frame(self) -> gpd.GeoDataFrame:
        """Layer ``findings`` in the CRS of the input; units joined by commas, numbers as JSON."""
        rows = [
            (
                finding.id,
                finding.rule,
                finding.severity.value,
                ",".join(finding.units),
                finding.message_zh,
                finding.message_en,
                json.dumps(finding.numbers, sort_keys=True),
            )
            for finding in self.findings
        ]
        values = {name: [row[at] for row in rows] for at, name in enumerate(COLUMNS)}
        shapes = [finding.geometry for finding in self.findings]
        return gpd.GeoDataFrame(values, geometry=shapes, crs=self.crs)

    def to_json(self) -> dict[str, Any]:
        """The report as plain values; of geometries only the bounds, in the CRS of the input."""
        return {
            "status": self.status,
            "totals": None
            if self.totals is None
            else {name: getattr(self.totals, name) for name in Totals.__dataclass_fields__},
            "rules": {
                rule: {"version": version, **self.counts[rule]}
                for rule, version in self.versions.items()
            },
            "findings": [_plain(finding) for finding in self.findings],
        }


def _plain(finding: Finding) -> dict[str, Any]:
    drawn = finding.geometry is not None and not shapely.is_empty(finding.geometry)
    return {
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "units": list(finding.units),
        "message_zh": finding.message_zh,
        "message_en": finding.message_en,
        "numbers": finding.numbers,
        "bounds": [float(v) for v in shapely.bounds(finding.geometry)] if drawn else None,
    }
