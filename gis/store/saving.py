"""Put a town and its atoms into PostGIS, once and for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, insert, select, text

import gis
from gis.errors import ParameterError
from gis.frames import INPUT_LAYERS, Ground, Town
from gis.geometry.borders import Ints
from gis.store import crs, jurisdictions
from gis.store.catalogue import Dataset, get
from gis.store.copying import analyze, copy, reserve
from gis.store.properties import encode, types_of
from gis.store.tables import communities, datasets

FEATURES = tuple(name for name in INPUT_LAYERS if name not in {"communities", "buildings"})
"""Layers whose features are kept as they are."""
OWN = ("code", "name", "kind", "households")
"""Columns of the communities that have columns of their own."""
BORDER = ("length", "east", "south", "west", "north", "along", "along_en")
EDGE = ("length", "cost", "passable", "reachable", *BORDER[1:])


class Saved(NamedTuple):
    """The dataset, and whether it was there already."""

    dataset: Dataset
    existing: bool


@dataclass(frozen=True)
class _Numbers:
    """Database numbers of the first row of each table; the others follow by position."""

    dataset: int
    community: int
    building: int
    atom: int


def save(conn: Connection, name: str, town: Town, ground: Ground, by: str) -> Saved:
    """Store a town with its atoms as the next version of a name.

    The numbers of communities, buildings and atoms are those of their positions plus a constant.
    Rows lie in the order of a Hilbert curve within their community, so that what is drawn
    together lies together. The caller's transaction holds all of it or nothing; it takes seconds
    for 100,000 buildings, hence an engine that is ``patient``.

    Parameters
    ----------
    by
        Name of who imports it.

    Returns
    -------
    Saved
        The latest dataset of this name, and no new one, where it came from the same files by the
        same software with the same result.

    Raises
    ------
    ParameterError
        The name is empty; a text or a CRS that PostGIS cannot hold.
    BusyError
        Somebody else is importing under this name.
    """
    if not name.strip():
        raise ParameterError("a dataset needs a name", "数据集需要名称")
    # One at a time under a name: the second one finds the first one's version.
    conn.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:name, 0))"),
        {"name": f"dataset {name}"},
    )
    latest = conn.scalar(
        select(datasets.c.id).where(datasets.c.name == name)
        .order_by(datasets.c.version.desc()).limit(1)
    )  # fmt: skip
    if latest is not None and _same(conn, get(conn, latest), town, ground):
        return Saved(get(conn, latest), existing=True)
    number = _dataset(conn, name, town, ground, by)
    first = _Numbers(
        number,
        reserve(conn, "communities_id_seq", len(town.communities)),
        reserve(conn, "buildings_id_seq", len(town.buildings)),
        reserve(conn, "atoms_id_seq", len(ground.atoms)),
    )
    srid = get(conn, number).srid
    _communities(conn, first, town, ground, srid)
    for layer in FEATURES:
        _features(conn, first, layer, getattr(town, layer), srid)
    _buildings(conn, first, town, ground, srid)
    _atoms(conn, first, ground, srid)
    analyze(
        conn, "communities", "features", "buildings", "atoms", "atom_buildings", "edges", "rims"
    )
    return Saved(get(conn, number), existing=False)


def _same(conn: Connection, known: Dataset, town: Town, ground: Ground) -> bool:
    """Whether a dataset was made from the same files, with the same result."""
    if not town.digests:
        return False
    made = (
        known.software == gis.__version__
        and known.digests == _digests(town.digests)
        and known.columns == _columns(town)
    )
    query = select(communities.c.digest).where(communities.c.dataset == known.id)
    found = conn.execute(query.order_by(communities.c.id)).scalars()
    return made and tuple(found) == tuple(ground.digests)


def _digests(digests: Mapping[str, str]) -> dict[str, str]:
    """By file name without its folder, where that tells the files apart."""
    names = [Path(path).name for path in digests]
    return {
        name if names.count(name) == 1 else path: digest
        for name, (path, digest) in zip(names, digests.items(), strict=True)
    }


def _columns(town: Town) -> dict[str, list[list[str]]]:
    return {layer: types_of(getattr(town, layer)) for layer in INPUT_LAYERS}


def _dataset(conn: Connection, name: str, town: Town, ground: Ground, by: str) -> int:
    names = dict(zip(town.communities["code"], town.communities["name"], strict=True))
    jurisdictions.ensure(conn, names)
    totals = {layer: len(getattr(town, layer)) for layer in INPUT_LAYERS} | {
        "atoms": len(ground.atoms),
        "households": int(ground.buildings["households"].sum()),
        "residents": int(ground.buildings["residents"].sum()),
    }
    version = select(func.coalesce(func.max(datasets.c.version), 0) + 1)
    row = {
        "name": name,
        "version": version.where(datasets.c.name == name).scalar_subquery(),
        "jurisdiction": jurisdictions.common(list(names)),
        "srid": crs.srid_of(conn, town.communities.crs),
        "digests": _digests(town.digests),
        "notices": [*town.notices, *ground.notices],
        "software": gis.__version__,
        "totals": totals,
        "columns": _columns(town),
        "created_by": by,
    }
    added = conn.execute(insert(datasets).values(row).returning(datasets.c.id))
    return int(added.scalar_one())


def _communities(conn: Connection, first: _Numbers, town: Town, ground: Ground, srid: int) -> None:
    frame = town.communities
    rows = pd.DataFrame({
        "id": first.community + np.arange(len(frame)),
        "dataset": first.dataset,
        **{column: frame[column] for column in OWN},
        "digest": list(ground.digests),
        "properties": encode(frame.drop(columns=[*OWN, "geometry"])),
        "geom": frame.geometry,
    })  # fmt: skip
    copy(conn, "communities", rows, srid=srid)


def _features(
    conn: Connection, first: _Numbers, layer: str, frame: gpd.GeoDataFrame, srid: int
) -> None:
    rows = pd.DataFrame({
        "dataset": first.dataset,
        "layer": layer,
        "position": np.arange(len(frame)),
        "properties": encode(frame),
        "geom": frame.geometry,
    })  # fmt: skip
    copy(conn, "features", rows, srid=srid)


def _buildings(conn: Connection, first: _Numbers, town: Town, ground: Ground, srid: int) -> None:
    frame, counted = town.buildings, ground.buildings
    rows = pd.DataFrame({
        "id": first.building + np.arange(len(frame)),
        "dataset": first.dataset,
        "name": frame["id"],
        "community": first.community + counted["community"],
        **{c: counted[c] for c in ("households", "residents", "source", "floors", "staircases")},
        "properties": encode(frame),
        "geom": frame.geometry,
    })  # fmt: skip
    order = _along_curve(frame.geometry, counted["community"].to_numpy())
    copy(conn, "buildings", rows.iloc[order], srid=srid)


def _atoms(conn: Connection, first: _Numbers, ground: Ground, srid: int) -> None:
    frame, edges, rims, members = ground.atoms, ground.edges, ground.rims, ground.members
    numbers = first.atom + np.arange(len(frame))
    plain = ("households", "residents", "buildings", "area", "staircase", "site", "compound")
    rows = pd.DataFrame({
        "id": numbers,
        "community": first.community + frame["community"],
        "foot": numbers,
        **{column: frame[column] for column in plain},
        "geom": frame.geometry,
    })  # fmt: skip
    order = _along_curve(frame.geometry, frame["community"].to_numpy())
    copy(conn, "atoms", rows.iloc[order], srid=srid)
    rank = np.argsort(order)
    for table, rows, place in (
        ("atom_buildings", members.assign(
            atom=first.atom + members["atom"], building=first.building + members["building"],
        )[["atom", "building", "households", "residents"]], members["atom"]),
        ("edges", edges.assign(
            low=first.atom + edges["low"], high=first.atom + edges["high"]
        )[["low", "high", *EDGE]], edges["low"]),
        ("rims", rims.assign(
            atom=first.atom + rims["atom"]
        )[["atom", "part", *BORDER]], rims["atom"]),
    ):  # fmt: skip
        near = np.argsort(rank[place.to_numpy()], kind="stable")
        copy(conn, table, rows.iloc[near])


def _along_curve(shapes: gpd.GeoSeries, community: Ints) -> Ints:
    """Order of shapes: by community, within it along a Hilbert curve."""
    if shapes.empty:
        return np.empty(0, dtype=np.int64)
    order: Ints = np.lexsort((shapes.hilbert_distance().to_numpy(), community))
    return order
