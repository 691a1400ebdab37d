"""Use case: take in whole tables of tickets, batch by batch, with an account of every row.

Each batch is one transaction. An import that was interrupted is simply begun again: what is in
already is known then.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gis.errors import BusyError, ParameterError
from gis.workflow.isolated import Reader
from gis.workflow.work import Effect, Outcome, Progress, Work

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection, Engine

    from gis.files.tickets import Reading, Table
    from gis.monitor.positions import Box

BATCH = 5_000
"""Rows of one transaction: others who write tickets wait at most about a second for it."""
TRIES, BREATH = 5, 0.5
SHOWN = 10
"""Rows that are named for each reason."""
LONGEST_SOURCE = 100


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be imported, and as what.

    Parameters
    ----------
    source
        Name of where the tickets come from: their ids are unique there.
    name
        Of the file.
    digest
        SHA-256 of the file.
    jurisdiction
        Whose tickets those are that lie in no community.
    scope
        Jurisdictions in which they may lie.
    extent
        Where they can lie; None: around the communities that are known.
    new_categories
        Add categories that nobody knows, instead of refusing such rows.
    """

    source: str
    name: str
    digest: str
    jurisdiction: str
    scope: tuple[str, ...]
    extent: Box | None = None
    new_categories: bool = False


def check_source(source: str) -> str:
    """The name of a source without blanks around it.

    Raises
    ------
    ParameterError
        It is empty, too long or not printable.
    """
    plain = source.strip()
    if not plain or len(plain) > LONGEST_SOURCE or not plain.isprintable():
        raise ParameterError(
            f"source: say where the tickets come from, in 1 to {LONGEST_SOURCE} characters",
            f"请说明来源（source），1 至 {LONGEST_SOURCE} 个字符。",
        )
    return plain


def read(path: Path, reading: Reading, *, folder: Path | None = None) -> Table:
    """Read a table in a process of its own; see ``gis.files.tickets``."""
    with Reader() as reader:
        return reader.tickets(path, reading, folder=folder)


def bring_in(engine: Engine, table: Table, order: Order, *, progress: Progress) -> dict[str, Any]:
    """Store a table's tickets; returns the account of its rows.

    The account's ``rows`` are ``read`` = ``new`` + ``known`` + ``changed`` + ``refused``, and
    its ``positions`` add up to all that were not refused.
    """
    from gis.store import ticket_imports
    from gis.workflow import intake_rows, ticket_categories

    with engine.begin() as conn:
        terms = intake_rows.terms(conn, order.scope, order.extent and [order.extent])
        categories = ticket_categories.resolved(conn, table.rows, create=order.new_categories)
    rows = table.rows.assign(category=categories.numbers)
    refused = rows["refused"].where(rows["refused"].notna(), categories.refused)
    ahead = refused.isna() & (rows["reported_at"] > datetime.now(UTC) + intake_rows.AHEAD)
    refused = refused.where(~ahead, "it was reported in the future")
    ready = _ready(rows[refused.isna()], order)
    ready = intake_rows.place(ready, terms.suspicion)
    fates = refused.rename("fate").astype(object)
    done = 0
    for part in _batches(ready):
        progress("storing", done, len(ready))
        result = _stored(engine, part, terms)
        fates[part.index] = result["fate"].astype(str)
        foreign = result.index[result["fate"] == intake_rows.Fate.REFUSED]
        refused[foreign] = "it lies in a jurisdiction that you may not import for"
        done += len(part)
    progress("storing", done, len(ready))
    with engine.begin() as conn:
        ticket_imports.analyze(conn)
    return _account(table, order, ready, refused, fates, categories.created)


def keep(conn: Connection, order: Order, report: Mapping[str, Any], by: str) -> int:
    """Note an import and its account; returns its number."""
    from gis.store import audit_log, ticket_imports

    number = ticket_imports.add(
        conn, order.source, order.name, order.digest, order.jurisdiction, report, by
    )
    details = {"source": order.source, "rows": report["rows"], "digest": order.digest}
    audit_log.append(
        conn, by, "import tickets", f"tickets {order.source}", details,
        jurisdiction=order.jurisdiction,
    )  # fmt: skip
    return number


