"""A line between the service and its database that can be cut when an edit is to commit."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from enum import Enum

CHUNK = 1 << 16
COMMIT = b"COMMIT"
WRITES = b"INSERT INTO operations"
"""Only transactions that said this are meant; jobs commit all the time."""


class Cut(Enum):
    """What to do with the next COMMIT."""

    NO = "let it through"
    BEFORE = "cut the line, it never arrives"
    AFTER = "wait until the server has done it, then cut the line instead of saying so"
    SILENT = "wait until the server has done it, then say nothing"


class Proxy:
    """Copies bytes between clients and a server; threads end with their connections."""

    def __init__(self, port: int) -> None:
        self._server = ("127.0.0.1", port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.next = Cut.NO
        self.happened = threading.Event()
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def at_next_commit(self, cut: Cut) -> None:
        """Do this once; ``happened`` tells when it is done."""
        self.happened.clear()
        self.next = cut

    def close(self) -> None:
        """Let nobody in, and cut what is open."""
        for end in [self._listening, *self._ends]:
            # A thread that waits in it must wake up.
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(self._server)
                self._ends += [client, server]
                line = _Line(self, client, server)
                for copy in (line.ask, line.answer):
                    threading.Thread(target=copy, daemon=True).start()


class _Line:
    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy, self._client, self._server = proxy, client, server
        self._cut, self._writes = Cut.NO, False

    def ask(self) -> None:
        """Copy what the client says."""
        with suppress(OSError):
            while data := self._client.recv(CHUNK):
                self._writes |= WRITES in data
                if COMMIT in data and self._writes:
                    self._cut, self._proxy.next = self._proxy.next, Cut.NO
                    self._writes = False
                if self._cut is Cut.BEFORE:
                    self._hang_up()
                    return
                self._server.sendall(data)
        self._shut(self._server)

    def answer(self) -> None:
        """Copy what the server says."""
        with suppress(OSError):
            while data := self._server.recv(CHUNK):
                if self._cut is Cut.AFTER:
                    self._hang_up()
                    return
                if self._cut is Cut.SILENT:
                    self._proxy.happened.set()
                    continue
                self._client.sendall(data)
        self._shut(self._client)

    def _hang_up(self) -> None:
        self._shut(self._client)
        self._shut(self._server)
        self._proxy.happened.set()

    @staticmethod
    def _shut(end: socket.socket) -> None:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
