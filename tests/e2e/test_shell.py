"""The shell of the page: log in, the list of plans, the way to a plan and out again."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gis.workflow.demo import DRAFT
from tests.e2e.site import LOADING, PASSWORD, Visit, Visitor

pytestmark = pytest.mark.e2e
OWN = "a sentence of my very own"


def log_in(visitor: Visitor, user: str, password: str) -> None:
    page = visitor.page
    page.get_by_label("用户名").fill(user)
    page.get_by_label("密码", exact=True).fill(password)
    page.keyboard.press("Enter")


def newcomer(admin: Visitor, name: str) -> str:
    """A planner with a one-time password, which is returned."""
    grants = [{"role": "planner", "jurisdiction": "0"}]
    body = {"name": name, "jurisdiction": "0", "grants": grants}
    password: str = admin.post("/api/v1/users", body)["one_time_password"]
    return password


def titled(page: Any, beginning: str) -> None:
    """Wait until the window is called so; the page's rules allow no test to ask in a loop."""
    api = pytest.importorskip("playwright.sync_api")
    api.expect(page).to_have_title(re.compile("^" + re.escape(beginning)), timeout=LOADING)


def wide(page: Any) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


def test_a_wrong_password_is_told_and_the_right_one_leads_to_the_plans(visit: Visit) -> None:
    visitor = visit("")
    page = visitor.page
    visitor.open("/?user=planner")

    page.get_by_label("密码", exact=True).fill("not this one")
    page.get_by_role("button", name="登录").click()
    assert "用户名或密码不对" in page.get_by_role("alert").inner_text()

    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="方案", exact=True).wait_for()
    titled(page, "方案")


def test_after_a_one_time_password_the_page_asks_for_one_of_ones_own(visit: Visit) -> None:
    password = newcomer(visit("admin"), "新来的规划员")
    visitor = visit("")
    page = visitor.page
    visitor.open("/plans/2")

    log_in(visitor, "新来的规划员", password)
    page.get_by_role("heading", name="设置自己的密码").wait_for()
    page.get_by_label("新密码").fill("short")
    page.get_by_label("再输入一次").fill("short")
    page.get_by_role("button", name="保存密码").click()
    assert "还差 7 个字符" in page.get_by_role("alert").inner_text()

    # A reload does not go past it.
    page.reload()
    page.get_by_label("新密码").fill(OWN)
    page.get_by_label("再输入一次").fill(OWN)
    page.keyboard.press("Enter")
    page.get_by_role("navigation", name="页面").wait_for()
    assert page.url.endswith("/plans/2")

    again = visit("")
    again.open("/")
    log_in(again, "新来的规划员", OWN)
    again.page.get_by_role("heading", name="方案", exact=True).wait_for()


def test_the_first_page_says_what_to_do_next_and_leads_there(visit: Visit) -> None:
    visitor = visit("planner")
    page = visitor.page
    visitor.open("/")
    following = page.get_by_role("region", name="下一步")
    following.get_by_text(DRAFT).wait_for()

    following.get_by_role("link", name="打开草案").click()

    page.wait_for_url("**/plans/2")
    titled(page, DRAFT)
    bar = page.locator("wg-bar")
    bar.get_by_text(DRAFT).wait_for()
    assert bar.locator(".badge").inner_text() == "草案"
    page.go_back()
    following.wait_for()


def test_a_draft_is_made_from_the_plan_in_force(visit: Visit) -> None:
    visitor = visit("second")
    page = visitor.page
    visitor.open("/")

    page.get_by_role("button", name="首版网格方案：更多操作").click()
    page.get_by_role("button", name="新建草案").click()
    page.get_by_label("草案名称").fill("秋季调整")
    page.get_by_role("button", name="新建并打开").click()

    page.wait_for_url(re.compile(r"/plans/\d+"))
    number = int(page.url.rsplit("/", 1)[-1].split("?")[0])
    made = visitor.get(f"/api/v1/plans/{number}")
    assert made["name"] == "秋季调整"
    assert made["parent"] == 1


def test_the_list_is_filtered_and_says_when_nothing_matches(visit: Visit) -> None:
    visitor = visit("planner")
    page = visitor.page
    visitor.open("/")
    search = page.get_by_role("searchbox")

    search.fill("首版")
    page.get_by_role("link", name="打开 首版网格方案").wait_for()
    assert page.get_by_role("link", name=f"打开 {DRAFT}").count() == 0
    search.fill("没有这样的方案")
    page.get_by_role("button", name="清除筛选").click()
    page.get_by_role("link", name=f"打开 {DRAFT}", exact=True).wait_for()


def test_a_viewer_is_offered_only_what_they_may(visit: Visit) -> None:
    visitor = visit("viewer")
    page = visitor.page
    visitor.open("/")

    page.get_by_role("link", name="打开 首版网格方案").wait_for()

    assert page.get_by_role("link", name="导入").count() == 0
    assert page.get_by_text("数据集", exact=True).count() == 1  # the column, not the section
    page.get_by_role("button", name="首版网格方案：更多操作").click()
    page.get_by_role("button", name="与另一方案对比").wait_for()
    assert page.get_by_role("button", name="新建草案").count() == 0


