"""Handlers of jobs that behave and misbehave, for workers started by tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import Connection, text

from gis.errors import Fault, UnusableInputError
from gis.workflow.work import Effect, Outcome, Work

CHILD = """
import time
from gis.workflow.confined import die_with_parent
die_with_parent()
print(flush=True)
time.sleep(99)
"""


def write(work: Work) -> Effect:
    """Write one jurisdiction; wait before, between writing and the end as told."""
    time.sleep(work.params.get("before", 0.0))

    def effect(conn: Connection) -> Outcome:
        code = work.params["code"]
        row = {"code": code}
        conn.execute(
            text("insert into jurisdictions (code, name, level) values (:code, '', 'county')"), row
        )
        time.sleep(work.params.get("between", 0.0))
        return Outcome({"code": code}, code)

    return effect


def count(work: Work) -> Effect:
    """Report many steps."""
    for done in range(1, 1001):
        work.progress("counting", done, 1000)
        time.sleep(0.001)
    return lambda _: Outcome({"counted": 1000})


def endless(work: Work) -> Effect:
    """Never end by itself; start a child, and tell the numbers of both."""
    child = subprocess.Popen(  # noqa: S603 -- our own code
        [sys.executable, "-c", CHILD],
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.readline()
    Path(work.params["told"]).write_text(f"{os.getpid()} {child.pid}\n", encoding="ascii")
    while True:
        work.progress("waiting", 0, 0)
        time.sleep(0.05)


def crash(work: Work) -> Effect:
    """Die as of a defect in a library."""
    del work
    os.kill(os.getpid(), signal.SIGSEGV)
    raise AssertionError


def starve(work: Work) -> Effect:
    """Ask for more memory than there is."""
    del work
    raise MemoryError


def stumble(work: Work) -> Effect:
    """Meet a defect of ours, whose text holds what nobody should see."""
    raise ValueError(f"secret {work.data}")


def refuse(work: Work) -> Effect:
    """Find faults in the input."""
    del work
    raise UnusableInputError([Fault("buildings", f"b{i}", "id", "", "mend it") for i in range(3)])
