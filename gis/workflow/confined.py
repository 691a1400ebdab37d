"""What a child process does to itself: never outlive its parent, stay off the network and small.

Linux offers all of it; elsewhere each falls back to what there is.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a process may use.

    Parameters
    ----------
    memory
        Bytes of its own data (RLIMIT_DATA: what is reserved but never written is not counted).
    cpu
        Seconds of computing.
    file
        Bytes of the largest file it may write.
    """

    memory: int
    cpu: int
    file: int

    def apply(self) -> None:
        """Bind this process, for good; what the system does not know is left out."""
        for kind, most, last in (
            (resource.RLIMIT_DATA, self.memory, self.memory),
            # SIGXCPU ends it; where that is ignored, SIGKILL follows.
            (resource.RLIMIT_CPU, self.cpu, self.cpu + 1),
            (resource.RLIMIT_FSIZE, self.file, self.file),
            (resource.RLIMIT_CORE, 0, 0),
        ):
            _, hard = resource.getrlimit(kind)
            bound = [x if hard == resource.RLIM_INFINITY else min(x, hard) for x in (most, last)]
            resource.setrlimit(kind, (bound[0], bound[1]))

    def as_json(self) -> dict[str, int]:
        """The fields by name."""
        return asdict(self)


def die_with_parent() -> None:
    """End this process as soon as its parent ends, however that happens."""
    parent = os.getppid()
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            # It died between the two calls.
            os._exit(1)
        return
    watch = threading.Thread(target=_watch, args=(parent,), daemon=True, name="parent watch")
    watch.start()


def leave_network() -> bool:
    """Move this process to where no network is; tells whether the system allowed it.

    Must come before any thread starts: a user namespace is for whole processes only. It resets
    what ``die_with_parent`` arranged, which therefore comes after it.
    """
    if sys.platform != "linux":
        return False
    # Root needs no user namespace, and would lose its way to files of other people there.
    flags = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWUSER | _CLONE_NEWNET
    return bool(_libc().unshare(flags) == 0)


def go_first() -> None:
    """Let the kernel choose this process, not the service, when memory runs out."""
    score = Path("/proc/self/oom_score_adj")
    if score.exists():
        score.write_text("1000", encoding="ascii")


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_EVERY)
    os._exit(1)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
