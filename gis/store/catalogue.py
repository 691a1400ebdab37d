"""Which datasets there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from gis.errors import NotFoundError
from gis.store.properties import Types
from gis.store.scopes import within
from gis.store.tables import atoms, communities, datasets


@dataclass(frozen=True, slots=True)
class Dataset:
    """An imported town, without its features.

    Parameters
    ----------
    version
        Counts the datasets of one name from 1.
    jurisdiction
        The lowest one that holds all of its communities.
    srid
        Number of its CRS in PostGIS.
    digests
        SHA-256 of each input file, by its name.
    totals
        Features of each layer, ``atoms``, ``households``, ``residents``.
    columns
        Names and types of each layer's columns as they were read.
    """

    id: int
    name: str
    version: int
    jurisdiction: str
    srid: int
    digests: Mapping[str, str]
    notices: tuple[str, ...]
    software: str
    totals: Mapping[str, int]
    columns: Mapping[str, Types]
    created_by: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Community:
    """A community of a dataset, and how many households it holds."""

    code: str
    name: str
    kind: str
    households: int


def get(conn: Connection, number: int) -> Dataset:
    """The dataset of this number.

    Raises
    ------
    NotFoundError
        There is none.
    """
    row = conn.execute(select(datasets).where(datasets.c.id == number)).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no dataset {number}", f"没有数据集 {number}")
    return _dataset(row)


def listing(
    conn: Connection, scope: Collection[str], *, after: int = 0, limit: int = 100
) -> list[Dataset]:
    """Datasets at or below some jurisdictions, by number.

    Parameters
    ----------
    scope
        Codes of jurisdictions; ``model.ROOT`` for all datasets.
    after
        Only those with greater numbers: the last one of the page before.
    limit
        At most so many.
    """
    query = (
        select(datasets)
        .where(within(datasets.c.jurisdiction, scope), datasets.c.id > after)
        .order_by(datasets.c.id)
        .limit(limit)
    )
    return [_dataset(row) for row in conn.execute(query)]


def community_codes(conn: Connection, number: int) -> list[str]:
    """Codes of a dataset's communities in the order of their positions."""
    get(conn, number)
    query = select(communities.c.code).where(communities.c.dataset == number)
    return list(conn.execute(query.order_by(communities.c.id)).scalars())


def places(conn: Connection, number: int) -> list[Community]:
    """A dataset's communities by code, with what lives in them."""
    get(conn, number)
    counted = func.coalesce(func.sum(atoms.c.households), 0)
    query = (
        select(communities.c.code, communities.c.name, communities.c.kind, counted)
        .outerjoin(atoms, (atoms.c.community == communities.c.id) & atoms.c.plan.is_(None))
        .where(communities.c.dataset == number)
        .group_by(communities.c.id)
        .order_by(communities.c.code)
    )
    return [Community(*row) for row in conn.execute(query)]


def cut(conn: Connection, number: int) -> tuple[list[str], list[int]]:
    """Digest and number of atoms of each community, as they were made at import."""
    atoms_in = func.count(atoms.c.id)
    query = (
        select(communities.c.digest, atoms_in)
        .join(atoms, (atoms.c.community == communities.c.id) & atoms.c.plan.is_(None))
        .where(communities.c.dataset == number)
        .group_by(communities.c.id)
        .order_by(communities.c.id)
    )
    rows = conn.execute(query).all()
    return [row[0] for row in rows], [row[1] for row in rows]


def count(conn: Connection, scope: Collection[str]) -> int:
    """How many datasets lie at or below some jurisdictions."""
    query = select(func.count(datasets.c.id)).where(within(datasets.c.jurisdiction, scope))
    return int(conn.execute(query).scalar_one())


def _dataset(row: Row[Any]) -> Dataset:
    values = dict(row._mapping)  # noqa: SLF001 -- the documented name of it
    return Dataset(**values | {"notices": tuple(row.notices)})
