"""The run: ids, layers, JSON, totals, progress, and rules that fail to run."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from gis.audit.case import Case
from gis.audit.draft import Draft
from gis.audit.placing import place
from gis.audit.registry import RULES, Rule
from gis.audit.run import audit
from gis.audit.tiling import Tiling
from gis.frames import Proposal, Town
from tests.unit.audit.mutations import both
from tests.unit.audit.plans import RULES as WANTED
from tests.unit.audit.plans import (
    A,
    at,
    edited,
    found,
    judged,
    reshaped,
    rules_of,
    shape,
    town_and_plan,
)


def damaged(wide: float = 1) -> tuple[Town, Proposal]:
    """A grid with two holes, the first so many metres wide, and one with a wrong count."""
    town, plan = town_and_plan()
    holes = box(51, 51, 51 + wide, 52).union(box(55, 51, 56, 52))
    plan = both(plan, f"{A}001", f"{A}00101", lambda old: old.difference(holes))
    return town, replace(plan, grids=edited(plan.grids, "code", f"{A}002", households=1))


def test_ids_differ_and_stay_the_same_from_run_to_run() -> None:
    first = [finding.id for finding in judged(*damaged()).findings]
    again = [finding.id for finding in judged(*damaged()).findings]

    assert first == again
    assert len(set(first)) == len(first)


def test_ids_change_when_an_input_changes() -> None:
    town, plan = damaged()
    other = replace(town, digests={"town.gpkg": "1" * 64})

    before = {finding.id for finding in judged(town, plan).findings}
    after = {finding.id for finding in judged(other, plan).findings}

    assert not before & after


def test_what_got_worse_is_another_finding() -> None:
    before = {finding.id for finding in judged(*damaged()).findings}
    after = {finding.id for finding in judged(*damaged(wide=2)).findings}

    assert before & after
    assert after - before


def test_ids_do_not_depend_on_the_names_of_files_or_the_order_of_features() -> None:
    town, plan = damaged()
    renamed = replace(town, digests={"elsewhere.gpkg": "0" * 64})
    turned = {
        name: getattr(plan, name).iloc[::-1].reset_index(drop=True)
        for name in ("grids", "microgrids", "buildings", "building_parts")
    }

    before = {finding.id for finding in judged(town, plan).findings}
    after = {finding.id for finding in judged(renamed, replace(plan, **turned)).findings}

    assert before == after


def test_findings_become_a_layer_in_the_crs_of_the_input() -> None:
    town, plan = damaged()

    frame = judged(town, plan).to_frame()

    assert frame.crs == town.communities.crs
    assert list(frame.columns) == [
        "id", "rule", "severity", "units", "message_zh", "message_en", "numbers", "geometry",
    ]  # fmt: skip
    gap = frame[frame["rule"] == "gap"].iloc[0]
    assert gap.geometry.symmetric_difference(shape(box(51, 51, 52, 52))).area < 1e-6
    assert json.loads(gap["numbers"])["area_m2"] == pytest.approx(1.0)


def test_a_report_without_findings_is_an_empty_layer() -> None:
    town, plan = town_and_plan()
    report = audit(town, plan, WANTED, registry=[rule for rule in RULES if rule.name == "gap"])

    assert report.to_frame().empty
    assert report.to_frame().crs == town.communities.crs


def test_the_report_is_plain_json_with_versions_and_totals() -> None:
    told = json.loads(json.dumps(judged(*damaged()).to_json(), ensure_ascii=False))

    assert told["status"] == 1
    assert set(told["rules"]) == {rule.name for rule in RULES}
    assert told["rules"]["gap"] == {"version": 1, "error": 2, "warning": 0, "info": 0}
    assert told["totals"]["community_area_m2"] == pytest.approx(180_000)
    assert told["totals"]["covered_area_m2"] == pytest.approx(179_998)
    assert told["totals"]["covered_households"] == told["totals"]["households"] == 1100
    gap = next(finding for finding in told["findings"] if finding["rule"] == "gap")
    assert gap["units"][0] == A
    assert len(gap["bounds"]) == 4


def test_every_finding_speaks_both_languages() -> None:
    for finding in judged(*damaged()).findings:
        assert finding.message_zh.endswith("。")
        assert finding.message_en.endswith(".")


def test_a_gap_is_offered_to_the_neighbour_with_the_longest_border() -> None:
    town, plan = town_and_plan()
    corner = box(90, 110, 100, 130)
    plan = both(plan, f"{A}001", f"{A}00102", lambda old: old.difference(corner))

    (gap,) = found(judged(town, plan))

    assert gap.units == (A, f"{A}001", f"{A}002")
    assert f"{A}001" in gap.message_en


def test_a_rule_that_cannot_run_fails_the_audit() -> None:
    def broken(_case: Case) -> Iterable[Draft]:
        raise ZeroDivisionError("oops")

    report = audit(*town_and_plan(), WANTED, registry=[Rule("broken", 3, broken)])

    assert report.status == 1
    assert [finding.rule for finding in report.findings] == ["broken"]
    assert "ZeroDivisionError" in report.findings[0].message_en
    assert report.versions == {"broken": 3}


def test_progress_is_told_for_every_rule() -> None:
    steps: list[tuple[str, int, int]] = []

    audit(*town_and_plan(), WANTED, progress=lambda *step: steps.append(step))

    assert [step for step, _, _ in steps] == [*(rule.name for rule in RULES), "done"]
    assert steps[-1][1:] == (len(RULES), len(RULES))


def test_an_empty_proposal_is_found_not_a_crash() -> None:
    town, plan = town_and_plan()
    names = ("grids", "microgrids", "buildings", "building_parts")
    nothing = {name: getattr(plan, name).iloc[:0] for name in names}

    report = judged(town, Proposal(**nothing))

    assert rules_of(report) >= {"gap", "uncovered_building", "uncovered_site", "nesting"}
    assert not [f for f in report.findings if "could not run" in f.message_en]
    assert report.totals is not None
    assert report.totals.covered_households == 0


def degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The drawing on the ellipsoid: straight edges stay straight, as in a file of degrees."""
    if frame.empty:
        return frame.set_crs("EPSG:4490", allow_override=True)
    moved = shapely.transform(
        frame.geometry.to_numpy(),
        lambda xy: (xy - (641_000, 3_457_000)) / (95_000, 110_900) + (121.5, 31.2),
    )
    return frame.assign(geometry=moved).set_crs("EPSG:4490", allow_override=True)


