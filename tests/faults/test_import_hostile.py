"""Files made to crash, fill or trick their reader: one clear fault each, soon, and small."""

from __future__ import annotations

import multiprocessing
import os
import resource
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from gis.errors import Fault, UnusableInputError
from gis.frames import INPUT_LAYERS
from gis.workflow import isolated
from gis.workflow.confined import Limits
from gis.workflow.inputs import Inputs
from gis.workflow.isolated import MB, Reader
from tests.faults import hostile
from tests.places import FIXTURES
from tests.unit.files import towns

SLOW = {"wild_ring", "bomb_parquet"}


def faults_of(inputs: Inputs) -> tuple[Fault, ...]:
    with pytest.raises(UnusableInputError) as refused, Reader() as reader:
        reader.read(inputs)
    return refused.value.faults


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    folder = tmp_path / "sound"
    folder.mkdir()
    return towns.write(folder)


def order(path: Path, sound: Path) -> Inputs:
    """A hostile file in the place of a town, or of its buildings."""
    if path.suffix == ".gpkg":
        return Inputs(path)
    return Inputs(None, {"communities": f"{sound}:communities", "buildings": str(path)})


@pytest.mark.parametrize("make", hostile.ALL, ids=lambda make: make.__name__)
def test_a_hostile_file_gets_one_fault_within_little_time_and_memory(
    make: hostile.Maker, sound: Path, tmp_path: Path
) -> None:
    # Those that use up their time do so however much it is.
    cpu = 2 if make.__name__ in SLOW else isolated.SMALL.cpu
    inputs = order(make(tmp_path), sound)
    # From a small process: at its start a child counts the memory of its parent as its own.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["gis.workflow.isolated", "gis.workflow.inputs"])
    with ProcessPoolExecutor(1, mp_context=context) as small:
        (fault,), seconds, peak = small.submit(measured, inputs, cpu).result()
    assert fault.remedy
    # Seconds of computing, since the machine may be doing other things.
    assert seconds < 4
    assert peak < 512 * MB


def measured(inputs: Inputs, cpu: int) -> tuple[tuple[Fault, ...], float, int]:
    """The faults, and what a reader that may compute so long took: seconds, bytes."""
    isolated.SMALL = Limits(isolated.SMALL.memory, cpu, isolated.SMALL.file)
    faults = faults_of(inputs)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return faults, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def test_a_file_that_takes_too_much_memory_is_told_so(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolated, "SMALL", Limits(100 * MB, 10, 512 * MB))
    (fault,) = faults_of(Inputs(sound))
    assert "memory" in fault.remedy
    assert fault.value == "town.gpkg"


def test_messages_do_not_name_the_servers_folders(sound: Path) -> None:
    broken = sound.with_name("broken.gpkg")
    broken.write_bytes(sound.read_bytes()[:20_000])
    with pytest.raises(UnusableInputError) as refused, Reader() as reader:
        reader.read(Inputs(Path("broken.gpkg")), folder=sound.parent)
    assert "broken.gpkg" in str(refused.value)
    assert str(sound.parent) not in str(refused.value)


def test_what_comes_back_is_what_was_read() -> None:
    path = FIXTURES / "town.gpkg"
    with Reader() as reader:
        apart = reader.read(Inputs(path))
    here = Inputs(path).read("households")
    assert (apart.notices, dict(apart.digests)) == (here.notices, dict(here.digests))
    for name in INPUT_LAYERS:
        one, other = getattr(apart, name), getattr(here, name)
        pd.testing.assert_frame_equal(one, other, check_exact=True)
        assert one.crs == other.crs


def test_a_reader_leaves_no_process_and_no_file(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Reader() as reader:
        pid = reader.pid
        reader.read(Inputs(sound))
    assert not Path(f"/proc/{pid}").exists()
    assert list(tmp_path.glob("gis-read-*")) == []


def test_a_reader_has_no_network_and_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANGGE_SECRET", "not for everyone")
    with Reader() as reader:
        # It waits for its orders, when all is arranged.
        end = time.monotonic() + 20
        while _network(reader.pid) == _network(os.getpid()):
            assert time.monotonic() < end, "the reader stays in the network"
            time.sleep(0.02)
        assert b"WANGGE" not in Path(f"/proc/{reader.pid}/environ").read_bytes()


def _network(pid: int) -> str:
    return str(Path(f"/proc/{pid}/ns/net").readlink())


def test_a_reader_dies_with_whoever_started_it() -> None:
    code = (
        "import os, time; from gis.workflow.isolated import Reader\n"
        "reader = Reader(); print(reader.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(  # noqa: S603 -- our own code
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    )
    try:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        time.sleep(0.3)
    finally:
        parent.kill()
        parent.communicate()
    end = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < end, "the reader lives on"
        time.sleep(0.05)
