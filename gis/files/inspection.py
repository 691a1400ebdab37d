"""Look at files before anything of them is stored: layers, columns, and what they seem to be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer

from gis.files import columns, keys, planes
from gis.files.guess_crs import Guess, LonLat, guess
from gis.files.guess_layers import Traits, fits, roles
from gis.files.layers import Layers
from gis.files.located import WGS84, problems
from gis.files.log import Log
from gis.files.reading import Reading, Wanted
from gis.files.scope import foreign
from gis.files.sentences import said
from gis.files.source import UnreadableError, load, opened
from gis.files.town import NEEDED, absent, decided, raw_layers
from gis.files.values import texts
from gis.frames import INPUT_LAYERS

SAMPLES = 3
LONGEST = 60
"""Characters of a sample."""
MOST_COLUMNS = 250
CODED = 200
"""Values of a column by which codes are recognised."""


@dataclass
class Found:
    """One layer of a file, as it is there."""

    file: str
    layer: str
    frame: gpd.GeoDataFrame
    notes: list[str] = field(default_factory=list)
    role: str | None = None
    crs: str | None = None
    """The CRS that was guessed, where the file has none."""


@dataclass
class Inspection:
    """What was found in files.

    Parameters
    ----------
    told
        ``files``, ``layers``, ``mapping``, ``problems`` ..., in types that JSON knows.
    layers
        The frames of the layers in the order of ``told``.
    """

    told: dict[str, Any]
    layers: list[Found]


def inspect(files: Sequence[str], scope: Sequence[str] | None = None) -> Inspection:
    """Read every layer of some files, guess what each is, and check them under these guesses.

    What cannot be read is told with its file; nothing is raised for it.

    Parameters
    ----------
    scope
        Jurisdictions in which the communities must lie; None for no such bound.
    """
    refused: dict[str, list[dict[str, str]]] = {name: [] for name in files}
    with ExitStack() as stack:
        found = [one for name in files for one in _layers(stack, name, refused[name])]
    for one, role in zip(found, roles([_traits(one) for one in found]), strict=True):
        one.role = role
    anchors = [place for one in found if (place := _middle(one)) is not None]
    guesses = [_guess(one, anchors) for one in found]
    # What was guessed well helps to guess the rest; a second round is enough.
    anchors += [
        (g.candidates[0].lon, g.candidates[0].lat) for g in guesses if g.code and g.candidates
    ]
    guesses = [g if g.code else _guess(one, anchors) for one, g in zip(found, guesses, strict=True)]
    for one, told in zip(found, guesses, strict=True):
        one.crs = told.code if one.frame.crs is None else None
    readings = _readings(found)
    checked = check(found, readings)
    told_files = [{"file": name, "size": Path(name).stat().st_size, "problems": refused[name]}
                  for name in files]  # fmt: skip
    return Inspection(
        {
            "files": told_files,
            "layers": [
                _layer(n, one, g) for n, (one, g) in enumerate(zip(found, guesses, strict=True))
            ],
            "mapping": {
                "layers": {role: one.as_json() for role, one in readings.items()},
                "drop_personal": False,
            },
            **summary(checked, scope),
        },
        found,
    )


def check_files(
    layers: Mapping[str, Wanted], *, drop_personal: bool, scope: Sequence[str] | None = None
) -> dict[str, Any]:
    """Check layers of files exactly as ``read_town`` would, and tell what comes of it."""
    log = Log()
    checked = Layers(log, drop_personal=drop_personal, readings=decided(layers))
    return summary(checked.looked(raw_layers(None, layers, log, {})), scope)


def check(found: Sequence[Found], readings: Mapping[str, Reading]) -> Layers:
    """Check layers that were read already as an import would, whatever comes of it."""
    log = Log()
    raw = {}
    for one in found:
        if one.role in readings:
            raw[str(one.role)] = one.frame
            for note in one.notes:
                log.notice(str(one.role), f"{one.file}: {note}")
    for name in NEEDED:
        if name not in raw:
            log.fault(name, absent(name))
    return Layers(log, readings=readings).looked(raw)


def summary(checked: Layers, scope: Sequence[str] | None) -> dict[str, Any]:
    """Problems of a check, with their total numbers, and what the layers hold."""
    if scope is not None and "communities" in checked.given:
        names, _ = checked.given["communities"]
        codes = [str(name) for name in names if re.fullmatch(keys.CODE, str(name))]
        checked.log.faults.extend(foreign(codes, scope))
    return {
        "problems": [asdict(one) for one in problems(checked)],
        "errors": len(checked.log.faults),
        "notices": len(checked.log.remarks),
        "counts": {name: len(names) for name, (names, _) in checked.given.items()},
    }


def _layers(stack: ExitStack, name: str, refused: list[dict[str, str]]) -> list[Found]:
    try:
        file = stack.enter_context(opened(Path(name), name))
    except UnreadableError as error:
        refused.append(_told(str(error)))
        return []
    found = []
    for layer in file.layers:
        try:
            frame = load(file, layer)
        except UnreadableError as error:
            refused.append({"layer": layer, **_told(str(error))})
            continue
        frame = frame.reset_index(drop=True)
        frame.columns = [str(column) for column in frame.columns]
        found.append(Found(name, layer, frame, list(file.notes)))
        file.notes.clear()
    return found


def _told(english: str) -> dict[str, str]:
    sentence = said(english)
    return {"code": sentence.code, "zh": sentence.zh, "en": english}


def _traits(one: Found) -> Traits:
    names = [str(c) for c in one.frame.columns if c != "geometry"]
    codes = {}
    for theirs in {columns.guessed("communities", names).get("code")} - {None}:
        codes[str(theirs)] = [str(v) for v in texts(one.frame[theirs].head(CODED)).dropna()]
    return Traits(one.layer, _types(one.frame), names, codes)


def _types(frame: gpd.GeoDataFrame) -> list[str]:
    """Kinds of geometry, the most frequent first."""
    return [str(kind) for kind in frame.geometry.geom_type.dropna().value_counts().index]


def _middle(one: Found) -> LonLat | None:
    """Where a layer with a CRS lies, in degrees."""
    if one.frame.crs is None or (middle := planes.middle_of(one.frame)) is None:
        return None
    lon, lat = Transformer.from_crs(one.frame.crs, WGS84, always_xy=True).transform(*middle)
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def _guess(one: Found, anchors: Sequence[LonLat]) -> Guess:
    """What the coordinates of a layer without a CRS may be; empty for one that has it."""
    if one.frame.crs is not None:
        log = Log()
        if planes.check(one.layer, one.frame, log):
            return Guess(None, "", "")
        told = _told(log.faults[0].remedy)
        again = guess(planes.middle_of(one.frame), anchors, _province(one))
        return Guess(None, told["zh"], told["en"], again.candidates)
    return guess(planes.middle_of(one.frame), anchors, _province(one))


def _province(one: Found) -> str | None:
    if one.role != "communities":
        return None
    column = columns.guessed("communities", one.frame.columns).get("code")
    codes = texts(one.frame[column]).dropna() if column else pd.Series([], dtype=object)
    return str(codes.iloc[0])[:2] if len(codes) else None


def _readings(found: Sequence[Found]) -> dict[str, Reading]:
    return {
        one.role: Reading(
            one.file, one.layer, columns.guessed(one.role, one.frame.columns), one.crs
        )
        for one in found
        if one.role is not None
    }


def _layer(number: int, one: Found, guessed: Guess) -> dict[str, Any]:
    names = [str(c) for c in one.frame.columns if c != "geometry"][:MOST_COLUMNS]
    kinds = _types(one.frame)
    own = columns.guessed(one.role, names) if one.role else {}
    return {
        "index": number,
        "file": one.file,
        "layer": one.layer,
        "geometry": kinds[0] if kinds else None,
        "features": len(one.frame),
        "crs": _crs(one, guessed),
        "guess": one.role,
        "roles": [role for role in INPUT_LAYERS if fits(role, kinds)],
        "guesses": {
            role: columns.guessed(role, names) for role in INPUT_LAYERS if fits(role, kinds)
        },
        "columns": [_column(one, name, own) for name in names],
        "bbox": _bounds(one),
    }


def _crs(one: Found, guessed: Guess) -> dict[str, Any]:
    crs = None if one.frame.crs is None else CRS(one.frame.crs)
    code = guessed.code
    if crs is not None:
        number = crs.to_epsg()
        code = f"EPSG:{number}" if number else None
    shown = crs if crs is not None else CRS(code) if code else None
    return {
        "code": code,
        "name": shown.name if shown is not None else None,
        "given": crs is not None,
        "guessed": crs is None and code is not None,
        "why": {"zh": guessed.why_zh, "en": guessed.why_en} if guessed.why_en else None,
        "candidates": [candidate._asdict() for candidate in guessed.candidates],
    }


def _column(one: Found, name: str, own: Mapping[str, str]) -> dict[str, Any]:
    values = one.frame[name]
    role = one.role or "buildings"
    own_names = {*INPUT_LAYERS[role]} if one.role else set()
    personal = None if name in own_names else columns.suspicion(name, values)
    ours = next((ours for ours, theirs in own.items() if theirs == name), None)
    return {
        "name": name,
        "type": _kind(values),
        # Nothing about persons is kept, not even as an example.
        "samples": [] if personal else _samples(values),
        "filled": int(values.notna().sum()),
        "guess": None if personal else ours,
        "personal": personal is not None,
    }


def _samples(values: pd.Series) -> list[str]:
    first = texts(values.head(5000)).dropna().drop_duplicates().head(SAMPLES)
    return [str(value)[:LONGEST] for value in first]


def _kind(values: pd.Series) -> str:
    kind = values.dtype
    if pd.api.types.is_bool_dtype(kind):
        return "boolean"
    if pd.api.types.is_integer_dtype(kind):
        return "integer"
    if pd.api.types.is_numeric_dtype(kind):
        return "number"
    if pd.api.types.is_datetime64_any_dtype(kind):
        return "date"
    return "text"


def _bounds(one: Found) -> list[float] | None:
    """West, south, east, north in WGS 84, under the CRS of the file or the guess."""
    crs = one.frame.crs if one.frame.crs is not None else one.crs
    xy = shapely.get_coordinates(one.frame.geometry.array)
    xy = xy[np.isfinite(xy).all(axis=1)]
    if crs is None or not len(xy):
        return None
    move = Transformer.from_crs(crs, WGS84, always_xy=True)
    box = move.transform_bounds(*xy.min(axis=0), *xy.max(axis=0))
    return [round(float(v), 7) for v in box] if np.isfinite(box).all() else None
