"""The child process in which untrusted files are read; see ``gis.workflow.isolated``.

Run as ``python -m gis.workflow.reader`` with its orders as JSON on standard input. Leaves either
``faults.json`` or ``town.json`` and one GeoParquet file for each layer in the folder it was given.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gis.errors import Fault, UnusableInputError
from gis.workflow.confined import Limits, die_with_parent, go_first, leave_network

if TYPE_CHECKING:
    from gis.workflow.inputs import Inputs

NO_MEMORY = 77
FAULTS, TOWN = "faults.json", "town.json"


def main() -> int:
    """Read a town within the limits that were ordered; returns the exit status."""
    # Before anything is imported that starts threads.
    leave_network()
    die_with_parent()
    go_first()
    # The orders come when this is done.
    from gis.workflow.inputs import Inputs

    orders = json.load(sys.stdin)
    Limits(**orders["limits"]).apply()
    os.chdir(orders["home"])
    path = orders["path"]
    inputs = Inputs(path and Path(path), orders["layers"], orders["drop_personal"])
    out = Path(orders["out"])
    try:
        outcome = _read(inputs, orders["by"], out)
    except MemoryError:
        return NO_MEMORY
    name = FAULTS if "faults" in outcome else TOWN
    (out / name).write_text(json.dumps(outcome, ensure_ascii=False), encoding="utf-8")
    return 0


def _read(inputs: Inputs, by: str, out: Path) -> dict[str, Any]:
    from gis.frames import INPUT_LAYERS

    try:
        town = inputs.read(by)
    except UnusableInputError as error:
        names = Fault.__slots__
        return {"faults": [{n: getattr(fault, n) for n in names} for fault in error.faults]}
    objects = {}
    for name in INPUT_LAYERS:
        frame = getattr(town, name)
        frame.to_parquet(out / f"{name}.parquet")
        # Texts come back as another type; whoever reads them turns these into objects again.
        objects[name] = [str(column) for column in frame if frame[column].dtype.kind == "O"]
    return {"notices": town.notices, "digests": dict(town.digests), "objects": objects}


if __name__ == "__main__":
    sys.exit(main())
