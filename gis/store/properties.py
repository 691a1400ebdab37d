"""Columns of any input as JSON, a text for each row, and back exactly as they were."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from gis.errors import ParameterError

Types = Sequence[Sequence[str]]
"""Name and type of each column, in their order."""


def types_of(frame: pd.DataFrame) -> list[list[str]]:
    """Name and type of each column besides the geometry, as ``decode`` wants them."""
    plain = frame.drop(columns="geometry", errors="ignore")
    return [[str(name), str(dtype)] for name, dtype in plain.dtypes.items()]


def encode(frame: pd.DataFrame) -> pd.Series:
    """One JSON object for each row, as text on the frame's index; what is missing is left out.

    Raises
    ------
    ParameterError
        A value that JSON has no form for.
    """
    parts = [_members(frame[name]) for name in frame.columns if name != "geometry"]
    rows = zip(*parts, strict=True) if parts else [()] * len(frame)
    texts = ["{" + ",".join(filter(None, row)) + "}" for row in rows]
    return pd.Series(texts, index=frame.index, dtype=object)


def decode(rows: Sequence[Mapping[str, Any]], types: Types) -> pd.DataFrame:
    """The columns that ``encode`` was given."""
    columns = {name: _column([row.get(name) for row in rows], dtype) for name, dtype in types}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(rows)))


def _members(values: pd.Series) -> list[str]:
    """The column's member of each row's object, empty where the value is missing."""
    key = json.dumps(str(values.name), ensure_ascii=False) + ":"
    missing = values.isna().to_numpy()
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind == "string":
        # Most texts repeat: each is turned into JSON once.
        codes, known = pd.factorize(values)
        said = [key + json.dumps(text, ensure_ascii=False) for text in known]
        return ["" if code < 0 else said[code] for code in codes.tolist()]
    if kind == "floating":
        texts = [key + _number(number) for number in values.fillna(0.0).tolist()]
    elif kind in {"datetime64", "datetime", "date"}:
        texts = [key + json.dumps(_moment(moment)) for moment in values]
    else:
        texts = [key + _other(value, values.name) for value in values.array]
    return ["" if gone else text for text, gone in zip(texts, missing, strict=True)]


def _number(number: float) -> str:
    """JSON knows no infinity: it goes as the text that Python reads as one."""
    return repr(number) if abs(number) != float("inf") else f'"{number}"'


def _moment(moment: Any) -> str:
    return "" if pd.isna(moment) else str(moment.isoformat())


def _other(value: Any, column: Any) -> str:
    plain = value.item() if hasattr(value, "item") else value
    plain = plain.tolist() if hasattr(plain, "tolist") else plain
    try:
        return json.dumps(None if plain is pd.NA else plain, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError):
        raise ParameterError(
            f"column {column} holds {type(value).__name__}, which cannot be stored; leave it out"
        ) from None


def _column(values: list[Any], dtype: str) -> pd.Series:
    column = pd.Series(values, dtype=object)
    if dtype.startswith("datetime64"):
        moments = pd.to_datetime(column, format="ISO8601", utc="," in dtype)
        return moments.astype(dtype)
    if dtype == "object":
        return column.where(column.notna(), None)
    return column.astype(dtype)
