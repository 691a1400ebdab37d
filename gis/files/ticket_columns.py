"""Which columns of a foreign table of tickets mean what, and which must not be read at all."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from gis.files import words
from gis.files.columns import suspicion
from gis.files.log import Log

LAYER = "tickets"
COLUMNS: Mapping[str, str] = {
    "external": "external 编号 工单编号 工单号 事件编号 案件编号 任务号 任务编号 受理编号 流水号 "
    "id ticket_id service_request_id servicerequestnum srrecordid request_id case_id unique_key",
    "reported_at": "reported_at 上报时间 受理时间 发生时间 立案时间 创建时间 登记时间 created "
    "created_at created_date createddate requested_datetime open_date opened reported",
    "closed_at": "closed_at 结案时间 办结时间 关闭时间 完成时间 closed closed_date closedate "
    "close_date completed_at",
    "due_at": "due_at 截止时间 处置时限 办理时限 应办结时间 due_date duedate due expected_datetime",
    "kind": "kind 部件事件 事部件类型 案件类型",
    "code": "code 类别代码 小类代码 事件代码 类型代码 category_code service_code",
    "category": "category 小类名称 小类 事件小类 类别名称 类别 问题类别 事件类别 类型 事件类型 "
    "service_name srtype sr_type request_type complaint_type type",
    "stage": "stage 状态 办理状态 处理状态 案件状态 status srstatus case_status",
    "channel": "channel 来源 渠道 问题来源 事件来源 上报渠道 methodreceived received_via",
    "unit": "unit 承办单位 责任单位 处置部门 处置单位 主办单位 承办部门 agency department "
    "agency_responsible responsible_agency",
    "lon": "lon lng longitude 经度 经度坐标 x x坐标 long",
    "lat": "lat latitude 纬度 纬度坐标 y y坐标",
    "description": "description 描述 问题描述 事件描述 内容 诉求内容 事件内容 details",
    "address": "address 地址 详细地址 事发地址 事件地址 发生地点 地点 位置描述",
}
"""Our column -> names that foreign tables have for it, the surest first."""
NEEDED = ("reported_at",)
_REPORTERS = words.lookup({
    "name": "上报人 报案人 举报人 投诉人 来电人 诉求人 反映人 市民姓名 采集员 "
    "reporter reporter_name caller caller_name requester requestor complainant submitted_by",
})  # fmt: skip
"""Columns about who reported: such a thing is never stored."""


def guessed(names: list[str], given: Mapping[str, str], log: Log) -> dict[str, str]:
    """Our column -> the file's: as given, the others by their names.

    An empty name in ``given`` says that the file has no such column.
    """
    for ours, theirs in given.items():
        if ours not in COLUMNS:
            known = ", ".join(COLUMNS)
            log.fault(LAYER, f"there is no such column; known are {known}", field=ours)
        elif theirs and theirs not in names:
            log.fault(
                LAYER, "the file has no such column; choose another", field=ours, value=theirs
            )
    found = {ours: theirs for ours, theirs in given.items() if ours in COLUMNS and theirs in names}
    for ours, known in COLUMNS.items():
        if ours in given:
            continue
        left = {words.plain(name): name for name in reversed(names) if name not in found.values()}
        fitting = (left[word] for word in map(words.plain, known.split()) if word in left)
        if (name := next(fitting, None)) is not None:
            found[ours] = name
    for ours in NEEDED:
        if ours not in found:
            log.fault(LAYER, f"say which column it is: {ours}=COLUMN", field=ours)
    if "code" not in found and "category" not in found:
        log.fault(LAYER, "say which column it is: code=COLUMN or category=COLUMN", field="code")
    return found


def check_persons(table: pd.DataFrame, chosen: Mapping[str, str], log: Log, *, drop: bool) -> None:
    """Refuse columns that look like data on persons, or say that they are left out."""
    for name in map(str, table.columns):
        what = _REPORTERS.get(words.plain(name), suspicion(name, table[name]))
        # Texts may hold numbers of persons here and there; those are taken out one by one.
        if what is None or name == chosen.get("external"):
            continue
        if drop and name not in chosen.values():
            log.notice(LAYER, f"column {name!r} left out; it looks like a person's {what}")
        else:
            remedy = f"the column looks like a person's {what}; remove it or drop such columns"
            log.fault(LAYER, remedy, field=name)
