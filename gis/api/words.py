"""What the service says by itself, in Chinese and English."""

from __future__ import annotations

from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Words(NamedTuple):
    """One sentence in both languages."""

    zh: str
    en: str


TITLES: dict[str, Words] = {
    "bad-request": Words("请求无法理解", "The request cannot be understood"),
    "unauthenticated": Words("请先登录", "Log in first"),
    "credentials": Words("用户名或密码不对", "Wrong name or password"),
    "forbidden": Words("没有权限", "Not allowed"),
    "cross-origin": Words("拒绝跨站请求", "Requests from other sites are refused"),
    "not-found": Words("没有找到", "Not found"),
    "method-not-allowed": Words("此地址不支持该方法", "This address does not take that method"),
    "not-acceptable": Words("没有所要的格式", "Not to be had in that format"),
    "conflict": Words("当前状态不允许", "The present state does not allow it"),
    "stale": Words("数据已被他人修改", "Somebody else changed it since"),
    "torn": Words("网格会被拆散", "The grid would be torn"),
    "edit": Words("此操作不允许", "This edit is not possible"),
    "findings": Words("审核未通过", "The audit found errors"),
    "too-large": Words("请求内容过大", "The body is too large"),
    "media-type": Words("不支持的内容类型", "Unsupported content type"),
    "unusable-input": Words("数据无法使用", "The data cannot be used"),
    "invalid": Words("参数不符合要求", "Something in the request is not as it must be"),
    "capacity": Words("编码已用尽", "No code is left"),
    "precondition-required": Words("缺少 If-Match", "If-Match is missing"),
    "too-many-requests": Words("请求过于频繁", "Too many requests"),
    "unreachable": Words("对方无响应", "The other side does not answer"),
    "internal": Words("服务内部错误", "Internal error"),
    "busy": Words("数据库繁忙，请稍后重试", "The database is busy, try again soon"),
    "error": Words("请求失败", "The request failed"),
}
"""Title of each kind of problem."""

DETAILS: dict[str, Words] = {
    "unauthenticated": Words(
        "会话不存在或已过期；请登录，或使用有效的 API 密钥。",
        "There is no session, or it is over; log in, or send a valid API key.",
    ),
    "not-found": Words(
        "没有该对象，或者您无权查看。", "There is no such thing, or none that you may see."
    ),
    "busy": Words("请稍后再试一次。", "The same request may succeed in a moment."),
    "internal": Words(
        "请把请求编号告诉管理员。", "Tell your administrator the number of this request."
    ),
    "cross-origin": Words(
        "修改数据的请求必须来自本站页面（Sec-Fetch-Site 或 Origin）。",
        "Requests that change something must come from this site's own pages "
        "(Sec-Fetch-Site or Origin).",
    ),
    "invalid": Words("见 faults 中各项。", "See each of the faults."),
}
"""Detail of problems that need no more than their kind to be explained."""


def language(accepted: str | None) -> Language:
    """Which language an ``Accept-Language`` header asks for: the better placed one, else English.

    Examples
    --------
    >>> language("zh-CN,zh;q=0.9,en;q=0.8"), language("en, zh;q=0.5"), language(None)
    ('zh', 'en', 'en')
    """
    best: tuple[float, Language] = (0.0, "en")
    for part in (accepted or "").split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        primary = tag.split("-")[0].lower()
        if primary == "zh" and weight > best[0]:
            best = weight, "zh"
        elif primary == "en" and weight > best[0]:
            best = weight, "en"
    return best[1]
