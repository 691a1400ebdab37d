"""Read untrusted files in a process of their own, which may die of them.

Files can overflow the stacks of parsers, eat memory or compute for hours. So a child without
network, secrets and much memory reads and checks them, and hands back plain GeoParquet.

The limits grow with the files: a small bad one stays below 512 MB and 10 seconds, a town of
100,000 buildings (95 MB as GeoPackage, 50 MB as GeoJSON, 6 MB as GeoParquet; 3 to 6 seconds and
320 to 650 MB were measured) passes with room to spare.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from gis.errors import Fault, UnusableInputError
from gis.workflow.confined import Limits
from gis.workflow.reader import FAULTS, NO_MEMORY, TICKETS, TOLD, TOWN

if TYPE_CHECKING:
    # A worker starts the child first and loads these while the child does the same.
    import geopandas as gpd

    from gis.files.cameras import CameraList
    from gis.files.tickets import Reading, Table
    from gis.frames import Town
    from gis.workflow.inputs import Inputs

MB = 1 << 20
SMALL = Limits(memory=400 * MB, cpu=10, file=512 * MB)
"""For a file of no size; the libraries alone take 130 MB."""
PACKED = frozenset({".zip", ".parquet", ".geoparquet"})
_UNPACKS = 8
"""How many times larger the content of a packed file commonly is."""
_KEPT = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "PROJ_DATA", "PROJ_LIB", "SYSTEMROOT")
_QUIET = {
    # One thread each: the namespaces need it, and a single file gains nothing from more.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # Its own allocator takes a gigabyte of address space before the first table.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    # Drivers that would follow references to other files and addresses.
    "GDAL_SKIP": "VRT,OGR_VRT,HTTP,WFS,OAPIF,CSW,PLSCENES,GTI,WMS,WCS,WMTS,STACTA,STACIT",
}


def limits_for(files: list[Path]) -> Limits:
    """What reading these files may take, by their sizes."""
    size = 0
    for path in files:
        one = path.stat().st_size if path.is_file() else 0
        size += one * (_UNPACKS if path.suffix.lower() in PACKED else 1)
    return Limits(
        memory=SMALL.memory + 12 * size,
        cpu=SMALL.cpu + size // (2 * MB),
        file=SMALL.file + 8 * size,
    )


class Reader:
    """A child that reads one town, started ahead of its orders so that it loads meanwhile.

    Use as a context; the child does not live longer than the block.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="gis-read-")
        self._out = Path(self._folder.name)
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        self._child = subprocess.Popen(
            [sys.executable, "-m", "gis.workflow.reader"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=self._out,
            env=environment | _QUIET | {"TMPDIR": str(self._out)},
        )

    @property
    def pid(self) -> int:
        """Number of the child."""
        return self._child.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._child:
            self._child.kill()
        self._folder.cleanup()

    def read(self, inputs: Inputs, by: str = "households", *, folder: Path | None = None) -> Town:
        """Read and check a town as ``inputs.read`` would, whatever the files hold.

        Parameters
        ----------
        by
            The column that will be balanced.
        folder
            What the paths of ``inputs`` are relative to; messages then name them so, without
            the folder. None for where this process is.

        Raises
        ------
        UnusableInputError
            With every fault of the files, or the one that reading them cannot be done.
        """
        from gis.files.reading import as_json

        task = {
            "task": "town",
            "path": inputs.path and str(inputs.path),
            "layers": as_json(inputs.layers),
            "drop_personal": inputs.drop_personal,
            "by": by,
        }
        self._do(task, inputs.files(), folder or Path.cwd())
        return _town(self._out)

    def inspect(
        self,
        files: Sequence[str],
        folder: Path,
        previews: Path | None = None,
        scope: Sequence[str] | None = None,
    ) -> dict[str, Any]:
        """Look at every layer of some files; what ``gis.files.inspection.inspect`` tells.

        Parameters
        ----------
        folder
            What the names of ``files`` are relative to.
        previews
            Folder that gets a preview of each layer; None: nobody wants them.
        scope
            Jurisdictions in which the communities must lie; None for no such bound.

        Raises
        ------
        UnusableInputError
            Reading them cannot be done.
        """
        task = {"task": "inspect", "files": list(files), "scope": scope and list(scope)}
        self._do(task, [Path(name) for name in files], folder)
        if previews is not None:
            for file in self._out.glob("preview-*.json"):
                shutil.copyfile(file, previews / file.name)
        return self._told()

    def check(
        self, inputs: Inputs, folder: Path, scope: Sequence[str] | None = None
    ) -> dict[str, Any]:
        """Check a town as ``read`` would; what ``gis.files.inspection.check_files`` tells.

        Raises
        ------
        UnusableInputError
            Reading it cannot be done.
        """
        from gis.files.reading import as_json

        task = {
            "task": "check",
            "path": None,
            "layers": as_json(inputs.layers),
            "drop_personal": inputs.drop_personal,
            "scope": scope and list(scope),
        }
        self._do(task, inputs.files(), folder)
        return self._told()

    def tickets(self, path: Path, reading: Reading, *, folder: Path | None = None) -> Table:
        """Read a table of tickets as ``gis.files.tickets.read_tickets`` would.

        Raises
        ------
        UnusableInputError
            With every fault of the file, or the one that reading it cannot be done.
        """
        from gis.files.source import Source, files_of
        from gis.files.tickets import stored

        home = folder or Path.cwd()
        source = Source.parse(str(path))
        task = {"task": "tickets", "path": str(path), "reading": asdict(reading)}
        self._do(task, files_of(source.path), home)
        _raise_faults(self._out)
        return stored(self._out / TICKETS)

    def cameras(self, file: str, folder: Path) -> CameraList:
        """Read a list of cameras as ``gis.files.cameras.read_cameras`` would.

        Raises
        ------
        UnusableInputError
            It is no list of cameras, or reading it cannot be done.
        """
        from gis.files.cameras import CameraList

        self._do({"task": "cameras", "file": file}, [Path(file)], folder)
        _raise_faults(self._out)
        return CameraList.of_json(self._told())

    def _told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self._out / TOLD).read_text(encoding="utf-8"))
        return told

    def _do(self, task: Mapping[str, Any], files: Sequence[Path], home: Path) -> None:
        """Let the child do a task within what these files may take."""
        limits = limits_for([home / path for path in files])
        orders = {
            **task, "home": str(home.resolve()), "out": str(self._out), "limits": limits.as_json()
        }  # fmt: skip
        problem = self._ordered(orders, limits)
        if problem:
            names = ", ".join(dict.fromkeys(path.name for path in files))
            raise UnusableInputError([Fault("", "", "file", names, problem)])

    def _ordered(self, orders: dict[str, Any], limits: Limits) -> str | None:
        """Let the child read; returns what went wrong, in a sentence."""
        # Computing time is counted by the kernel; this is for a child that waits for ever.
        patience = 3 * limits.cpu + 20
        try:
            _, said = self._child.communicate(json.dumps(orders).encode(), timeout=patience)
        except subprocess.TimeoutExpired:
            return _slow(patience)
        return _meaning(self._child.returncode, said, limits)