def handle(work: Work) -> Effect:
    """Do a job of kind tickets: an import, or what a publication left to be done."""
    params = work.params
    if params.get("task") == "assign":
        from gis.workflow import ticket_grids

        return ticket_grids.handle(work)
    work.progress("reading", 0, 1)
    with Reader() as reader:
        from gis.files.tickets import Reading

        home = Path(params["home"])
        table = reader.tickets(Path(params["path"]), Reading(**params["reading"]), folder=home)
    work.progress("reading", 1, 1)
    asked = params["order"]
    order = Order(**{**asked, "scope": tuple(asked["scope"]), "extent": _box(asked["extent"])})
    report = bring_in(work.engine(), table, order, progress=work.progress)

    def effect(conn: Connection) -> Outcome:
        number = keep(conn, order, report, work.by)
        return Outcome({"import": number, **report}, order.jurisdiction)

    return effect


def _box(extent: Sequence[float] | None) -> Box | None:
    if extent is None:
        return None
    west, south, east, north = extent
    return (west, south, east, north)


def _ready(rows: pd.DataFrame, order: Order) -> pd.DataFrame:
    """Rows as ``intake_rows`` takes them."""
    from gis.workflow.intake_rows import COLUMNS

    ready = rows.assign(
        source=order.source,
        external=rows["external"].where(rows["external"].notna(), _named(rows)),
        category=rows["category"].astype("int64"),
        jurisdiction=order.jurisdiction,
    )
    return ready[list(COLUMNS)]


def _named(rows: pd.DataFrame) -> pd.Series:
    """Ids of rows that bring none: what they say, and the how manieth they are to say so."""
    import pandas as pd

    said = rows.drop(columns=["category"]).assign(about=rows["category"].astype(str))
    digest = pd.util.hash_pandas_object(said.astype(str), index=False)
    turns = rows.groupby(digest.to_numpy()).cumcount()
    names = [f"{one:016x}-{turn}" for one, turn in zip(digest, turns, strict=True)]
    return pd.Series(names, index=rows.index, dtype=object)


def _batches(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Parts in which each ticket stands once, and what lies near each other stands together."""
    order = rows.assign(
        turn=rows.groupby(["source", "external"], sort=False).cumcount(),
        month=rows["reported_at"].dt.strftime("%Y-%m"),
        along=_along(rows) if len(rows) > BATCH else 0,
    ).sort_values(["turn", "month", "along"], kind="stable")
    for _, same in order.groupby("turn", sort=True):
        for first in range(0, len(same), BATCH):
            yield rows.loc[same.index[first : first + BATCH]]


def _along(rows: pd.DataFrame) -> pd.Series:
    """Where rows come along a line through all places that keeps neighbours together."""
    import geopandas as gpd
    import pandas as pd

    found = pd.Series(0, index=rows.index, dtype="int64")
    good = rows[rows["lon"].notna()]
    if len(good):
        points = gpd.GeoSeries.from_xy(good["lon"], good["lat"])
        found[good.index] = points.hilbert_distance().astype("int64")
    return found


def _stored(engine: Engine, part: pd.DataFrame, terms: Any) -> pd.DataFrame:
    """Store a batch; again where the database had no time."""
    from gis.workflow import intake_rows

    for _ in range(TRIES):
        with suppress(BusyError), engine.begin() as conn:
            return intake_rows.write(conn, part, terms)
        time.sleep(BREATH)
    with engine.begin() as conn:
        return intake_rows.write(conn, part, terms)


def _account(
    table: Table, order: Order, ready: pd.DataFrame, refused: pd.Series, fates: pd.Series,
    created: Sequence[str],
) -> dict[str, Any]:  # fmt: skip
    from gis.files.sentences import said
    from gis.model.tickets import Position
    from gis.workflow.intake_rows import Fate

    bad = refused.notna()
    counts = fates[~bad].value_counts()
    kept = ready.loc[ready.index.difference(refused.index[bad])]
    positions = kept["position"].value_counts()
    return {
        "source": order.source,
        "name": order.name,
        "digest": order.digest,
        "rows": {
            "read": len(table.rows),
            **{str(one): int(counts.get(one, 0)) for one in Fate if one is not Fate.REFUSED},
            "refused": int(bad.sum()),
        },
        "positions": {str(one): int(positions.get(one, 0)) for one in Position},
        "refused": [
            {
                "reason": str(reason),
                "reason_zh": said(str(reason)).zh,
                "count": len(same),
                # The row of names is the first.
                "rows": [int(row) + 2 for row in same.index[:SHOWN]],
            }
            for reason, same in refused[bad].groupby(refused[bad])
        ],
        "columns": dict(table.columns),
        "new_categories": list(created),
        "notices": list(table.notices),
    }


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
