"""Proposals in GeoPackages: four layers, and the rules they promise to keep as metadata."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from gis.errors import ParameterError
from gis.files import values
from gis.files.log import Log
from gis.files.source import Opened, UnreadableError, load, opened
from gis.files.writing import write_layers
from gis.frames import OUT_BUILDING_PARTS, OUT_BUILDINGS, OUT_GRIDS, OUT_MICROGRIDS, Proposal
from gis.model import Band, Rules

COLUMNS = {
    "grids": OUT_GRIDS,
    "microgrids": OUT_MICROGRIDS,
    "buildings": OUT_BUILDINGS,
    "building_parts": OUT_BUILDING_PARTS,
}
COUNTS = {
    "households": "Int64", "residents": "Int64", "floor_from": "Int32", "floor_to": "Int32",
    "part": "Int32", "staircase": "Int32",
}  # fmt: skip
MEASURES = frozenset({"area_m2", "estimated_share"})


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
    """Read a proposal and its rules; ``Rules()`` where the file carries none.

    Only what keeps the file from being read at all is a fault here: wrong codes, broken
    geometries or a foreign CRS are for the audit to judge. Layers other than ``grids`` and
    columns other than codes may be absent; they come out empty.

    Raises
    ------
    UnusableInputError
        With every fault of the file at once.
    """
    log, file = Log(), Path(path)
    frames: dict[str, gpd.GeoDataFrame] = {}
    rules = Rules()
    try:
        with opened(file, str(path)) as source:
            frames = _frames(source, log)
            rules = _rules(source, log)
    except UnreadableError as error:
        log.fault("", str(error), field="file", value=str(path))
    log.stop()
    return Proposal(**frames), rules


def rules_as_json(rules: Rules) -> dict[str, Any]:
    """Rules as values that JSON knows; bands as ``300:500``."""
    bands = {name: getattr(rules, name) for name in ("band", "micro_band")}
    return {**asdict(rules), **{name: band and str(band) for name, band in bands.items()}}


def load_rules(text: str) -> Rules:
    """Read rules from JSON text; unknown keys are ignored.

    Raises
    ------
    ValueError, TypeError, AttributeError, ParameterError
        For text that ``rules_as_json`` would not give.
    """
    stored = json.loads(text)
    if not isinstance(stored, dict):
        raise TypeError("rules are a JSON object")
    known = {f.name: stored[f.name] for f in fields(Rules) if f.name in stored}
    for name in ("band", "micro_band"):
        if known.get(name) is not None:
            known[name] = Band.parse(known[name])
    if known.get("micro_count") is not None:
        low, high = known["micro_count"]
        known["micro_count"] = (int(low), int(high))
    return Rules(**known)


def _frames(source: Opened, log: Log) -> dict[str, gpd.GeoDataFrame]:
    raw = {}
    for name in COLUMNS:
        if name in source.layers:
            try:
                raw[name] = load(source, name)
            except UnreadableError as error:
                log.fault(name, str(error), field="file", value=str(source.path))
    if "grids" not in source.layers:
        there = ", ".join(source.layers)
        log.fault("grids", f"{source.path} has no layer grids, only {there}; is it a proposal?")
    crs = raw["grids"].crs if "grids" in raw else None
    empty = gpd.GeoDataFrame(geometry=gpd.GeoSeries([], crs=crs))
    return {name: _shaped(name, raw.get(name, empty), log) for name in COLUMNS}


def _rules(source: Opened, log: Log) -> Rules:
    if source.path.suffix.lower() != ".gpkg" or "grids" not in source.layers:
        return Rules()
    stored = pyogrio.read_info(source.path, layer="grids")["dataset_metadata"] or {}
    if "RULES" not in stored:
        return Rules()
    try:
        return load_rules(stored["RULES"])
    except (ValueError, TypeError, AttributeError, ParameterError) as error:
        remedy = f"the rules stored with the proposal cannot be read ({error}); partition again"
        log.fault("", remedy, field="RULES", value=stored["RULES"])
        return Rules()


def _shaped(name: str, frame: gpd.GeoDataFrame, log: Log) -> gpd.GeoDataFrame:
    """The frame with every column of its contract, in the contract's types."""
    frame = frame.reset_index(drop=True)
    rows = pd.Series([f"row {n}" for n in range(1, len(frame) + 1)], frame.index, dtype=object)
    key = {"building_parts": "building", "buildings": "id"}.get(name, "code")
    if key not in frame and len(frame):
        log.fault(name, "the column is missing; it tells the features apart", field=key)
    for column in COLUMNS[name]:
        if column not in frame:
            frame[column] = None
        numeric = column in COUNTS or column in MEASURES or (name, column) == ("grids", "buildings")
        if numeric:
            frame[column] = _numbers(name, frame, rows, column, log)
        else:
            frame[column] = values.texts(frame[column])
    rest = [c for c in frame.columns if c not in (*COLUMNS[name], "geometry")]
    return frame[[*COLUMNS[name], *rest, "geometry"]]


def _numbers(
    name: str, frame: gpd.GeoDataFrame, rows: pd.Series, column: str, log: Log
) -> pd.Series:
    number = pd.to_numeric(values.texts(frame[column]), errors="coerce").astype(float)
    whole = COUNTS.get(column, "Int64")
    wrong = frame[column].notna() & (number.isna() | ~np.isfinite(number))
    if column not in MEASURES:
        wrong |= number.notna() & (number != number.round())
    remedy = "this is no number that can stand here; correct it"
    log.each(name, rows[wrong], remedy, field=column, values=frame[column][wrong].tolist())
    number = number.where(~wrong)
    return number if column in MEASURES else number.astype(whole)
