"""Values: what is accepted, what is translated, and what is refused with which words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gis.files import read_town
from tests.unit.files.towns import (
    barriers,
    buildings,
    communities,
    faults_of,
    only_fault,
    sites,
    squares,
    write,
)


def test_a_clean_town_is_read_without_notice(tmp_path: Path) -> None:
    town = read_town(write(tmp_path, barriers=barriers(), sites=sites()))
    assert town.notices == ()
    assert town.communities["code"].tolist() == ["330106001001", "330106001202"]
    assert town.buildings["households"].tolist() == [10.0, 20.0, 30.0]
    assert town.buildings["floors"].isna().all()
    assert town.barriers["crossable"].tolist() == [True, False]
    assert town.crossings.empty
    assert town.crossings.crs == town.communities.crs


@pytest.mark.parametrize(
    ("column", "values", "feature", "words"),
    [
        ("households", [10, -2, 3], "b", "below 0"),
        ("households", [10, 2.5, 3], "b", "whole numbers"),
        ("households", [10, np.inf, 3], "b", "infinite"),
        ("households", ["10", "二十", "3"], "b", "no number"),
        ("residents", [10, 20, 3.1], "c", "whole numbers"),
        ("staircases", [1, 1.5, 2], "b", "whole numbers"),
        ("floors", [-1, 6, 6], "a", "below 0"),
        ("height", [18.0, -1.0, 9.0], "b", "below 0"),
    ],
)
def test_a_wrong_number_is_refused_with_its_building(
    tmp_path: Path, column: str, values: list[object], feature: str, words: str
) -> None:
    fault = only_fault(write(tmp_path, buildings=buildings(**{column: values})))
    assert (fault.layer, fault.feature, fault.field) == ("buildings", feature, column)
    assert words in fault.remedy
    assert fault.value


def test_numbers_given_as_text_are_read_with_a_notice(tmp_path: Path) -> None:
    path = write(tmp_path, buildings=buildings(households=["1,200", "３０", " 7 "]))
    town = read_town(path)
    assert town.buildings["households"].tolist() == [1200.0, 30.0, 7.0]
    assert any("households given as text" in notice for notice in town.notices)


def test_zero_floors_and_heights_are_not_known(tmp_path: Path) -> None:
    town = read_town(write(tmp_path, buildings=buildings(floors=[0, 6, 7], height=[9.5, 0, 3])))
    assert np.isnan(town.buildings["floors"][0])
    assert np.isnan(town.buildings["height"][1])
    assert any("floors 0" in n and "a" in n for n in town.notices)


def test_broken_floors_are_rounded_up_with_a_notice(tmp_path: Path) -> None:
    town = read_town(write(tmp_path, buildings=buildings(floors=[5.5, 6, 7])))
    assert town.buildings["floors"][0] == 6
    assert any("rounded up (1: a)" in notice for notice in town.notices)


def test_whole_number_ids_become_text_without_a_fraction(tmp_path: Path) -> None:
    town = read_town(write(tmp_path, buildings=buildings(id=[12.0, 3.0, 7.0])))
    assert town.buildings["id"].tolist() == ["12", "3", "7"]


def test_a_layer_without_ids_is_numbered_by_place_not_by_row(tmp_path: Path) -> None:
    anonymous = buildings().drop(columns="id")
    turned = anonymous.iloc[::-1].reset_index(drop=True)
    first = read_town(write(tmp_path, buildings=anonymous))
    second = read_town(write(tmp_path, buildings=turned))
    assert first.buildings["id"].tolist() == ["1", "2", "3"]
    assert first.buildings.equals(second.buildings)
    assert any("numbered from west to east" in notice for notice in first.notices)


def test_a_single_missing_id_is_refused(tmp_path: Path) -> None:
    fault = only_fault(write(tmp_path, buildings=buildings(id=["a", None, "c"])))
    assert (fault.feature, fault.field) == ("row 2", "id")
    assert "missing" in fault.remedy


@pytest.mark.parametrize("layer", ["buildings", "sites", "compounds", "population"])
def test_an_id_used_twice_is_refused_with_its_rows(tmp_path: Path, layer: str) -> None:
    frame = {
        "buildings": buildings(id=["a", "b", "a"]),
        "sites": sites(id=["a", "a"]),
        "compounds": squares(id=["a", "a"]),
        "population": squares(id=["a", "a"], households=[5, 6]),
    }[layer]
    fault = only_fault(write(tmp_path, **{layer: frame}))
    assert (fault.layer, fault.field, fault.value) == (layer, "id", "a")
    assert "rows 1, " in fault.remedy


def test_a_community_code_used_twice_is_refused(tmp_path: Path) -> None:
    fault = only_fault(write(tmp_path, communities=communities(code=["330106001001"] * 2)))
    assert "MultiPolygon" in fault.remedy


@pytest.mark.parametrize("code", ["33010600100", "3301060010011", "33010600100A", "社区"])
def test_a_code_that_is_not_twelve_digits_is_refused(tmp_path: Path, code: str) -> None:
    path = write(tmp_path, communities=communities(code=[code, "330106001202"]))
    fault = only_fault(path)
    assert (fault.layer, fault.field, fault.value) == ("communities", "code", code)
    assert "12 digits" in fault.remedy


def test_codes_given_as_numbers_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, communities=communities(code=[330106001001, 330106001202]))
    assert read_town(path).communities["code"].tolist() == ["330106001001", "330106001202"]


def test_missing_codes_are_refused(tmp_path: Path) -> None:
    fault = only_fault(write(tmp_path, communities=communities(code=["330106001001", None])))
    assert (fault.feature, fault.field) == ("row 2", "code")


@pytest.mark.parametrize(
    ("layer", "column"),
    [
        ("communities", "code"),
        ("barriers", "class"),
        ("sites", "category"),
        ("population", "households"),
    ],
)
def test_a_missing_column_is_one_fault_and_not_one_a_row(
    tmp_path: Path, layer: str, column: str
) -> None:
    frame = {
        "communities": communities(),
        "barriers": barriers(),
        "sites": sites(),
        "population": squares(id=["p", "q"], households=[1, 2]),
    }[layer]
    fault = only_fault(write(tmp_path, **{layer: frame.drop(columns=column)}))
    assert (fault.layer, fault.field, fault.feature) == (layer, column, "")
    assert "column is missing" in fault.remedy


def test_kind_is_taken_from_the_code_where_it_is_absent(tmp_path: Path) -> None:
    town = read_town(write(tmp_path, communities=communities().drop(columns=["kind", "name"])))
    assert town.communities["kind"].tolist() == ["urban", "rural"]
    assert town.communities["name"].tolist() == town.communities["code"].tolist()
    assert any("kind is taken from the code" in notice for notice in town.notices)


@pytest.mark.parametrize(
    ("word", "kind"), [("城镇", "urban"), ("村委会", "rural"), ("220", "rural")]
)
def test_other_words_for_kind_are_translated(tmp_path: Path, word: str, kind: str) -> None:
    town = read_town(write(tmp_path, communities=communities(kind=[word, "rural"])))
    assert town.communities["kind"][0] == kind
    assert any(word in notice for notice in town.notices)


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    fault = only_fault(write(tmp_path, communities=communities(kind=["suburb", "rural"])))
    assert (fault.field, fault.value) == ("kind", "suburb")


def test_an_unknown_barrier_class_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    fault = only_fault(write(tmp_path, barriers=barriers(**{"class": ["hiway", "river"]})))
    assert (fault.feature, fault.field, fault.value) == ("row 1", "class", "hiway")
    assert "motorway" in fault.remedy


def test_a_missing_barrier_class_is_refused(tmp_path: Path) -> None:
    fault = only_fault(write(tmp_path, barriers=barriers(**{"class": [None, "river"]})))
    assert "missing" in fault.remedy


def test_whether_one_may_cross_follows_the_class_unless_said(tmp_path: Path) -> None:
    lines = barriers(**{"class": ["铁路", "primary_link"]}, crossable=["是", None])
    town = read_town(write(tmp_path, barriers=lines))
    crossable = dict(zip(town.barriers["class"], town.barriers["crossable"], strict=True))
    assert crossable == {"rail": True, "primary": True}


def test_a_strange_crossable_is_refused(tmp_path: Path) -> None:
    fault = only_fault(write(tmp_path, barriers=barriers(crossable=["perhaps", "no"])))
    assert (fault.field, fault.value) == ("crossable", "perhaps")


def test_an_unknown_category_is_refused_and_a_synonym_told(tmp_path: Path) -> None:
    path = write(tmp_path, sites=sites(category=["zoo", "school"]))
    assert only_fault(path).value == "zoo"
    town = read_town(write(tmp_path, sites=sites(category=["park", "学校"])))
    assert town.sites["category"].tolist() == ["scenic_spot", "school"]
    assert any("'park' is read as scenic_spot (1: s1)" in notice for notice in town.notices)


def test_an_unknown_use_is_only_told(tmp_path: Path) -> None:
    town = read_town(write(tmp_path, buildings=buildings(use=["住宅", "laboratory", None])))
    assert town.buildings["use"].tolist() == ["residential", None, None]
    assert any("'laboratory' is taken as not known (1: b)" in n for n in town.notices)


def test_chinese_column_names_are_understood(tmp_path: Path) -> None:
    frame = buildings().rename(columns={"id": "楼栋编号", "households": "户数"})
    frame["层数"], frame["小区"] = [6, 6, 11], ["春晓苑", None, "春晓苑"]
    town = read_town(write(tmp_path, buildings=frame))
    assert town.buildings["id"].tolist() == ["a", "b", "c"]
    assert town.buildings["floors"].tolist() == [6, 6, 11]
    assert town.buildings["compound"].tolist() == ["春晓苑", None, "春晓苑"]
    assert "buildings: column '户数' is read as households" in town.notices


def test_column_names_may_differ_in_case(tmp_path: Path) -> None:
    frame = buildings().rename(columns={"id": "ID", "households": "Households"})
    town = read_town(write(tmp_path, buildings=frame))
    assert town.buildings["households"].tolist() == [10, 20, 30]
    assert town.notices == ()


def test_other_columns_are_passed_through_under_a_free_name(tmp_path: Path) -> None:
    frame = buildings(built=[1999, 2005, 2020], grid=["x", "y", "z"])
    town = read_town(write(tmp_path, buildings=frame))
    assert town.buildings["built"].tolist() == [1999, 2005, 2020]
    assert town.buildings["grid_input"].tolist() == ["x", "y", "z"]
    assert any("'grid_input'" in notice for notice in town.notices)


@pytest.mark.parametrize(
    ("column", "values", "what"),
    [
        ("户主姓名", ["x", "y", "z"], "name"),
        ("联系电话", [1, 2, 3], "phone"),
        ("id_card", ["x", "y", "z"], "identity number"),
        ("Phone", ["x", "y", "z"], "phone"),
        ("note", ["13812345678", "139 8765 4321", None], "phone"),
        ("remark", ["330106199001011234", None, "33010619900101123X"], "identity number"),
    ],
)
def test_columns_on_persons_are_refused_or_dropped(
    tmp_path: Path, column: str, values: list[object], what: str
) -> None:
    path = write(tmp_path, buildings=buildings(**{column: values}))
    fault = only_fault(path)
    assert (fault.layer, fault.field) == ("buildings", column)
    assert what in fault.remedy
    assert "--drop-personal" in fault.remedy
    town = read_town(path, drop_personal=True)
    assert column not in town.buildings
    assert any(column in notice for notice in town.notices)


def test_a_buildings_own_name_is_no_persons_name(tmp_path: Path) -> None:
    town = read_town(write(tmp_path, buildings=buildings(name=["一号楼", "二号楼", None])))
    assert town.buildings["name"][0] == "一号楼"


def test_persons_in_other_layers_are_left_out(tmp_path: Path) -> None:
    town = read_town(write(tmp_path, sites=sites(联系人=["张", "李"])))
    assert "联系人" not in town.sites
    assert any("联系人" in notice for notice in town.notices)


def test_a_column_to_balance_by_must_be_a_number_everywhere(tmp_path: Path) -> None:
    path = write(tmp_path, buildings=buildings(voters=["5", "6", "7"], beds=[1.5, None, -1]))
    assert read_town(path, by="voters").buildings["voters"].tolist() == [5.0, 6.0, 7.0]
    faults = {(fault.feature, fault.field) for fault in faults_of(path, by="beds")}
    assert faults == {("b", "beds"), ("c", "beds")}
    assert "households" in only_fault(path, by="wards").remedy


def test_population_needs_its_totals(tmp_path: Path) -> None:
    fault = only_fault(write(tmp_path, population=squares(id=["p", "q"], households=[5, None])))
    assert (fault.layer, fault.feature, fault.field) == ("population", "q", "households")


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        communities=communities(code=["1", "330106001202"]),
        buildings=buildings(households=[-1, 2, 0.5], id=["a", "a", "c"]),
        barriers=barriers(**{"class": ["hiway", "river"]}),
    )
    places = {(fault.layer, fault.field) for fault in faults_of(path)}
    assert places == {
        ("communities", "code"),
        ("buildings", "id"),
        ("buildings", "households"),
        ("barriers", "class"),
    }
