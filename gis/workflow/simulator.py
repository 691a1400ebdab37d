"""Simulated cameras: real HLS streams on this machine, for the demonstration and for tests.

A few test patterns with a running clock are encoded once each, in low resolution, and shared by
all cameras. Some cameras are dead on purpose.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from gis.errors import ParameterError
from gis.workflow.confined import die_with_parent
from gis.workflow.playlists import MEDIA_TYPE

PATTERNS = (
    "testsrc2=size={size}:rate={rate}",
    "testsrc=size={size}:rate={rate}",
    "testsrc2=size={size}:rate={rate},hue=h=120",
    "testsrc2=size={size}:rate={rate},hue=h=240,hflip",
)
"""Pictures that differ at a glance; each shows the time that has passed."""
SIZE, RATE = "320x180", 5
PIECE = 2
"""Seconds of a piece of the stream."""
SHOWN = 6
"""Pieces in a playlist."""
STARTING = 20.0
EVERY_DEAD = 12
"""One camera in so many is dead."""
_FILE = re.compile(r"/cam/(\d{1,6})/(index\.m3u8|\d{1,9}\.ts)")
_TYPES = {".m3u8": MEDIA_TYPE, ".ts": "video/mp2t"}
MISSING = (
    "ffmpeg is not installed; on Debian and Ubuntu: sudo apt-get install ffmpeg, on macOS:"
    " brew install ffmpeg"
)


def encoder() -> str | None:
    """Path of ffmpeg; None where there is none."""
    return shutil.which("ffmpeg")


def is_dead(number: int) -> bool:
    """Whether a simulated camera is dead; the first one never is."""
    return number % EVERY_DEAD == 0


class Simulator:
    """The simulated cameras of a port; cameras have the numbers 1 to ``cameras``.

    Attributes
    ----------
    port
        Where they are served, on this machine only.
    """

    def __init__(self, folder: Path, cameras: int, port: int) -> None:
        self._folder = folder
        self._server = _Server(("127.0.0.1", port), folder, cameras)
        self.port: int = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._encoders: list[subprocess.Popen[bytes]] = []

    def start(self, ffmpeg: str) -> None:
        """Begin to encode and to serve; returns when every pattern can be watched.

        Raises
        ------
        ParameterError
            ffmpeg does not make them.
        """
        for number, pattern in enumerate(PATTERNS):
            (self._folder / str(number)).mkdir()
            self._encoders.append(_encode(ffmpeg, pattern, self._folder / str(number)))
        self._thread.start()
        end = time.monotonic() + STARTING
        while not all(
            (self._folder / str(number) / "index.m3u8").exists() for number in range(len(PATTERNS))
        ):
            if time.monotonic() > end or any(one.poll() is not None for one in self._encoders):
                raise ParameterError(f"ffmpeg makes no streams; look at {self._folder}/*/log")
            time.sleep(0.1)

    def stream(self, number: int) -> str:
        """Address of the playlist of a camera."""
        return f"http://127.0.0.1:{self.port}/cam/{number}/index.m3u8"

    def alive(self) -> bool:
        """Whether all of it still runs."""
        return all(one.poll() is None for one in self._encoders)

    def stop(self) -> None:
        """End everything that was started."""
        for one in self._encoders:
            one.send_signal(signal.SIGTERM)
        for one in self._encoders:
            try:
                one.wait(5)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


@contextmanager
def simulated(cameras: int, port: int = 0) -> Iterator[Simulator]:
    """Simulated cameras for as long as the block lasts.

    Raises
    ------
    ParameterError
        ffmpeg is missing, or the port is taken.
    """
    ffmpeg = encoder()
    if ffmpeg is None:
        raise ParameterError(MISSING)
    with tempfile.TemporaryDirectory(prefix="wangge-cameras-") as folder:
        try:
            made = Simulator(Path(folder), cameras, port)
        except OSError as error:
            raise ParameterError(f"cannot listen on port {port}: {error.strerror}") from None
        try:
            made.start(ffmpeg)
            yield made
        finally:
            made.stop()


def _encode(ffmpeg: str, pattern: str, folder: Path) -> subprocess.Popen[bytes]:
    source = pattern.format(size=SIZE, rate=RATE)
    command = [
        ffmpeg, "-nostdin", "-hide_banner", "-loglevel", "error",
        # As fast as time passes, and no faster.
        "-re", "-f", "lavfi", "-i", source,
        "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-profile:v", "baseline",
        "-pix_fmt", "yuv420p", "-b:v", "150k", "-threads", "1",
        "-g", str(RATE * PIECE), "-sc_threshold", "0",
        "-f", "hls", "-hls_time", str(PIECE), "-hls_list_size", str(SHOWN),
        "-hls_flags", "delete_segments+omit_endlist+temp_file",
        "-hls_segment_filename", str(folder / "%d.ts"), str(folder / "index.m3u8"),
    ]  # fmt: skip
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 -- our own arguments
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Nothing may go on encoding for nobody, however this process ends.
            preexec_fn=_bound if sys.platform == "linux" else None,  # noqa: PLW1509 -- before threads
        )


def _bound() -> None:
    with suppress(OSError):
        die_with_parent()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], folder: Path, cameras: int) -> None:
        self.folder, self.cameras = folder, cameras
        super().__init__(address, _Handler)

    def handle_error(self, *_: object) -> None:
        """Players hang up whenever they like."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        found = _FILE.fullmatch(self.path)
        number = int(found[1]) if found else 0
        if found is None or not 1 <= number <= self.server.cameras or is_dead(number):
            self._answer(404, b"", "text/plain")
            return
        file = self.server.folder / str(number % len(PATTERNS)) / found[2]
        try:
            self._answer(200, file.read_bytes(), _TYPES[file.suffix])
        except FileNotFoundError:
            self._answer(404, b"", "text/plain")

    def _answer(self, status: int, body: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def run(cameras: int, port: int, told: Callable[[Simulator], None]) -> None:
    """Simulate cameras until interrupted.

    Parameters
    ----------
    told
        Told when they can be watched.
    """
    with simulated(cameras, port) as made:
        told(made)
        with suppress(KeyboardInterrupt):
            while made.alive():
                time.sleep(0.5)
