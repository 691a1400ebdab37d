"""Read a stored dataset back, as the frames it was made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    Table,
    and_,
    exists,
    func,
    or_,
    select,
)

from gis.errors import NotFoundError
from gis.frames import Ground, Town
from gis.geometry.borders import Ints
from gis.store import crs
from gis.store.catalogue import Dataset, get
from gis.store.properties import decode
from gis.store.saving import BORDER, EDGE, FEATURES, OWN
from gis.store.tables import (
    atom_buildings,
    atoms,
    buildings,
    edges,
    features,
    rims,
)
from gis.store.tables import communities as communities_

Codes = Collection[str]
COUNTS = ("households", "residents")
_TYPES = {
    "passable": "bool",
    "reachable": "bool",
    "along": "object",
    "along_en": "object",
} | dict.fromkeys(COUNTS, "int64")


class Ids(NamedTuple):
    """Database numbers by position in the frames, all ascending."""

    communities: Ints
    buildings: Ints
    atoms: Ints


class _Extent(NamedTuple):
    """What is to be read: a dataset, all of it or some communities."""

    dataset: Dataset
    crs: CRS
    some: bool
    communities: Ints


def load_town(conn: Connection, number: int, communities: Codes | None = None) -> Town:
    """The town of a dataset, equal to the one that was saved.

    Parameters
    ----------
    communities
        Codes; only these, the buildings in them, and of the other layers what lies within their
        bounding boxes, and the sites of their atoms. Positions then count what is left.

    Raises
    ------
    NotFoundError
        There is no such dataset, or no such community in it.
    """
    extent = _extent(conn, number, communities)
    layers = {layer: _features(conn, extent, layer)[1] for layer in FEATURES}
    return Town(
        communities=_communities(conn, extent),
        buildings=_buildings(conn, extent),
        **layers,
        notices=extent.dataset.notices,
        digests=extent.dataset.digests,
    )


def load_ground(conn: Connection, number: int, communities: Codes | None = None) -> Ground:
    """The atoms of a dataset as they were made, with positions as ``load_town`` counts them.

    Notices are those of the town.

    Raises
    ------
    NotFoundError
        There is no such dataset, or no such community in it.
    """
    extent = _extent(conn, number, communities)
    found = ids(conn, number, communities)
    sites = _features(conn, extent, "sites")[0]
    digests = select(communities_.c.digest).where(communities_.c.id.in_(found.communities.tolist()))
    return Ground(
        atoms=_atoms(conn, extent, found, sites),
        edges=_hanging(conn, found, edges, ("low", "high"), EDGE),
        rims=_hanging(conn, found, rims, ("atom", "part"), BORDER),
        members=_hanging(conn, found, atom_buildings, ("atom", "building"), COUNTS),
        buildings=_counted(conn, found),
        digests=tuple(conn.execute(digests.order_by(communities_.c.id)).scalars()),
        notices=extent.dataset.notices,
    )


def ids(conn: Connection, number: int, communities: Codes | None = None) -> Ids:
    """Database numbers of what ``load_town`` and ``load_ground`` give, by position."""
    chosen = _extent(conn, number, communities).communities
    of_building = select(buildings.c.id).where(_within(buildings, chosen))
    of_atom = select(atoms.c.id).where(_made_in(chosen))
    return Ids(
        chosen,
        _numbers(conn, of_building.order_by(buildings.c.id)),
        _numbers(conn, of_atom.order_by(atoms.c.id)),
    )


def _extent(conn: Connection, number: int, codes: Codes | None) -> _Extent:
    dataset = get(conn, number)
    query = select(communities_.c.id, communities_.c.code).where(communities_.c.dataset == number)
    rows = conn.execute(query.order_by(communities_.c.id)).all()
    missing = set(codes or ()) - {row.code for row in rows}
    if missing:
        named = ", ".join(sorted(missing))
        raise NotFoundError(f"dataset {number} has no community {named}")
    chosen = [row.id for row in rows if codes is None or row.code in codes]
    return _Extent(
        dataset, crs.crs_of(conn, dataset.srid), len(chosen) < len(rows),
        np.array(chosen, dtype=np.int64),
    )  # fmt: skip


def _within(table: Table, chosen: Ints) -> ColumnElement[bool]:
    return table.c.community.in_(chosen.tolist())


def _made_in(chosen: Ints) -> ColumnElement[bool]:
    """Atoms of some communities as they were made at import, not those cut in plans."""
    return and_(_within(atoms, chosen), atoms.c.plan.is_(None))


def _shape(table: Table) -> ColumnElement[bytes]:
    return func.ST_AsBinary(table.c.geom, type_=LargeBinary).label("geom")


def _numbers(conn: Connection, query: Select[Any]) -> Ints:
    return np.array(conn.execute(query).scalars().all(), dtype=np.int64)


def _table(conn: Connection, query: Select[Any], types: Mapping[str, str]) -> pd.DataFrame:
    """Rows as a frame; columns without a type hold what the driver gives."""
    rows = conn.execute(query).all()
    columns = list(query.selected_columns.keys())
    values = zip(*rows, strict=True) if rows else [()] * len(columns)
    return pd.DataFrame({
        column: pd.Series(list(value), dtype=types.get(column, "object"))
        for column, value in zip(columns, values, strict=True)
    })  # fmt: skip


def _framed(table: pd.DataFrame, shapes: pd.Series, system: CRS) -> gpd.GeoDataFrame:
    geometry = gpd.GeoSeries(shapely.from_wkb(shapes.to_numpy(dtype=object)), crs=system)
    return gpd.GeoDataFrame(table, geometry=geometry)


def _communities(conn: Connection, extent: _Extent) -> gpd.GeoDataFrame:
    columns = (communities_.c[name] for name in (*OWN, "properties"))
    query = select(*columns, _shape(communities_)).order_by(communities_.c.id)
    query = query.where(communities_.c.id.in_(extent.communities.tolist()))
    found = _table(conn, query, {})
    types = extent.dataset.columns["communities"]
    own = found[list(OWN)].to_dict("records")
    merged = [more | row for more, row in zip(found["properties"], own, strict=True)]
    return _framed(decode(merged, types), found["geom"], extent.crs)


def _buildings(conn: Connection, extent: _Extent) -> gpd.GeoDataFrame:
    query = select(buildings.c.properties, _shape(buildings)).order_by(buildings.c.id)
    found = _table(conn, query.where(_within(buildings, extent.communities)), {})
    table = decode(found["properties"].tolist(), extent.dataset.columns["buildings"])
    return _framed(table, found["geom"], extent.crs)


def _features(conn: Connection, extent: _Extent, layer: str) -> tuple[Ints, gpd.GeoDataFrame]:
    """Positions in the whole dataset, and the features of a layer."""
    query = select(features.c.position, features.c.properties, _shape(features)).where(
        features.c.dataset == extent.dataset.id, features.c.layer == layer
    )
    if extent.some:
        near = exists().where(
            communities_.c.id.in_(extent.communities.tolist()),
            communities_.c.geom.intersects(features.c.geom),
        )
        named = select(atoms.c.site).where(_made_in(extent.communities))
        query = query.where(or_(near, features.c.position.in_(named)) if layer == "sites" else near)
    found = _table(conn, query.order_by(features.c.position), {"position": "int64"})
    table = decode(found["properties"].tolist(), extent.dataset.columns[layer])
    return found["position"].to_numpy(), _framed(table, found["geom"], extent.crs)


def _atoms(conn: Connection, extent: _Extent, found: Ids, sites: Ints) -> gpd.GeoDataFrame:
    types = dict.fromkeys(("community", "households", "residents", "buildings"), "int64")
    types |= {"area": "float64", "staircase": "Int32", "site": "Int32"}
    names = (*types, "compound")
    query = select(*(atoms.c[name] for name in names), _shape(atoms)).where(
        _made_in(found.communities)
    )
    table = _table(conn, query.order_by(atoms.c.id), types)
    table["community"] = np.searchsorted(found.communities, table["community"])
    known = table["site"].notna()
    table.loc[known, "site"] = np.searchsorted(sites, table["site"][known].astype("int64"))
    return _framed(table[list(names)], table["geom"], extent.crs)


def _hanging(
    conn: Connection, found: Ids, table: Table, keys: Sequence[str], columns: Sequence[str]
) -> pd.DataFrame:
    """What hangs on atoms, sorted, with positions in place of the numbers in ``keys``."""
    types = dict.fromkeys(keys, "int64") | {name: _TYPES.get(name, "float64") for name in columns}
    query = (
        select(*(table.c[name] for name in types))
        .join(atoms, atoms.c.id == table.c[keys[0]])
        .where(_made_in(found.communities))
        .order_by(*(table.c[name] for name in keys))
    )
    rows = _table(conn, query, types)
    for name in keys:
        if name != "part":
            known = found.buildings if name == "building" else found.atoms
            rows[name] = np.searchsorted(known, rows[name])
    return rows


def _counted(conn: Connection, found: Ids) -> pd.DataFrame:
    names = ("community", "households", "residents", "source", "floors", "staircases")
    types = dict.fromkeys(names, "int64") | {"source": "object"}
    query = select(*(buildings.c[name] for name in names)).order_by(buildings.c.id)
    rows = _table(conn, query.where(_within(buildings, found.communities)), types)
    rows["community"] = np.searchsorted(found.communities, rows["community"])
    return rows
