"""Sockets on which every wait ends at the same deadline."""

from __future__ import annotations

import io
import socket
import time
from dataclasses import dataclass
from typing import Any

CHUNK = 1 << 16


@dataclass(slots=True)
class Clock:
    """Until when all must be over, by ``time.monotonic``."""

    end: float

    def left(self) -> float:
        """Seconds that are left.

        Raises
        ------
        TimeoutError
            None are.
        """
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class Timed:
    """A socket for ``http.client`` on which every wait ends at the same deadline."""

    def __init__(self, line: socket.socket, clock: Clock) -> None:
        self._line, self._clock, self._read = line, clock, False

    def sendall(self, data: bytes) -> None:
        """Send all of it."""
        self._line.settimeout(self._clock.left())
        self._line.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """What is read from the other side."""
        del mode
        self._read = True
        return io.BufferedReader(_Reader(self._line, self._clock), CHUNK)

    def close(self) -> None:
        """Hang up, unless the answer is still read: then its end does."""
        if not self._read:
            self._line.close()


class _Reader(io.RawIOBase):
    def __init__(self, line: socket.socket, clock: Clock) -> None:
        super().__init__()
        self._line, self._clock = line, clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        # One timeout for each wait would let a drip go on for ever.
        self._line.settimeout(self._clock.left())
        return self._line.recv_into(buffer)

    def close(self) -> None:
        if not self.closed:
            self._line.close()
        super().close()
