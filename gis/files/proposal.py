"""Proposals in GeoPackages: four layers, and the rules they promise to keep as metadata."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio

from gis.errors import Fault, UnusableInputError
from gis.files.source import Source, layers_of, load, named
from gis.files.writing import write_layers
from gis.frames import OUT_BUILDING_PARTS, OUT_BUILDINGS, OUT_GRIDS, OUT_MICROGRIDS, Proposal
from gis.model import Band, Rules

COLUMNS = {
    "grids": OUT_GRIDS,
    "microgrids": OUT_MICROGRIDS,
    "buildings": OUT_BUILDINGS,
    "building_parts": OUT_BUILDING_PARTS,
}
WHOLE = {
    "buildings": "Int64", "floor_from": "Int32", "floor_to": "Int32", "part": "Int32",
    "staircase": "Int32", "households": "Int64", "residents": "Int64",
}  # fmt: skip


def write_proposal(
    path: Path | str,
    proposal: Proposal,
    rules: Rules,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write a proposal with its rules; ``metadata`` are further text items of the dataset."""
    frames = {name: getattr(proposal, name) for name in COLUMNS}
    promised = json.dumps(rules_as_json(rules), ensure_ascii=False, sort_keys=True)
    write_layers(path, frames, {"RULES": promised, **(metadata or {})})


def read_proposal(path: Path | str) -> tuple[Proposal, Rules]:
    """Read a proposal and its rules; ``Rules()`` where the file carries none."""
    file = Path(path)
    present = layers_of(file)
    if "grids" not in present:
        raise UnusableInputError([Fault("grids", "", "", "", "the layer is missing")])
    grids = load(Source(file, "grids"))
    frames = {
        name: _shaped(
            load(Source(file, name))
            if name in present
            else gpd.GeoDataFrame(geometry=[], crs=grids.crs),
            columns,
        )
        for name, columns in COLUMNS.items()
    }
    stored = pyogrio.read_info(file, layer="grids")["dataset_metadata"] or {}
    text = stored.get("RULES")
    return Proposal(**frames), load_rules(text) if text else Rules()


def rules_as_json(rules: Rules) -> dict[str, Any]:
    """Rules as values that JSON knows; bands as ``300:500``."""
    bands = {name: getattr(rules, name) for name in ("band", "micro_band")}
    return {**asdict(rules), **{name: band and str(band) for name, band in bands.items()}}


def load_rules(text: str) -> Rules:
    """Read rules from JSON text; unknown keys are ignored."""
    stored: dict[str, Any] = json.loads(text)
    values = {f.name: stored[f.name] for f in fields(Rules) if f.name in stored}
    for name in ("band", "micro_band"):
        if values.get(name) is not None:
            values[name] = Band.parse(values[name])
    if values.get("micro_count") is not None:
        low, high = values["micro_count"]
        values["micro_count"] = (int(low), int(high))
    return Rules(**values)


def _shaped(frame: gpd.GeoDataFrame, columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    frame = named(frame)
    for column in columns:
        if column not in frame:
            frame[column] = None
        elif column in WHOLE:
            frame[column] = frame[column].astype(WHOLE[column])
    rest = [c for c in frame.columns if c not in (*columns, "geometry")]
    return frame[[*columns, *rest, "geometry"]]