def _meaning(status: int, said: bytes, limits: Limits) -> str | None:
    """What an exit status tells."""
    if status == 0:
        return None
    if status == NO_MEMORY:
        return (
            f"reading it takes more than {limits.memory // MB} MB of memory, far more than files "
            "of this size need; simplify the geometries or split the file"
        )
    if -status == signal.SIGXCPU:
        return _slow(limits.cpu)
    if status < 0:
        name = signal.Signals(-status).name
        return (
            f"it makes the reader crash ({name}) or takes more than {limits.memory // MB} MB of "
            "memory; it is damaged or harmful, export it again"
        )
    last = said.decode(errors="replace").strip().rpartition("\n")[2][:300]
    return f"it cannot be read ({last}); export it again"


def _slow(seconds: int) -> str:
    return (
        f"reading it takes more than {seconds} seconds, far more than files of this size need; "
        "look for outlines that cross themselves many times, and simplify or split them"
    )


def _town(out: Path) -> Town:
    from gis.frames import INPUT_LAYERS, Town

    _raise_faults(out)
    told = json.loads((out / TOWN).read_text(encoding="utf-8"))
    frames = {name: _frame(out, name, told["objects"][name]) for name in INPUT_LAYERS}
    return Town(**frames, notices=tuple(told["notices"]), digests=told["digests"])


def _raise_faults(out: Path) -> None:
    if (out / FAULTS).exists():
        told = json.loads((out / FAULTS).read_text(encoding="utf-8"))
        raise UnusableInputError([Fault(**fault) for fault in told["faults"]])


def _frame(out: Path, layer: str, objects: list[str]) -> gpd.GeoDataFrame:
    import geopandas as gpd

    frame = gpd.read_parquet(out / f"{layer}.parquet")
    for column in objects:
        values = frame[column].astype(object)
        frame[column] = values.where(values.notna(), None)
    return frame
