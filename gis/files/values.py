"""Turn values into the types of the contract, or say which ones cannot be."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.files import words
from gis.files.log import Log

WHOLE = frozenset({"households", "residents", "staircases"})
ZERO_IS_UNKNOWN = frozenset({"floors", "height", "staircases"})
TRUE = frozenset({"true", "t", "yes", "y", "1", "1.0", "是", "可", "可以", "能"})
FALSE = frozenset({"false", "f", "no", "n", "0", "0.0", "否", "不可", "不可以", "不能"})


def texts(values: pd.Series) -> pd.Series:
    """Text without outer blanks, None where missing or empty; whole numbers lose their ``.0``."""
    if pd.api.types.is_bool_dtype(values):
        values = values.astype(object)
    if pd.api.types.is_numeric_dtype(values):
        number = pd.to_numeric(values).astype(float)
        whole = number.notna() & (number == number.round()) & (number.abs() < 2.0**53)
        shown = values.astype(object).where(values.notna(), None)
        shown[whole] = [str(int(v)) for v in values[whole]]
        values = shown
    stripped = values.where(values.notna()).astype("str").str.strip()
    return stripped.astype(object).where(values.notna() & (stripped != ""), None)


def numbers(
    layer: str, frame: gpd.GeoDataFrame, names: pd.Series, column: str, log: Log
) -> pd.Series:
    """Numbers from 0, NaN where missing; whole where the column counts things.

    Text is read as a number, also with full-width digits and thousands separators.
    """
    raw = frame[column]
    if pd.api.types.is_numeric_dtype(raw) and not pd.api.types.is_bool_dtype(raw):
        parsed = pd.to_numeric(raw).astype("Float64").astype(float)
        unreadable = pd.Series(data=False, index=raw.index)
    else:
        text = texts(raw)
        folded = text.map(_digits, na_action="ignore")
        parsed = pd.to_numeric(folded, errors="coerce").astype(float)
        unreadable = text.notna() & parsed.isna()
        read = text.notna() & parsed.notna()
        if read.any():
            log.notice(layer, f"{column} given as text is read as numbers")
    _report(layer, column, names, raw, unreadable, "this is no number; correct it", log)
    endless = np.isinf(parsed)
    _report(layer, column, names, raw, endless, "this number is infinite; correct it", log)
    negative = (parsed < 0) & ~endless
    message = "a number below 0; correct it, or leave it empty where it is not known"
    _report(layer, column, names, raw, negative, message, log)
    parsed = parsed.where(~(endless | negative))
    if column in WHOLE:
        broken = parsed.notna() & (parsed != parsed.round())
        message = "only whole numbers can be counted; round it"
        _report(layer, column, names, raw, broken, message, log)
        parsed = parsed.where(~broken)
    return _plausible(layer, column, names, parsed, log)


def _digits(text: str) -> str:
    """The text of a number as Python writes it."""
    return unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")


def _plausible(layer: str, column: str, names: pd.Series, parsed: pd.Series, log: Log) -> pd.Series:
    """Replace zeros that can only mean "not known", and round up half floors."""
    if column in ZERO_IS_UNKNOWN and (parsed == 0).any():
        log.notice(layer, f"{column} 0 is taken as not known", names[parsed == 0])
        parsed = parsed.where(parsed != 0)
    if column == "floors":
        half = parsed.notna() & (parsed != np.ceil(parsed))
        if half.any():
            log.notice(layer, "broken numbers of floors are rounded up", names[half])
            parsed = np.ceil(parsed)
    return parsed


def flags(
    layer: str, frame: gpd.GeoDataFrame, names: pd.Series, column: str, log: Log
) -> pd.Series:
    """True, False or None from booleans, 0 and 1, yes and no."""
    text = texts(frame[column])
    word = text.map(words.plain, na_action="ignore")
    meaning = word.map(dict.fromkeys(TRUE, True) | dict.fromkeys(FALSE, False))
    wrong = text.notna() & meaning.isna()
    _report(layer, column, names, text, wrong, "neither true nor false; correct it", log)
    return meaning.astype(object).where(meaning.notna(), None)


def vocabulary(
    layer: str,
    frame: gpd.GeoDataFrame,
    names: pd.Series,
    column: str,
    known: Mapping[str, str],
    log: Log,
) -> pd.Series:
    """Our words for the values of a column, None where there is none for it.

    Synonyms are told as notices, one for each word.
    """
    text = texts(frame[column])
    dictionary = {word: known.get(words.plain(word)) for word in text.dropna().unique()}
    meaning = text.map(dictionary).astype(object)
    meaning = meaning.where(meaning.notna(), None)
    changed = meaning.notna() & (text != meaning)
    for word, group in text[changed].groupby(text[changed]):
        ours = meaning[group.index[0]]
        if words.plain(word) != ours:
            log.notice(layer, f"{column} {word!r} is read as {ours}", names[group.index])
    return meaning


def strict_vocabulary(
    layer: str,
    frame: gpd.GeoDataFrame,
    names: pd.Series,
    column: str,
    known: Mapping[str, str],
    log: Log,
) -> pd.Series:
    """Like ``vocabulary``; missing and unknown values are faults."""
    meaning = vocabulary(layer, frame, names, column, known, log)
    text = texts(frame[column])
    ours = ", ".join(dict.fromkeys(known.values()))
    _report(
        layer, column, names, text, text.isna(), f"the value is missing; give one of {ours}", log
    )
    unknown = text.notna() & meaning.isna()
    _report(layer, column, names, text, unknown, f"unknown {column}; give one of {ours}", log)
    return meaning


def _report(
    layer: str,
    column: str,
    names: pd.Series,
    values: pd.Series,
    wrong: pd.Series,
    message: str,
    log: Log,
) -> None:
    if wrong.any():
        shown: Sequence[object] = values[wrong].map(lambda v: "" if v is None else v).tolist()
        log.each(layer, names[wrong], message, field=column, values=shown)
