"""Encodings of texts in files for offices whose programs do not know UTF-8."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

import pandas as pd

from gis.errors import ParameterError
from gis.model.texts import Encoding

SHOWN = 5
"""How many texts an error shows."""


def check_texts(frames: Mapping[str, pd.DataFrame], encoding: Encoding) -> None:
    """Refuse texts that an encoding has no characters for, rather than lose any of them.

    Raises
    ------
    ParameterError
        Names the layers, columns and texts, the first few of them.
    """
    if encoding is Encoding.UTF_8:
        return
    lost = list(islice(_lost(frames, encoding), SHOWN + 1))
    if not lost:
        return
    told = "; ".join(lost[:SHOWN]) + ("; ..." if len(lost) > SHOWN else "")
    raise ParameterError(
        f"{encoding.upper()} lacks characters of these texts: {told}; write the file in UTF-8",
        f"{encoding.upper()} 编码缺少下列文字中的字：{told}；请改用 UTF-8 导出。",
    )


def _lost(frames: Mapping[str, pd.DataFrame], encoding: Encoding) -> Iterator[str]:
    """Texts that cannot be written, each once, and where they stand."""
    for layer, frame in frames.items():
        for column in frame.columns.drop("geometry", errors="ignore"):
            for value in frame[column].unique():
                if isinstance(value, str) and not _fits(value, encoding):
                    yield f"{layer}.{column} {value}"


def _fits(text: str, encoding: Encoding) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def cut_off(text: str, most: int, encoding: Encoding) -> str:
    """A text of at most so many bytes, cut off between two characters."""
    return text.encode(encoding)[:most].decode(encoding, errors="ignore")
