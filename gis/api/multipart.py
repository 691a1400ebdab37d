"""Take uploads: multipart bodies written to disk as they come, never held in memory."""

from __future__ import annotations

import errno
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool

from gis.api.problems import Refused
from gis.api.words import Words
from gis.workflow.uploads import safe_name

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_PARTS = 60
LONGEST_FIELD = 4096
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(slots=True)
class Form:
    """What was sent.

    Parameters
    ----------
    fields
        Name -> text.
    files
        Name -> files sent under it, relative to the folder of the upload.
    """

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[Path]] = field(default_factory=dict)


async def receive(request: Request, folder: Path, limit: int) -> Form:
    """Write the files of a multipart body into a folder, each below its field's name.

    Parameters
    ----------
    limit
        Bytes of the whole body.

    Raises
    ------
    Refused
        400 for a broken body, 413 for one too large, 503 where the disk is full.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise _broken("no multipart/form-data with a boundary")
    taking = _Taking(folder, limit)
    try:
        parser = MultipartParser(boundary, taking.callbacks())
        async for chunk in request.stream():
            taking.count(len(chunk))
            await run_in_threadpool(parser.write, chunk)
        parser.finalize()
    except FormParserError as error:
        raise _broken(str(error)) from None
    except OSError as error:
        if error.errno not in _FULL:
            raise
        words = Words("服务器磁盘已满。", "The disk of the service is full.")
        raise Refused(503, None, words) from error
    finally:
        taking.close()
    if not taking.ended:
        raise _broken("it ends before its last boundary")
    return taking.form


class _Taking:
    """The state of one upload; methods are called by the parser as it goes."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.form = Form()
        self.ended = False
        self._folder = folder
        self._limit = limit
        self._taken = 0
        self._parts = 0
        self._header = (bytearray(), bytearray())
        self._disposition = b""
        self._name = ""
        self._text: bytearray | None = None
        self._file: BinaryIO | None = None

    def callbacks(self) -> MultipartCallbacks:
        """What the parser calls."""
        name, value = self._header
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: value.extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": self._write,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def count(self, size: int) -> None:
        """Refuse what exceeds the limit."""
        self._taken += size
        if self._taken > self._limit:
            raise Refused(
                413,
                None,
                Words(f"上传最多 {self._limit} 字节。", f"At most {self._limit} bytes are taken."),
                {"Connection": "close"},
            )

    def close(self) -> None:
        """Close a file that was left open."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise _broken(f"more than {MOST_PARTS} parts")
        self._disposition = b""

    def _end_header(self) -> None:
        name, value = self._header
        if name.lower() == b"content-disposition":
            self._disposition = bytes(value)
        name.clear()
        value.clear()

    def _open(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = _text(options.get(b"name", b""))
        if not self._name.isidentifier():
            raise _broken("a part without a plain name")
        if b"filename" not in options:
            self._text = bytearray()
            return
        place = Path(self._name) / safe_name(_text(options[b"filename"]))
        path = self._folder / place
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if path.exists():
            raise _broken(f"two files of {self._name} are called {place.name}")
        self._file = path.open("xb")
        self.form.files.setdefault(self._name, []).append(place)

    def _write(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(memoryview(data)[start:end])
        elif self._text is not None:
            self._text += data[start:end]
            if len(self._text) > LONGEST_FIELD:
                raise _broken(f"the field {self._name} is longer than {LONGEST_FIELD} bytes")

    def _end_part(self) -> None:
        self.close()
        if self._text is not None:
            self.form.fields[self._name] = _text(bytes(self._text))
            self._text = None

    def _end(self) -> None:
        self.ended = True


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise _broken("names and fields must be UTF-8") from None
    if "\x00" in text:
        raise _broken("names and fields must not hold NUL characters")
    return text


def _broken(why: str) -> Refused:
    return Refused(400, None, Words(f"上传内容无法解析：{why}", f"The upload is broken: {why}"))
