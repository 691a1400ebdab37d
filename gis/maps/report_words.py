"""Every text of the monthly report in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

from gis.maps.words import LANGUAGES, Lang

Both = tuple[str, str]
LOCAL = timezone(timedelta(hours=8))
"""All times are shown in China's."""

LEVELS: Mapping[str, Both] = MappingProxyType(
    {
        "grid": ("网格", "Grid"),
        "community": ("社区", "Community"),
        "street": ("街道（乡镇）", "Street or township"),
        "county": ("区县", "County"),
    }
)
PARTS: Mapping[str, Both] = MappingProxyType(
    {
        "grid": ("各微网格", "Micro-grids"),
        "community": ("各网格", "Grids"),
        "street": ("各社区", "Communities"),
        "county": ("各街道（乡镇）", "Streets and townships"),
    }
)
CHANNELS: Mapping[str, Both] = MappingProxyType(
    {
        "grid_worker": ("网格员上报", "Grid workers"),
        "snap": ("随手拍", "Snap and report"),
        "hotline": ("热线", "Hotline"),
        "platform": ("平台转办", "Other platforms"),
        "sensor": ("传感器", "Sensors"),
        "patrol": ("视频巡检", "Camera patrols"),
    }
)
STAGES: Mapping[str, Both] = MappingProxyType(
    {
        "reported": ("已上报", "Reported"),
        "accepted": ("已受理", "Accepted"),
        "assigned": ("已立案", "Assigned"),
        "dispatched": ("已派遣", "Dispatched"),
        "handling": ("处置中", "Handling"),
        "checked": ("已核查", "Checked"),
        "closed": ("已结案", "Closed"),
        "returned": ("已退回", "Returned"),
        "deferred": ("已延期", "Deferred"),
        "reopened": ("已重开", "Reopened"),
    }
)
ALERTS: Mapping[str, Both] = MappingProxyType(
    {
        "surge": ("突增", "Surge"),
        "hot_spot": ("新热点", "New hot spot"),
        "overdue": ("超期积压", "Overdue"),
        "concentration": ("集中", "Concentration"),
        "cameras_down": ("摄像头离线", "Cameras down"),
    }
)
WORDS: Mapping[str, Both] = MappingProxyType(
    {
        "title": ("{name} {month}运行月报", "Monthly operation report: {name}, {month}"),
        "month": ("{year}年{month}月", "{name} {year}"),
        "subtitle": ("{level} {code}", "{level} {code}"),
        "path": (" › ", " › "),
        "span": (
            "统计范围：{start} 至 {end} 上报的事件，状态截至 {at}（北京时间）",
            "Tickets reported from {start} to {end}; their state as at {at} (China time)",
        ),
        "unfinished": ("本月尚未结束", "the month is not over"),
        "households": ("户数：{count} 户", "{count} households"),
        "made": ("制表时间：{at}", "Made at {at}"),
        "tickets": ("事件数", "Tickets"),
        "open": ("未结", "Open"),
        "closed": ("已结", "Closed"),
        "due": ("应结", "Due"),
        "deferred": ("延期", "Deferred"),
        "pressed": ("应结未延期", "Due, not deferred"),
        "closed_due": ("其中已结", "Closed of these"),
        "on_time": ("其中按期", "In time of these"),
        "closure_rate": ("结案率", "Closure rate"),
        "on_time_rate": ("按期结案率", "On-time rate"),
        "median": ("办结用时中位数（分钟）", "Median minutes to closing"),
        "median_short": ("中位用时（分钟）", "Median minutes"),
        "per_thousand": ("每千户事件数", "Per 1,000 households"),
        "of": ("{part} / {whole} 件", "{part} of {whole}"),
        "before": ("环比上月", "Month before"),
        "year_before": ("同比去年", "Year before"),
        "share": ("占比（%）", "Share (%)"),
        "closure_percent": ("结案率（%）", "Closure rate (%)"),
        "on_time_percent": ("按期结案率（%）", "On-time rate (%)"),
        "homes": ("户数", "Households"),
        "comparison": ("与上月、去年同月比较", "Compared with the month and the year before"),
        "figure": ("指标", "Figure"),
        "this": ("本月", "This month"),
        "last_month": ("上月", "Month before"),
        "last_year": ("去年同月", "Year before"),
        "change": ("环比", "Change on month"),
        "change_year": ("同比", "Change on year"),
        "categories": ("事件类别（前十）", "Categories (top 10)"),
        "category": ("类别", "Category"),
        "others": ("其他类别", "All others"),
        "channels": ("上报渠道", "Channels"),
        "channel": ("渠道", "Channel"),
        "stages": ("目前所处环节", "Where they stand now"),
        "stages_note": (
            "制表时本月事件所处环节；与上文截至月末的已结、未结数可能不同。",
            (
                "Of the month's tickets when this was made; closed and open above are as at the end"
                " of the month."
            ),
        ),
        "stage": ("环节", "Stage"),
        "total": ("合计", "Total"),
        "days": ("每日事件数", "Tickets by day"),
        "days_note": ("深色为周末。", "Weekends are darker."),
        "hours": ("各时段事件数", "Tickets by hour of the day"),
        "place": ("名称", "Name"),
        "code": ("编码", "Code"),
        "none_part": ("未落入任何一个", "In none of them"),
        "spots": ("热点网格", "Hot spots"),
        "spots_note": (
            "Getis-Ord Gi*，错误发现率控制在 5%；与各网格平均数比较，不是与历史比较。",
            (
                "Getis-Ord Gi*, false discoveries held to 5%; compared with the mean of all grids,"
                " not with the past."
            ),
        ),
        "no_spots": ("本月没有统计显著的热点。", "No statistically significant hot spot."),
        "fullest": ("事件最多的位置", "Fullest places"),
        "fullest_note": (
            "H3 六边形（10 级，宽约 130 米）的中心点；仅含位置可信的事件。",
            (
                "Middles of hexagons (H3, resolution 10, about 130 m across); only tickets whose"
                " position can be trusted."
            ),
        ),
        "no_fullest": ("本月没有位置可信的事件。", "No ticket with a trusted position."),
        "lon": ("经度", "Longitude"),
        "lat": ("纬度", "Latitude"),
        "expected": ("平均", "Mean"),
        "times": ("倍数", "Times the mean"),
        "alerts": ("预警", "Alerts"),
        "when": ("时间", "Time"),
        "kind": ("类型", "Kind"),
        "reason": ("原因", "Reason"),
        "acknowledged": ("确认", "Acknowledged"),
        "yes": ("已确认", "yes"),
        "no": ("未确认", "no"),
        "no_alerts": ("本月没有预警。", "No alerts."),
        "cameras": ("摄像头在线率", "Cameras' uptime"),
        "department": ("部门", "Department"),
        "grid_cameras": ("网格", "Grid"),
        "count": ("数量", "Cameras"),
        "uptime": ("在线率（%）", "Uptime (%)"),
        "uptime_note": (
            "在线时间 ÷（在线＋离线时间）；状态未知的时间不计。",
            "Time online of time online and offline; unknown time is left out.",
        ),
        "no_cameras": ("没有登记的摄像头。", "No cameras are registered."),
        "rates_note": (
            (
                "结案率 = 应结且未延期的事件中已结案件数 ÷ 应结且未延期件数；按期结案率 = "
                "其中按期结案件数 ÷ 同一分母。应结：办结时限在统计截止时刻之前的事件。"
            ),
            (
                "Closure rate: closed of the tickets due and not deferred. On-time rate: closed in "
                "time of the same. Due: should have been closed by the instant named above."
            ),
        ),
        "compare_note": (
            "上月与去年同月各按其月末状态统计，口径一致，可逐月比较。",
            "The other months are counted as at their own ends, so that months can be compared.",
        ),
        "homes_note": (
            "每千户事件数按月末生效的网格户数计算。",
            "Households are those of the grids in force at the end of the month.",
        ),
        "page": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
        "sheet_facts": ("主要指标", "Key figures"),
        "source": ("网格化服务平台", "Wangge"),
    }
)
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Speech:
    """What is said in one language."""

    language: Lang

    def say(self, key: str, **filled: Any) -> str:
        """A text of the report."""
        return self.raw(key).format(**filled)

    def raw(self, key: str) -> str:
        """The same with its braces."""
        return WORDS[key][LANGUAGES.index(self.language)]

    def pick(self, words: Mapping[str, Both], key: str | None) -> str:
        """What something is called; its key where nobody knows better."""
        if key is None:
            return "–"
        return words[key][LANGUAGES.index(self.language)] if key in words else key

    def name(self, one: Any) -> str | None:
        """The name in this language of something that has two."""
        found: str | None = one.name if self.language == "zh" else one.name_en
        return found

    def moment(self, at: datetime) -> str:
        """A time in China."""
        return at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
