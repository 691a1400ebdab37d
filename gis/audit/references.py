"""Codes that one layer uses to name features of another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Codes = NDArray[np.object_]


def lookup(names: Codes, codes: Codes) -> Rows:
    """Row of the first feature with each name: (n,) rows, -1 where nobody has it."""
    index = pd.Series(np.arange(len(codes)), index=pd.Index(codes, dtype=object))
    index = index[~index.index.isna() & ~index.index.duplicated()]
    found = index.reindex(pd.Index(names, dtype=object)).fillna(-1)
    rows: Rows = found.to_numpy(dtype=np.int64)
    return rows


class Grouped:
    """Rows by the row they belong to, found without looking through all of them.

    Parameters
    ----------
    owner
        (n,) row each belongs to, -1 for none.
    """

    def __init__(self, owner: Rows) -> None:
        self._order = np.argsort(owner, kind="stable")
        self._owner = owner[self._order]

    def of(self, row: int) -> Rows:
        """Sorted rows that belong to one."""
        low, high = np.searchsorted(self._owner, [row, row + 1])
        own: Rows = self._order[low:high]
        return own


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom references mean.

    rows
        (n,) row of the feature named, -1 where nobody has that code.
    aliases
        Row of a feature -> the code by which everything inside it calls it instead of its own.
    """

    rows: Rows
    aliases: dict[int, str]


def resolve(said: Codes, there: Rows, codes: Codes) -> Resolved:
    """Follow references, with the place of each referrer as a second witness.

    Where a code is unknown, but everyone who uses it stands in one feature that nobody calls
    by its own code, that feature's code is the mistake: one finding instead of one for each
    referrer.

    Parameters
    ----------
    said
        (n,) codes used, None for no reference.
    there
        (n,) row of the feature the referrer stands in, -1 for none.
    codes
        (m,) codes of the features.
    """
    own = np.append(codes, [None])[there]
    at_home = (said == own) & ~pd.isna(said)
    rows = np.where(at_home, there, lookup(said, codes))
    aliases: dict[int, str] = {}
    lost = ~pd.isna(said) & ~at_home & (there >= 0)
    lost &= ~np.isin(there, there[at_home])
    table = pd.DataFrame({"said": said[lost], "there": there[lost]})
    taken = set(said[at_home])
    for code, places in table.groupby("said", sort=True)["there"]:
        place = int(places.iloc[0])
        same_place = (table["there"] == place).to_numpy()
        if (
            code not in taken
            and (places == place).all()
            and (table["said"][same_place] == code).all()
        ):
            aliases[place] = str(code)
            rows[(said == code) & (there == place)] = place
    return Resolved(rows.astype(np.int64), aliases)
