"""Somebody who was never here moves a border and gets it published, by what the screen says."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.desk import Desk
from tests.e2e.site import LOADING, PASSWORD, Visit, Visitor

pytestmark = pytest.mark.e2e

NAME = f"新来的规划员 {secrets.token_hex(2)}"
OWN = "一句只有我自己才知道的长长的话"
MOST_STEPS, WITHIN = 25, 120
"""What a newcomer may have to do, and the seconds it may take: both are promised."""


@dataclass
class Person:
    """Finds things by their roles and texts only, and counts what they have to do."""

    page: Any
    steps: int = 0

    def click(self, role: str, name: str) -> None:
        """Click something that says so on the screen."""
        self.steps += 1
        self.page.get_by_role(role, name=name, exact=True).click()

    def fill(self, label: str, text: str) -> None:
        """Type into the first field whose name begins so."""
        self.steps += 1
        self.page.get_by_label(label).first.fill(text)

    def reads(self, text: str) -> None:
        """See a text before going on."""
        self.page.get_by_text(text).first.wait_for()

    def log_in(self, name: str, password: str) -> None:
        """Fill in the form that is shown to strangers."""
        self.fill("用户名", name)
        self.fill("密码", password)
        self.click("button", "登录")


def test_a_newcomer_moves_a_border_sees_both_counts_undoes_it_and_gets_it_published(
    visit: Visit,
) -> None:
    password = invited(visit("admin"))
    began = time.monotonic()
    visitor = visit("")
    page = visitor.page
    person = Person(page)
    visitor.open("/")

    enter(person, password)
    page.wait_for_selector("wg-map[ready]", timeout=LOADING)
    plan = int(page.url.split("/plans/")[1].split("?")[0])
    desk = Desk(visitor, plan)
    move_and_undo(person, desk)

    person.click("button", "方案")
    person.click("button", "提交审批")
    person.reads("等待另一人审批")
    person.click("button", f"账户：{NAME}")
    person.click("button", "退出登录")
    approve(Person(visit("").page, person.steps), visitor.origin)
    assert time.monotonic() - began < WITHIN
    assert visit("publisher").get(f"/api/v1/plans/{plan}")["state"] == "published"


def invited(admin: Visitor) -> str:
    """The one-time password of a new planner."""
    grants = [{"role": "planner", "jurisdiction": "0"}]
    body = {"name": NAME, "jurisdiction": "0", "grants": grants}
    password: str = admin.post("/api/v1/users", body)["one_time_password"]
    return password


def enter(person: Person, password: str) -> None:
    """Log in for the first time, and open what the page says is next."""
    person.log_in(NAME, password)
    person.reads("设置自己的密码")
    person.fill("新密码", OWN)
    person.fill("再输入一次", OWN)
    person.click("button", "保存密码")
    person.click("link", "打开草案")


def move_and_undo(person: Person, desk: Desk) -> None:
    """Move a border, see what comes of both grids, and take it back."""
    ground = desk.ground()
    move = next(ground.moves(desk.bases()))
    gives, takes = move.grids
    desk.go(move.atom.at)

    person.click("button", "推边界")
    person.reads("按住边界拖动")
    person.steps += 1
    desk.press(desk.border(move), desk.pixel(move.atom.at))
    desk.chips.get_by_text("→").nth(1).wait_for()
    shown = desk.chips.inner_text()
    with desk.applied():
        desk.page.mouse.up()
    after = desk.ground()
    assert after.atoms[move.atom.id].grid == takes
    for grid in (gives, takes):
        for moment in (ground, after):
            assert str(moment.households(grid)) in shown
    with desk.applied("/undo"):
        person.click("button", "撤销")
    assert desk.ground().atoms[move.atom.id].grid == gives


def approve(person: Person, origin: str) -> None:
    """The second person, elsewhere, logs in and puts the plan in force."""
    person.page.goto(origin)
    person.log_in("publisher", PASSWORD)
    person.click("link", "打开待审批方案")
    person.click("button", "批准生效")
    person.page.get_by_role("dialog").get_by_role("button", name="批准生效").click()
    person.reads("已批准，方案即时生效")
    assert person.steps <= MOST_STEPS
