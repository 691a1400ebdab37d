"""What the values of foreign tables of tickets mean: times, states, channels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from gis.errors import ParameterError
from gis.files import words
from gis.files.log import Log
from gis.files.ticket_columns import LAYER
from gis.model.tickets import Channel, Stage

STAGES = words.own_and_other({
    "closed": "closed 已结案 结案 办结 已办结 已关闭 完成 已完成 归档 completed resolved done "
    "closed_(duplicate) closed_(transferred)",
    "reported": "open new 新建 待受理 已上报 上报 open_(duplicate) new_(duplicate) submitted",
    "accepted": "accepted 已受理 受理 立案 已立案 acknowledged",
    "assigned": "assigned 已交办 已派单 待处置 交办",
    "dispatched": "dispatched 已派遣 派遣",
    "handling": "handling 处置中 处理中 办理中 in_progress working",
    "checked": "checked 已核查 核查 待结案 verified",
    "returned": "returned 退回 已退回 回退",
    "deferred": "deferred 延期 挂账 缓办 pending on_hold",
    "reopened": "reopened 重新立案 返工 重办",
})  # fmt: skip
CHANNELS = words.own_and_other({
    "hotline": "hotline 热线 12345 电话 公众热线 phone call",
    "grid_worker": "grid_worker 网格员 网格员上报 采集员 巡查 监督员上报 internal",
    "snap": "snap 随手拍 市民随手拍 公众上报 微信 app web mobile api email mail",
    "sensor": "sensor 传感器 物联网 物联感知 智能感知 system",
    "patrol": "patrol 视频巡查 视频上报 视频",
    "platform": "platform 平台 城管平台 领导交办 媒体 其他 other",
})  # fmt: skip
KINDS = words.own_and_other({"component": "部件", "matter": "事件 事项"})
_CHINESE = {"年": "-", "月": "-", "日": " ", "时": ":", "点": ":", "分": ":", "秒": ""}
_DIGITS = re.compile(r"^\d{4}[-/.年]")
_ZONED = r"(?:[Zz]|[+-]\d{2}:?\d{2})$"
_ISO = ("ISO8601", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_CLOCKS = (" %I:%M:%S %p", " %H:%M:%S", " %I:%M %p", " %H:%M", "")
_MONTH_FIRST = tuple(f"%m/%d/%Y{clock}" for clock in _CLOCKS)
_DAY_FIRST = tuple(f"{day}{clock}" for day in ("%d/%m/%Y", "%d.%m.%Y") for clock in _CLOCKS)
MILLISECONDS = 1e11
"""Numbers from here on are no seconds since 1970 any more."""


def zone(name: str) -> ZoneInfo:
    """The time zone of a name.

    Raises
    ------
    ParameterError
        There is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ParameterError(f"there is no time zone {name!r}", f"没有时区“{name}”。") from None


def times(values: pd.Series, local: str, log: Log) -> pd.Series:
    """Times in UTC; NaT where nothing or nothing readable is said.

    Parameters
    ----------
    local
        The time zone of those that do not say.
    """
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return _in_utc(values, local)
    if pd.api.types.is_numeric_dtype(values.dtype):
        seconds = values.where(~(values.abs() >= MILLISECONDS), values / 1000)
        return pd.to_datetime(seconds, unit="s", utc=True, errors="coerce")
    texts = values.astype("string").str.strip().replace("", pd.NA)
    plain = texts.str.match(_DIGITS).fillna(value=False).astype(bool)
    found = pd.Series(pd.NaT, index=values.index, dtype="datetime64[us, UTC]")
    found[plain] = _of_texts(_dashed(texts[plain]), _ISO, local)
    rest = texts[~plain & texts.notna()]
    if len(rest):
        first = _of_texts(rest, _MONTH_FIRST, local)
        other = _of_texts(rest, _DAY_FIRST, local)
        month_first = first.notna().sum() >= other.notna().sum()
        found[rest.index] = first if month_first else other
        order = "month/day/year" if month_first else "day/month/year"
        log.notice(LAYER, f"times in {values.name!r} are read as {order}")
    return found


def _dashed(texts: pd.Series) -> pd.Series:
    for sign, ours in _CHINESE.items():
        texts = texts.str.replace(sign, ours, regex=False)
    texts = texts.str.replace(r"^(\d{4})[/.](\d{1,2})[/.]", r"\1-\2-", regex=True)
    return texts.str.strip().str.rstrip(":")


def _of_texts(texts: pd.Series, formats: tuple[str, ...], local: str) -> pd.Series:
    zoned = texts.str.contains(_ZONED, regex=True).fillna(value=False).astype(bool)
    found = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us, UTC]")
    for aware in (True, False):
        left = texts[zoned == aware]
        for form in formats:
            if left.empty:
                break
            read = pd.to_datetime(left, format=form, errors="coerce", utc=aware)
            good = read.notna()
            found[left.index[good]] = _in_utc(read[good], local)
            left = left[~good]
    return found


def _in_utc(values: pd.Series, local: str) -> pd.Series:
    if values.dt.tz is None:
        # The hour that comes twice counts as the later one, the one left out as its end.
        values = values.dt.tz_localize(
            ZoneInfo(local), ambiguous=[False] * len(values), nonexistent="shift_forward"
        )
    return values.dt.tz_convert("UTC").astype("datetime64[us, UTC]")


def known(values: pd.Series, table: Mapping[str, str], usual: str | None, log: Log) -> pd.Series:
    """Words of ours for theirs; ``usual``, told of, for those that nobody knows."""
    plain = values.map(words.plain, na_action="ignore")
    found = plain.map(table).astype(object)
    strange = values[found.isna() & values.notna() & (plain != "")]
    for word, rows in strange.groupby(strange.astype(str)):
        text = f"{values.name} {word!r} is taken as {usual or 'not said'} in {len(rows)} rows"
        log.notice(LAYER, text)
    found[strange.index] = usual
    return found.where(found.notna(), None)


def stages(values: pd.Series, log: Log) -> pd.Series:
    """Values of ``Stage``; None where nothing is said."""
    return known(values, STAGES, Stage.REPORTED, log)


def channels(values: pd.Series, log: Log) -> pd.Series:
    """Values of ``Channel``."""
    return known(values, CHANNELS, Channel.PLATFORM, log)


def kinds(values: pd.Series, log: Log) -> pd.Series:
    """Values of ``TicketKind``; None where it is not known."""
    return known(values, KINDS, None, log)
