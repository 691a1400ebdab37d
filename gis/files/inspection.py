"""Look at files before anything of them is stored: layers, columns, and what they seem to be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from pyproj import Transformer

from gis.files import columns, keys, planes
from gis.files.guess_crs import Guess, LonLat, guess
from gis.files.guess_layers import Traits, roles
from gis.files.layers import Layers
from gis.files.located import problems
from gis.files.log import Log
from gis.files.portrait import WGS84, portrait, types
from gis.files.reading import Reading, Wanted
from gis.files.scope import foreign
from gis.files.sentences import said
from gis.files.source import UnreadableError, load, opened
from gis.files.town import NEEDED, absent, decided, raw_layers
from gis.files.values import texts

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
                {
                    "index": n,
                    "file": one.file,
                    "layer": one.layer,
                    **portrait(one.frame, one.role, told, one.crs),
                }
                for n, (one, told) in enumerate(zip(found, guesses, strict=True))
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
    return Traits(one.layer, types(one.frame), names, codes)


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
