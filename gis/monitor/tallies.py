"""The one form of counts, whoever counted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from gis.model.questions import By

TEXTS = frozenset(
    {By.GRID, By.MICROGRID, By.JURISDICTION, By.STAGE, By.CHANNEL, By.UNIT, By.POSITION}
)
TIMES = frozenset({By.CLOCK, By.DAY, By.WEEK, By.MONTH})


def finished(counts: pd.DataFrame, by: Sequence[By]) -> pd.DataFrame:
    """Counts in the form that ``gis.workflow.tallies`` promises.

    Parameters
    ----------
    counts
        A column for each ``by`` and ``count``, in any order of rows and types that hold the values.

    Returns
    -------
    DataFrame
        Texts as objects with None for none, hexagons uint64, times datetime64[s], others int64;
        rows ascending, None last.
    """
    found = pd.DataFrame({str(one): _typed(counts[str(one)], one) for one in by})
    found["count"] = counts["count"].to_numpy(np.int64)
    if by:
        found = found.sort_values([*map(str, by)], na_position="last", kind="stable")
    return found.reset_index(drop=True)


def _typed(values: pd.Series, by: By) -> pd.Series:
    if by in TEXTS:
        texts, missing = values.astype(object), values.isna()
        return texts.mask(missing, None) if missing.any() else texts
    if by in TIMES:
        return values.astype("datetime64[s]")
    return values.astype(np.uint64 if by is By.HEX else np.int64)
