"""Bring the columns of a layer under our names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import geopandas as gpd
import pandas as pd

from gis.files import words
from gis.files.log import Log
from gis.frames import INPUT_LAYERS, OUT_BUILDINGS

REQUIRED = {
    "communities": ("code",),
    "buildings": (),
    "barriers": ("class",),
    "crossings": (),
    "compounds": (),
    "sites": ("category",),
    "population": ("households",),
    "grids": (),
}
"""Columns without which a layer has no meaning; the others are filled or made up."""

RESERVED = frozenset({*OUT_BUILDINGS, "fid", "ogc_fid", "geom", "geometry"})
_MOBILE = re.compile(r"(\+?86)?1[3-9]\d{9}")
_IDENTITY = re.compile(r"[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dXx]")
_OFTEN = 0.5


def rename(layer: str, frame: gpd.GeoDataFrame, log: Log) -> gpd.GeoDataFrame:
    """Give columns our names: exact ones first, then other spellings and known synonyms.

    Missing required columns become faults; other columns of buildings are passed through, under
    a new name where theirs is taken.
    """
    taken = {str(c) for c in frame.columns}
    renamed: dict[str, str] = {}
    for ours in INPUT_LAYERS[layer]:
        if ours in taken:
            continue
        found = _find(layer, ours, [c for c in map(str, frame.columns) if c not in renamed])
        if found is not None:
            renamed[found] = ours
            if words.plain(found) != ours:
                log.notice(layer, f"column {found!r} is read as {ours}")
        elif ours in REQUIRED[layer]:
            log.fault(layer, f"the column is missing; add it ({_meaning(ours)})", field=ours)
    return _arranged(layer, frame.rename(columns=renamed), log)


def settle(
    layer: str, frame: gpd.GeoDataFrame, chosen: Mapping[str, str], log: Log
) -> gpd.GeoDataFrame:
    """Give columns our names as a person has chosen, and no others.

    Parameters
    ----------
    chosen
        Our column -> the file's. What else bears a name of ours is renamed out of the way.
    """
    there = set(map(str, frame.columns)) - {"geometry"}
    for ours, theirs in chosen.items():
        if theirs not in there:
            remedy = f"there is no column {theirs!r} to read {ours} from; choose another"
            log.fault(layer, remedy, field=ours, value=theirs)
    found = {ours: theirs for ours, theirs in chosen.items() if theirs in there}
    for ours in REQUIRED[layer]:
        if ours not in chosen:
            log.fault(layer, f"the column is missing; add it ({_meaning(ours)})", field=ours)
    # A column may serve twice, as number and as name.
    own = {ours: frame[theirs] for ours, theirs in found.items()}
    rest = frame.drop(columns=list(dict.fromkeys(found.values())))
    taken = {*INPUT_LAYERS[layer], *rest.columns}
    aside = {}
    for column in [c for c in rest.columns if c in INPUT_LAYERS[layer]]:
        name = f"{column}_input"
        while name in taken:
            name = f"{name}_input"
        taken.add(name)
        aside[column] = name
    return _arranged(layer, rest.rename(columns=aside).assign(**own), log)


def guessed(layer: str, names: Iterable[str]) -> dict[str, str]:
    """Which columns would be read as ours, by their names: ours -> the file's."""
    there = [name for name in names if name != "geometry"]
    found = {ours: ours for ours in INPUT_LAYERS[layer] if ours in there}
    for ours in INPUT_LAYERS[layer]:
        left = [name for name in there if name not in found.values()]
        if ours not in found and (theirs := _find(layer, ours, left)) is not None:
            found[ours] = theirs
    return found


def _arranged(layer: str, frame: gpd.GeoDataFrame, log: Log) -> gpd.GeoDataFrame:
    if layer != "buildings":
        return frame[[c for c in INPUT_LAYERS[layer] if c in frame] + _others(layer, frame)]
    return _free_names(frame, log)


def _find(layer: str, ours: str, columns: list[str]) -> str | None:
    """The first column that means ``ours``, in the order of our list of synonyms."""
    exact = set(INPUT_LAYERS[layer])
    plain = {words.plain(c): c for c in reversed(columns) if c not in exact and c != "geometry"}
    known = words.COLUMNS[layer].get(ours, "").split()
    for word in (ours, *map(words.plain, known)):
        if word in plain and not (word != ours and word in exact):
            return plain[word]
    return None


def _others(layer: str, frame: gpd.GeoDataFrame) -> list[str]:
    return [c for c in frame.columns if c not in INPUT_LAYERS[layer]]


def _free_names(frame: gpd.GeoDataFrame, log: Log) -> gpd.GeoDataFrame:
    """Rename passed-through columns whose name the results or the file format need."""
    own = {*INPUT_LAYERS["buildings"], "geometry"}
    seen = {c.casefold() for c in own}
    renamed = {}
    for column in (c for c in map(str, frame.columns) if c not in own):
        name = column
        if name.casefold() in RESERVED - own:
            name = f"{column}_input"
        while name.casefold() in seen:
            name = f"{name}_input"
        seen.add(name.casefold())
        if name != column:
            renamed[column] = name
            log.notice("buildings", f"column {column!r} is passed through as {name!r}")
    return frame.rename(columns=renamed)


def _meaning(column: str) -> str:
    return {
        "code": "12 digits for each community",
        "class": "kind of road, river, rail or wall",
        "category": "kind of site, for example school or hospital",
        "households": "known total of each polygon",
    }[column]


def personal(
    layer: str, frame: gpd.GeoDataFrame, log: Log, *, drop: bool, keep: Iterable[str] = ()
) -> gpd.GeoDataFrame:
    """Keep data on persons out: a fault for each such column, or the frame without them.

    Only buildings' columns are passed through to results, so other layers just lose them.
    """
    own = {*INPUT_LAYERS[layer], "geometry", *keep}
    suspects = {c: why for c in frame.columns if c not in own and (why := suspicion(c, frame[c]))}
    for column, why in suspects.items():
        if drop or layer != "buildings":
            log.notice(layer, f"column {column!r} left out; it looks like a person's {why}")
        else:
            log.fault(
                layer,
                f"the column looks like a person's {why}; remove it or use --drop-personal",
                field=str(column),
            )
    return frame.drop(columns=list(suspects))


def suspicion(column: str, values: pd.Series) -> str | None:
    """What data on persons a column seems to hold, by its name, then by its values."""
    return suspicious_name(column) or _suspicious_values(values)


def suspicious_name(column: str) -> str | None:
    """What data on persons a column of this name would hold."""
    name = words.plain(column)
    if name in words.PERSONAL_OF:
        return words.PERSONAL_OF[name]
    tokens = set(re.split(r"[_\d.]+", name))
    for part, what in words.PERSONAL_PART_OF.items():
        if part in tokens or (not part.isascii() and part in name):
            return what
    return None


def _suspicious_values(values: pd.Series) -> str | None:
    texts = values.dropna()
    if texts.empty or not all(isinstance(v, str) for v in texts.head(100)):
        return None
    texts = texts.astype(str).str.replace(r"[\s-]", "", regex=True)
    for pattern, what in ((_MOBILE, "phone"), (_IDENTITY, "identity number")):
        if texts.str.fullmatch(pattern).mean() >= _OFTEN:
            return what
    return None