def test_a_plan_in_degrees_is_judged_alike() -> None:
    town, plan = damaged()
    layers = ("communities", "buildings", "barriers", "compounds", "sites")
    town = replace(town, **{name: degrees(getattr(town, name)) for name in layers})
    names = ("grids", "microgrids", "buildings", "building_parts")
    plan = replace(plan, **{name: degrees(getattr(plan, name)) for name in names})

    report = judged(town, plan)

    assert rules_of(report) == {"gap", "nesting"}
    gap = next(finding for finding in report.findings if finding.rule == "gap")
    assert gap.geometry.centroid.distance(shapely.Point(121.5 + 51.5 / 95_000, 31.2)) < 1e-3
    assert gap.numbers["area_m2"] == pytest.approx(1.0, rel=0.01)


def test_a_plan_in_another_crs_is_transformed_and_reported() -> None:
    town, plan = town_and_plan()
    plan = replace(plan, buildings=plan.buildings.to_crs("EPSG:4490"))

    assert rules_of(judged(town, replace(plan, grids=plan.grids.to_crs("EPSG:4490")))) >= {
        "geometry"
    }


# ------------------------------------------------------------------------------ invariants
BORDERS = st.sampled_from([(f"{A}001", 100.0), (f"{A}002", 200.0)])


@given(BORDERS, st.integers(101, 180), st.integers(2, 15), st.floats(0.01, 5.0))
def test_a_strip_missing_anywhere_along_a_border_is_found(
    border: tuple[str, float], start: int, length: int, width: float
) -> None:
    code, x = border
    strip = box(x - width, start, x, start + length)
    town, plan = town_and_plan()
    plan = both(plan, code, f"{code}02", lambda old: old.difference(strip))

    report = judged(town, plan)

    assert rules_of(report) == {"gap"}
    (gap,) = found(report)
    assert gap.numbers["area_m2"] == pytest.approx(width * length, rel=1e-4)
    assert gap.geometry.hausdorff_distance(shape(strip)) < 1e-6


@given(BORDERS, st.integers(101, 180), st.integers(2, 15), st.floats(0.01, 5.0))
def test_a_strip_claimed_twice_anywhere_along_a_border_is_found(
    border: tuple[str, float], start: int, length: int, width: float
) -> None:
    code, x = border
    strip = box(x, start, x + width, start + length)
    town, plan = town_and_plan()
    plan = replace(plan, grids=reshaped(plan.grids, code, lambda old: old.union(strip)))

    report = judged(town, plan)

    assert rules_of(report) == {"overlap"}
    (overlap,) = found(report)
    assert overlap.geometry.hausdorff_distance(shape(strip)) < 1e-6


RECTANGLES = st.lists(
    st.tuples(*[st.integers(0, 9)] * 2, *[st.integers(1, 6)] * 2), min_size=1, max_size=7
)


@given(RECTANGLES)
def test_every_overlap_is_found_that_trying_all_pairs_finds(
    rectangles: list[tuple[int, int, int, int]],
) -> None:
    shapes = np.array([box(x, y, x + w, y + h) for x, y, w, h in rectangles])
    zero = np.zeros(len(shapes), dtype=np.int64)
    tiling = Tiling(np.array([box(0, 0, 20, 20)]), shapes, zero, 1e-9, skip_empty=False)

    told = {(int(a), int(b)) for a, b in tiling.overlaps.owners}
    pairs = [(i, j) for i in range(len(shapes)) for j in range(i + 1, len(shapes))]

    assert told == {(i, j) for i, j in pairs if shapes[i].intersection(shapes[j]).area > 0}
    assert tiling.gaps.area.sum() == pytest.approx(400 - shapely.union_all(shapes).area)


@given(RECTANGLES, RECTANGLES)
def test_every_polygon_that_holds_a_building_is_found(
    houses: list[tuple[int, int, int, int]], rectangles: list[tuple[int, int, int, int]]
) -> None:
    buildings = np.array([box(x, y, x + w, y + h) for x, y, w, h in houses])
    units = np.array([box(x, y, x + w, y + h) for x, y, w, h in rectangles])

    placing = place(buildings, shapely.STRtree(buildings), units)
    told = pd.DataFrame({"b": placing.building, "u": placing.unit, "whole": placing.whole})
    expected = {
        (i, j, bool(units[j].covers(buildings[i])))
        for i in range(len(buildings))
        for j in range(len(units))
        if units[j].intersection(buildings[i]).area > 0
    }

    assert set(told.itertuples(index=False, name=None)) == expected


def test_a_point_on_a_border_is_held_by_one_grid() -> None:
    town, plan = town_and_plan()
    town = replace(town, buildings=edited(town.buildings, "id", "b000", geometry=at(100, 30)))

    assert found(judged(town, plan)) == []
