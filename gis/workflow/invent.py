"""Use case: write the sample town."""

from __future__ import annotations

from pathlib import Path

from gis.files import write_layers
from gis.workflow.outputs import check_targets


def invent(out: Path, *, seed: int = 0, buildings: int = 4000) -> dict[str, int]:
    """Generate the sample town into a GeoPackage; returns the features of each layer."""
    check_targets([out], [])
    from gis.sample.town import generate

    frames = generate(seed, buildings)
    write_layers(out, frames)
    return {name: len(frame) for name, frame in frames.items()}
