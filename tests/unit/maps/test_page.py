"""The page needs no network, runs no text of the data and is the same every time."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
import shapely

from gis.maps import content
from gis.maps.leaflet import script, styles
from gis.maps.page import render, safe_json
from gis.model import Rules
from tests.unit.maps import plan

ATTACK = "</script><img src=x onerror=alert(1)><!-- {{ 7 * 7 }}{% endraw %}{#{{{ \u2028 '\"&"


class Tags(HTMLParser):
    """Every tag with its attributes, and the text of each script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.title = ""
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 -- given by the parser
        self.inside = ""

    def handle_data(self, text: str) -> None:
        if self.inside == "script":
            self.scripts[-1] += text
        if self.inside == "title":
            self.title += text


def page(**changes: Any) -> str:
    arguments: dict[str, Any] = {"lang": "zh"} | changes
    return render(plan.town(), plan.proposal(), plan.findings(), Rules(), **arguments)


def data_of(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(
        next(each for each in Tags(text).scripts if each.startswith("{"))
    )
    return value


def test_no_tag_points_anywhere() -> None:
    for _, attributes in Tags(page()).found:
        assert not {"src", "href", "srcset", "data", "poster", "action"} & set(attributes)


def test_no_style_fetches_a_picture_or_a_font() -> None:
    sheets = "".join(re.findall(r"<style>(.*?)</style>", page(), flags=re.DOTALL))
    assert ".leaflet-container" in sheets
    assert "url(" not in sheets
    assert "@import" not in sheets


def test_the_browser_is_forbidden_any_request() -> None:
    policies = [
        attributes["content"] or ""
        for tag, attributes in Tags(page()).found
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'")
    assert "http" not in policies[0]


def test_addresses_stand_only_in_leaflet_and_its_licence() -> None:
    text = page().replace(script(), "").replace(styles(), "")
    assert set(re.findall(r"https?://[^\s\"'<>)]+", text)) <= {"http://www.w3.org/2000/svg"}


def test_leaflets_licence_travels_with_it() -> None:
    assert "Redistributions in binary form must reproduce" in page()
    assert "sourceMappingURL" not in page()


def test_no_text_of_the_data_becomes_markup() -> None:
    text = render(
        plan.town(ATTACK, ATTACK + "2", ATTACK), plan.proposal(ATTACK), plan.findings(ATTACK),
        Rules(), lang="zh",
    )  # fmt: skip
    parsed, plain = Tags(text), Tags(page())
    assert [tag for tag, _ in parsed.found] == [tag for tag, _ in plain.found]
    assert data_of(text)["grids"][0]["name"] == ATTACK
    assert data_of(text)["communities"][0]["name"] == ATTACK
    assert data_of(text)["findings"]["list"][0]["message_zh"] == ATTACK


def test_a_title_of_markup_stays_a_title() -> None:
    town = plan.town(ATTACK)
    one = replace(town, communities=town.communities.iloc[:1])
    parsed = Tags(render(one, plan.proposal(), None, Rules(), lang="en"))
    assert parsed.title == ATTACK
    assert "img" not in {tag for tag, _ in parsed.found}


def test_json_cannot_close_its_element() -> None:
    text = safe_json({"a": ATTACK})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"a": ATTACK}


def test_the_same_plan_gives_the_same_page() -> None:
    assert page() == page()


def test_the_page_opens_in_the_language_asked_for_and_knows_both() -> None:
    for lang in ("zh", "en"):
        data = data_of(page(lang=lang))
        assert data["lang"] == lang
        assert set(data["words"]) == {"zh", "en"}
    assert '<html lang="zh-CN">' in page(lang="zh")
    assert '<html lang="en">' in page(lang="en")


def test_a_language_it_does_not_speak_is_refused() -> None:
    with pytest.raises(ValueError, match="zh and en"):
        page(lang="fr")


def test_the_title_is_the_towns_name() -> None:
    assert Tags(page()).title == "青石镇"


def test_popups_can_tell_counts_boundaries_and_micro_grids() -> None:
    data = data_of(page())
    grid = data["grids"][1]
    assert (grid["code"], grid["number"]) == ("330100000001002", "002")
    assert (grid["households"], grid["residents"], grid["buildings"]) == (250, 500, 4)
    assert (grid["off"], grid["excused"], grid["reason"]) == (-50, True, "community_total")
    assert grid["boundary_text"].startswith("东至")
    assert grid["boundary_text_en"].startswith("East")
    micro = [each for each in data["micro"]["all"] if each["grid"] == 1]
    assert [(each["number"], each["floor_from"], each["off"]) for each in micro] == [
        ("01", 1, 0), ("02", 10, 1),
    ]  # fmt: skip


def test_stacked_micro_grids_are_drawn_once() -> None:
    drawn = [bool(each["g"]) for each in data_of(page())["micro"]["all"]]
    assert drawn == [True, False] * 6


def test_findings_come_worst_first_with_their_units() -> None:
    listed = data_of(page())["findings"]["list"]
    assert [each["severity"] for each in listed] == ["error", "warning", "info"]
    assert listed[1]["units"] == ["330100000001001", "330100000001002"]
    assert listed[2]["at"] is None
    assert [each["dim"] for each in listed[:2]] == [2, 1]


def test_no_audit_and_an_audit_without_findings_are_told_apart() -> None:
    none = render(plan.town(), plan.proposal(), None, Rules(), lang="zh")
    clean = render(plan.town(), plan.proposal(), plan.findings().iloc[:0], Rules(), lang="zh")
    assert data_of(none)["findings"] is None
    assert data_of(clean)["findings"]["counts"] == {"error": 0, "warning": 0, "info": 0}


def test_only_the_largest_buildings_of_a_big_town_are_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(content, "MOST_BUILDINGS", 50)
    proposal = replace(plan.proposal(), buildings=plan.many_houses(120))
    drawn = data_of(render(plan.town(), proposal, None, Rules(), lang="zh"))["buildings"]
    assert (drawn["drawn"], drawn["all"]) == (50, 120)
    assert sum(map(len, drawn["homes"])) == 50


def test_micro_grids_of_a_big_town_keep_their_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MOST_MICROGRIDS", 5)
    micro = data_of(page())["micro"]
    assert not micro["drawn"]
    assert [each["households"] for each in micro["all"]] == [60, 90] * 6
    assert not any(each["g"] for each in micro["all"])


def test_a_damaged_plan_is_drawn_as_far_as_it_goes() -> None:
    proposal = plan.proposal()
    grids = proposal.grids.copy()
    grids.loc[0, "geometry"] = shapely.Polygon(
        [(plan.WEST, plan.SOUTH), (plan.WEST + 9, plan.SOUTH + 9), (plan.WEST + 9, plan.SOUTH),
         (plan.WEST, plan.SOUTH + 9)]
    )  # fmt: skip
    grids.loc[1, "geometry"] = None
    grids.loc[2, "code"] = None
    grids.loc[3, "community"] = "999999999999"
    grids.loc[4, ["households", "residents"]] = float("nan")
    damaged = replace(
        proposal, grids=grids.set_crs(None, allow_override=True), microgrids=proposal.microgrids
    )
    data = data_of(render(plan.town(), damaged, None, Rules(), lang="zh"))
    assert [bool(grid["g"]) for grid in data["grids"]] == [True, False, True, True, True, True]
    assert data["grids"][3]["community"] is None
    assert data["grids"][4]["households"] is None


def test_road_names_lie_along_their_road() -> None:
    ((name, kind, _, _, angle, room),) = data_of(page())["names"][:1]
    assert (name, kind) == ("解放路", "primary")
    assert abs(angle) <= 1
    assert room == pytest.approx(450, abs=2)
