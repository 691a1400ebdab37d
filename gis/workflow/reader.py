"""The child process in which untrusted files are read; see ``gis.workflow.isolated``.

Run as ``python -m gis.workflow.reader`` with its orders as JSON on standard input; leaves what
came of it in the folder it was given. To read a ``town`` leaves either ``faults.json`` or
``town.json`` and one GeoParquet file for each layer; to ``inspect`` or ``check`` files leaves
``told.json``, and for the former one preview for each layer. A table of ``tickets`` becomes
``tickets.parquet``.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gis.errors import Fault, UnusableInputError
from gis.workflow.confined import Limits, die_with_parent, go_first, leave_network

if TYPE_CHECKING:
    from gis.workflow.inputs import Inputs

NO_MEMORY = 77
FAULTS, TOWN, TOLD = "faults.json", "town.json", "told.json"
TICKETS = "tickets.parquet"


def main() -> int:
    """Read a town within the limits that were ordered; returns the exit status."""
    # Before anything is imported that starts threads.
    leave_network()
    die_with_parent()
    go_first()
    # The orders come when this is done.
    import gis.workflow.inputs  # noqa: F401 -- heavy

    orders = json.load(sys.stdin)
    Limits(**orders["limits"]).apply()
    os.chdir(orders["home"])
    out = Path(orders["out"])
    try:
        name, outcome = _TASKS[orders["task"]](orders, out)
    except MemoryError:
        return NO_MEMORY
    (out / name).write_text(json.dumps(outcome, ensure_ascii=False), encoding="utf-8")
    return 0


def _inputs(orders: Mapping[str, Any]) -> Inputs:
    from gis.files.reading import of_json
    from gis.workflow.inputs import Inputs

    path = orders["path"]
    return Inputs(path and Path(path), of_json(orders["layers"]), orders["drop_personal"])


def _town(orders: Mapping[str, Any], out: Path) -> tuple[str, dict[str, Any]]:
    outcome = _read(_inputs(orders), orders["by"], out)
    return (FAULTS if "faults" in outcome else TOWN), outcome


def _inspect(orders: Mapping[str, Any], out: Path) -> tuple[str, dict[str, Any]]:
    from gis.files import preview
    from gis.files.inspection import inspect

    found = inspect(orders["files"], orders["scope"])
    for number, layer in enumerate(found.layers):
        preview.write(preview.place(out, number), layer.frame, layer.role)
    return TOLD, found.told


def _check(orders: Mapping[str, Any], out: Path) -> tuple[str, dict[str, Any]]:
    from gis.files.inspection import check_files

    del out
    inputs = _inputs(orders)
    told = check_files(inputs.layers, drop_personal=inputs.drop_personal, scope=orders["scope"])
    return TOLD, told


def _tickets(orders: Mapping[str, Any], out: Path) -> tuple[str, dict[str, Any]]:
    from gis.files.tickets import Reading, read_tickets, store

    try:
        table = read_tickets(Path(orders["path"]), Reading(**orders["reading"]))
    except UnusableInputError as error:
        return FAULTS, _told(error)
    store(table, out / TICKETS)
    return TOLD, {"rows": len(table.rows)}


def _cameras(orders: Mapping[str, Any], out: Path) -> tuple[str, dict[str, Any]]:
    from gis.files.cameras import read_cameras

    del out
    try:
        return TOLD, read_cameras(Path(orders["file"])).as_json()
    except UnusableInputError as error:
        return FAULTS, _told(error)


_TASKS: dict[str, Callable[[Mapping[str, Any], Path], tuple[str, dict[str, Any]]]] = {
    "town": _town,
    "inspect": _inspect,
    "check": _check,
    "tickets": _tickets,
    "cameras": _cameras,
}


def _read(inputs: Inputs, by: str, out: Path) -> dict[str, Any]:
    from gis.frames import INPUT_LAYERS

    try:
        town = inputs.read(by)
    except UnusableInputError as error:
        return _told(error)
    objects = {}
    for name in INPUT_LAYERS:
        frame = getattr(town, name)
        frame.to_parquet(out / f"{name}.parquet")
        # Texts come back as another type; whoever reads them turns these into objects again.
        objects[name] = [str(column) for column in frame if frame[column].dtype.kind == "O"]
    return {"notices": town.notices, "digests": dict(town.digests), "objects": objects}


def _told(error: UnusableInputError) -> dict[str, Any]:
    names = Fault.__slots__
    return {"faults": [{n: getattr(fault, n) for n in names} for fault in error.faults]}


if __name__ == "__main__":
    sys.exit(main())
