"""Refuse requests that nothing behind should have to deal with."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import unquote_to_bytes, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gis.api import problems
from gis.api.problems import Refused
from gis.api.words import Words
from gis.files.guard import DEEPEST, depth

# Escapes of U+0000, which PostgreSQL cannot store, and of lone surrogates, which UTF-8 cannot.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_NO_NUMBER = re.compile(rb"\b(?:NaN|Infinity)\b")
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)


class Guard:
    """Checks host, address, size and bytes of a request before anything parses it.

    Parameters
    ----------
    origin
        Address of the service as browsers know it; None: only this machine's names are taken, so
        that no foreign name that resolves to this machine gets in.
    limit
        Largest body of a request, told its scope.
    """

    def __init__(self, app: ASGIApp, origin: str | None, limit: Callable[[Scope], int]) -> None:
        self._app = app
        self._host = urlsplit(origin).hostname if origin else None
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            self._check_host(request)
            _check_address(scope)
            limit = self._limit(scope)
            if _length(request) > limit:
                raise _too_large(limit)
            receive = _counted(receive, limit)
            if _is_json(request):
                receive = await _checked(receive)
        except HTTPException as refused:
            answer = problems.of(request, refused)
            # The rest of the body is not read.
            answer.headers["Connection"] = "close"
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _check_host(self, request: Request) -> None:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
        if host != self._host and not _is_local(host):
            raise Refused(
                421, "bad-request", Words("本服务不使用这个域名。", "Not a name of this service.")
            )


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _check_address(scope: Scope) -> None:
    text = unquote_to_bytes(scope.get("raw_path") or scope["path"].encode())
    for part in (text, unquote_to_bytes(scope.get("query_string", b""))):
        try:
            fine = b"\x00" not in part and part.decode("utf-8") is not None
        except UnicodeDecodeError:
            fine = False
        if not fine:
            raise Refused(
                400,
                None,
                Words("地址须为 UTF-8，且不含空字符。", "The address must be UTF-8 without NUL."),
            )


def _length(request: Request) -> int:
    text = request.headers.get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() else 0


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def _counted(receive: Receive, limit: int) -> Receive:
    """Refuse a body that grows beyond the limit while it comes."""
    size = 0

    async def counting() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise _too_large(limit)
        return message

    return counting


async def _checked(receive: Receive) -> Receive:
    """Read the whole body, look at its bytes, and hand it on as it came."""
    data = bytearray()
    messages: list[Message] = []
    while True:
        message = await receive()
        messages.append(message)
        if message["type"] != "http.request":
            break
        data += message.get("body", b"")
        if not message.get("more_body", False):
            break
    complain(bytes(data))
    waiting = iter(messages)

    async def again() -> Message:
        message = next(waiting, None)
        return await receive() if message is None else message

    return again


def complain(data: bytes) -> None:
    """Raise Refused where JSON text is nested too deep, or holds what nothing can store."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable(
            f"请求体不是 UTF-8（第 {error.start} 字节）。",
            f"The body is not UTF-8 at byte {error.start}.",
        ) from None
    deep = depth(data)
    if deep > DEEPEST:
        raise _unreadable(
            f"括号嵌套 {deep} 层，最多 {DEEPEST} 层。",
            f"Brackets are nested {deep} deep; at most {DEEPEST} are taken.",
        )
    if _NUL.search(data):
        raise _unreadable("文字中不能有空字符。", "Text must not hold NUL characters.")
    if _NO_NUMBER.search(data) and _NO_NUMBER.search(_STRING.sub(b"", data)):
        raise _unreadable("NaN 与 Infinity 不是数值。", "NaN and Infinity are no numbers.")
    if _SURROGATE.search(data) and _has_lone_surrogate(data):
        raise _unreadable("文字中有不成对的代理字符。", "Text holds half of a surrogate pair.")


def _has_lone_surrogate(data: bytes) -> bool:
    try:
        json.dumps(json.loads(data), ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    except ValueError:
        # No JSON at all: the route says so.
        return False
    return False


def _unreadable(zh: str, en: str) -> Refused:
    return Refused(400, None, Words(zh, en))


def _too_large(limit: int) -> Refused:
    return Refused(
        413, None, Words(f"请求内容最多 {limit} 字节。", f"At most {limit} bytes are taken.")
    )
