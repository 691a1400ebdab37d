"""Run a command and watch its time and memory, children included (Linux)."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

POLL = 0.2


@dataclass(frozen=True)
class Usage:
    """Seconds from start to end, and the peak of proportional memory in GB of all processes."""

    seconds: float
    gigabytes: float
    output: str


def watch(command: Sequence[str]) -> Usage:
    """Run to the end; a status other than 0 or 1 raises with what the command complained of."""
    begin = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 -- our own commands
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    peak = [0]
    ended = threading.Event()

    def poll() -> None:
        while not ended.wait(POLL):
            peak[0] = max(peak[0], sum(map(_memory, _family(process.pid))))

    watcher = threading.Thread(target=poll, daemon=True)
    watcher.start()
    output, complaint = process.communicate()
    seconds = time.perf_counter() - begin
    ended.set()
    watcher.join()
    if process.returncode not in {0, 1}:
        raise RuntimeError(complaint)
    return Usage(seconds, peak[0] / 1e6, output)


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for tasks in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found.extend(map(int, tasks.read_text().split()))
            except OSError:  # it ended meanwhile
                continue
    return found


def _memory(pid: int) -> int:
    """Kilobytes; pages shared between processes are counted once, in shares."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it ended meanwhile
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
