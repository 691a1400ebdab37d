"""A gateway of cameras for tests, as good or as bad as they need it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PLAYLIST = (
    "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n"
    "#EXTINF:2.000,\nseg7.ts\n#EXTINF:2.000,\nseg8.ts\n"
)
Answer = Callable[[BaseHTTPRequestHandler], None]


class Gateway(ThreadingHTTPServer):
    """Answers by path; ``asked`` are the paths of all requests in their order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []

    def handle_error(self, *_: object) -> None:
        """Whoever hangs up on a bad answer does right."""

    def url(self, path: str) -> str:
        """Address of a path."""
        return f"http://127.0.0.1:{self.server_port}{path}"

    def serve(self, path: str, body: bytes | str, status: int = 200, **headers: str) -> str:
        """Answer a path so from now on; returns its address."""
        data = body.encode() if isinstance(body, str) else body

        def answer(to: BaseHTTPRequestHandler) -> None:
            to.send_response(status)
            for name, value in {"Content_Length": str(len(data)), **headers}.items():
                to.send_header(name.replace("_", "-"), value)
            to.end_headers()
            to.wfile.write(data)

        self.answers[path] = answer
        return self.url(path)

    def redirect(self, path: str, to: str) -> str:
        """Answer with another address."""
        return self.serve(path, "", 302, Location=to)

    def drip(self, path: str, begin: bytes, *, pause: float = 0.2, times: int = 100) -> str:
        """Answer with bytes of ``begin`` and then one now and then."""

        def answer(to: BaseHTTPRequestHandler) -> None:
            to.wfile.write(begin)
            for _ in range(times):
                to.wfile.flush()
                time.sleep(pause)
                to.wfile.write(b"x")

        self.answers[path] = answer
        return self.url(path)

    def flood(self, path: str, begin: bytes, *, most: int = 1 << 26) -> str:
        """Answer with bytes without end."""

        def answer(to: BaseHTTPRequestHandler) -> None:
            to.wfile.write(begin)
            for _ in range(most >> 16):
                to.wfile.write(b"#" * (1 << 16))

        self.answers[path] = answer
        return self.url(path)


class _Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        answer = self.server.answers.get(self.path)
        if answer is None:
            self.send_error(404)
        else:
            answer(self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def gateway() -> Iterator[Gateway]:
    """A gateway on this machine for as long as the block lasts."""
    with Gateway() as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()