def test_language_and_theme_stay_as_chosen(visit: Visit) -> None:
    visitor = visit("planner", color_scheme="light")
    page = visitor.page
    visitor.open("/")

    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Light or dark").click()
    page.get_by_role("button", name="Dark", exact=True).click()
    page.reload()

    page.get_by_role("heading", name="Plans", exact=True).wait_for()
    root = page.evaluate(
        "({...document.documentElement.dataset, lang: document.documentElement.lang})"
    )
    assert root == {"theme": "dark", "lang": "en-GB"}
    titled(page, "Plans")


def test_alternatives_are_proposed_followed_and_compared(visit: Visit) -> None:
    visitor = visit("planner")
    page = visitor.page
    visitor.open("/")

    page.get_by_role("button", name="生成方案").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("全部").wait_for()
    dialog.get_by_label("方案名称").fill("春季方案")
    dialog.get_by_text("户数均匀").click()
    dialog.get_by_role("radio", name="快速").check()
    dialog.get_by_role("button", name="生成 2 个备选方案").click()

    dialog.get_by_role("heading", name="比较 2 个备选方案").wait_for(timeout=180_000)
    dialog.get_by_role("columnheader", name="春季方案（均衡）").wait_for()
    dialog.get_by_role("row", name="户数差异").wait_for()
    dialog.get_by_role("button", name="打开这个方案").nth(1).click()
    page.wait_for_url(re.compile(r"/plans/\d+"))
    titled(page, "春季方案（户数均匀）")

    page.get_by_role("link", name="任务").click()
    page.get_by_role("button", name="并排比较").wait_for()
    assert page.get_by_text("已完成").count() == 2


def test_a_proposal_without_a_name_or_upside_down_is_not_sent(visit: Visit) -> None:
    visitor = visit("planner")
    page = visitor.page
    visitor.open("/")
    page.get_by_role("button", name="生成方案").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("全部").wait_for()

    dialog.get_by_label("方案名称").fill("")
    dialog.get_by_label("每个基础网格 下限").fill("900")
    dialog.get_by_role("button", name="生成方案").click()

    dialog.get_by_text("请填写方案名称").wait_for()
    assert dialog.get_by_text("下限不大于上限").count() == 1
    assert dialog.get_by_label("方案名称").is_visible()


def test_a_session_that_ended_is_begun_again_without_losing_the_page(visit: Visit) -> None:
    visitor = visit("planner")
    page = visitor.page
    visitor.open("/")
    search = page.get_by_role("searchbox")
    search.fill("首版")
    visitor.page.request.delete(
        f"{visitor.origin}/api/v1/session", headers={"Origin": visitor.origin}
    )

    page.get_by_role("button", name="首版网格方案：更多操作").click()
    page.get_by_role("button", name="新建草案").click()
    page.get_by_role("button", name="新建并打开").click()
    ended = page.get_by_role("dialog", name="登录已过期")
    ended.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")

    ended.wait_for(state="detached")
    assert search.input_value() == "首版"
    page.get_by_role("button", name="新建并打开").click()
    page.wait_for_url(re.compile(r"/plans/\d+"))


def test_a_service_that_is_away_is_told_and_awaited(visit: Visit) -> None:
    visitor = visit("planner")
    page = visitor.page
    visitor.open("/")
    page.get_by_role("link", name=f"打开 {DRAFT}", exact=True).wait_for()

    asked = re.compile("/api/|/healthz")
    page.route(asked, lambda route: route.fulfill(status=502))
    page.get_by_role("link", name="任务").click()
    page.get_by_text("连接不上服务，正在重试").wait_for()
    page.unroute(asked)

    page.get_by_text("连接不上服务").first.wait_for(state="detached")
    page.get_by_text("还没有任务").or_(page.get_by_role("table")).wait_for()
    visitor.said.clear()


def test_an_unknown_plan_leads_back_to_the_list(visit: Visit) -> None:
    visitor = visit("planner")
    page = visitor.page
    visitor.open("/plans/4711")

    page.get_by_role("alert").wait_for()
    page.get_by_role("link", name="返回方案列表").click()

    page.get_by_role("heading", name="方案", exact=True).wait_for()


def test_the_help_opens_by_its_key_and_not_while_somebody_writes(visit: Visit) -> None:
    visitor = visit("planner")
    page = visitor.page
    visitor.open("/")
    search = page.get_by_role("searchbox")
    search.press("?")
    assert search.input_value() == "?"
    assert page.get_by_role("dialog").count() == 0

    page.get_by_role("heading", name="方案", exact=True).click()
    page.keyboard.press("?")
    page.get_by_role("dialog", name="键盘与鼠标").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")


def test_logging_out_leads_back_to_the_login(visit: Visit) -> None:
    visitor = visit("viewer")
    page = visitor.page
    visitor.open("/")
    page.get_by_role("button", name="账户：viewer").click()
    page.get_by_role("button", name="退出登录").click()

    page.get_by_role("heading", name="登录").wait_for()
    assert page.request.get(f"{visitor.origin}/api/v1/session").status == 401


@pytest.mark.parametrize(("width", "locale"), [(1024, "zh-CN"), (768, "en-GB")])
def test_nothing_is_wider_than_the_window(visit: Visit, width: int, locale: str) -> None:
    visitor = visit("planner", width=width, locale=locale)
    for path in ("/", "/jobs"):
        visitor.open(path)
        visitor.page.locator("h1").wait_for()
        assert wide(visitor.page) == width
    visitor.page.request.delete(
        f"{visitor.origin}/api/v1/session", headers={"Origin": visitor.origin}
    )
    visitor.open("/")
    visitor.page.locator("h1").wait_for()
    assert wide(visitor.page) == width
