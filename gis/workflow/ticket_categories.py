"""What the tickets of a foreign table are about: categories found, or made, for each row."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection

from gis.model.tickets import TicketKind
from gis.store import categories
from gis.store.categories import Category, Stored

_CODE = re.compile(r"[\w.-]{1,20}")
OTHER = "其他"
MOST = 2_000
"""Categories that one table may add; more is no list of categories."""
UNKNOWN = "there is no such category"


@dataclass(frozen=True, slots=True)
class Resolved:
    """Categories of rows, on their index.

    Parameters
    ----------
    numbers
        Their numbers; NA where there is none.
    refused
        Why a row cannot have one; None elsewhere.
    created
        Names of those that are new.
    """

    numbers: pd.Series
    refused: pd.Series
    created: tuple[str, ...]


def resolved(conn: Connection, rows: pd.DataFrame, *, create: bool) -> Resolved:
    """Find the categories of rows by kind and code, by code alone, or by name.

    Parameters
    ----------
    rows
        ``kind``, ``code`` and ``category`` (its name), null where not said, and ``refused``.
    create
        Add what is not there, as matters where nothing else is said.
    """
    said = rows.loc[rows["refused"].isna(), ["kind", "code", "category"]].astype(object)
    said = said.where(said.notna(), None)
    distinct = list(said.drop_duplicates().itertuples(index=False, name=None))
    known = _Known(categories.listing(conn, live=None))
    missing = [one for one in distinct if known.number(*one) is None]
    created: tuple[str, ...] = ()
    if create and 0 < len(missing) <= MOST:
        made = {(one.kind, one.code): one for one in map(_made, missing)}
        categories.add(conn, list(made.values()))
        created = tuple(sorted(one.name for one in made.values()))
        known = _Known(categories.listing(conn, live=None))
    found = {one: known.number(*one) for one in distinct}
    numbers = pd.Series(
        [found[one] for one in said.itertuples(index=False, name=None)],
        index=said.index, dtype="Int64",
    ).reindex(rows.index)  # fmt: skip
    lost = numbers.isna() & rows["refused"].isna()
    reasons = pd.Series(None, index=rows.index, dtype=object)
    named = said["category"].where(said["category"].notna(), said["code"])
    reasons[lost] = UNKNOWN + ": " + named[lost[lost].index].astype(str)
    return Resolved(numbers, reasons, created)


class _Known:
    """Categories by what foreign tables call them."""

    def __init__(self, listed: list[Stored]) -> None:
        # What is in force goes before what was replaced.
        ordered = sorted(listed, key=lambda one: not one.live)
        self._exact: dict[tuple[str, str], int] = {}
        self._codes: dict[str, set[int]] = {}
        self._names: dict[str, int] = {}
        for one in ordered:
            own = one.category
            self._exact[str(own.kind), own.code] = one.id
            self._codes.setdefault(own.code, set()).add(one.id)
            for name in (own.name, own.name_en):
                self._names.setdefault(name.casefold(), one.id)

    def number(self, kind: str | None, code: str | None, name: str | None) -> int | None:
        if code is not None:
            if kind is not None:
                return self._exact.get((kind, code))
            same = self._codes.get(code, set())
            return next(iter(same)) if len(same) == 1 else None
        return self._names.get((name or "").casefold())


def _made(said: tuple[str | None, str | None, str | None]) -> Category:
    kind, code, name = said
    if code is None:
        text = name or ""
        code = text if _CODE.fullmatch(text) else hashlib.sha256(text.encode()).hexdigest()[:10]
    return Category(TicketKind(kind or TicketKind.MATTER), code, OTHER, name or code, name or code)
