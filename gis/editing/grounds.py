"""Cut the ground of an atom: along a drawn line, or between the staircases of a building."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.editing.cut import cut, strips
from gis.editing.surgery import (
    Neighbourhood,
    Surgery,
    born,
    members_of,
    renamed_edges,
    renamed_rims,
    replacement,
    shares,
    together,
)
from gis.errors import EditError
from gis.geometry.borders import Floats, Ints, borders
from gis.geometry.compass import WAYS, pair_table, rim_table, turned
from gis.geometry.plane import Geometries

CUT_M2 = 1e-4
"""Square metres of a building on a second piece that count as a cut."""


def cut_atom(hood: Neighbourhood, atom: int, line: Floats) -> Surgery:
    """Divide an atom along a drawn line (m, 2) in the CRS of the dataset.

    Raises
    ------
    EditError
        If the line cuts a building, does not lead across, or the atom is a floor of a tower.
    """
    members = _standing(hood, atom)
    pieces, revised = _cut(hood, atom, [line])
    rows = members.assign(piece=_homes(hood, members, pieces))
    return _replace(hood, atom, pieces, rows, revised)


def cut_staircases(hood: Neighbourhood, atom: int) -> Surgery:
    """Divide an atom between the staircases of its one building.

    Raises
    ------
    EditError
        If the atom holds no single building, or its staircases are not known.
    """
    members = _standing(hood, atom)
    if len(members) != 1:
        raise EditError(
            "staircases can be told apart only where one building stands alone",
            "仅独栋建筑可按单元分割",
        )
    row = members.iloc[0]
    building = hood.footprints.loc[row["building"]]
    count = int(building["staircases"])
    if count < 2:
        name = building["name"]
        raise EditError(
            f"the number of staircases of building {name} is not known", f"楼栋{name}的单元数未知"
        )
    pieces, revised = _cut(hood, atom, strips(building.geometry, count))
    if len(pieces) != count:
        raise EditError(
            "the ground of this building cannot be cut between its staircases",
            "该楼栋用地无法按单元分割",
        )
    bounds = np.arange(count + 1) / count
    counts = {name: shares(int(row[name]), bounds) for name in ("households", "residents")}
    rows = pd.DataFrame({"building": row["building"], **counts, "piece": np.arange(count)})
    return _replace(hood, atom, pieces, rows, revised, staircase=np.arange(1, count + 1))


def _standing(hood: Neighbourhood, atom: int) -> pd.DataFrame:
    """Buildings on an atom that holds all floors of its ground."""
    if not pd.isna(hood.atoms.loc[atom, "floor_from"]):
        raise EditError(
            "this atom is a range of floors; its ground cannot be cut any more",
            "该基本单元为楼层段，其用地不能再分割",
        )
    return hood.members[hood.members["atom"] == atom].reset_index(drop=True)


def _cut(
    hood: Neighbourhood, atom: int, lines: Sequence[Floats]
) -> tuple[Geometries, dict[int, shapely.Polygon]]:
    """The atom's pieces, and the new shape of each neighbouring foot that got vertices."""
    others = hood.atoms[(hood.atoms.index == hood.atoms["foot"]) & (hood.atoms.index != atom)]
    unit = 1 / float(np.mean(hood.plane.scale))
    found = cut(hood.atoms.geometry.loc[atom], lines, others.geometry.to_numpy(), unit)
    pairs = zip(others.index.tolist(), found.neighbours, strict=True)
    return found.pieces, {foot: shape for foot, shape in pairs if shape is not None}


def _homes(hood: Neighbourhood, members: pd.DataFrame, pieces: Geometries) -> Ints:
    """(b,) piece on which each building of the members stands."""
    prints = hood.footprints.loc[members["building"]]
    shapes = hood.plane.forward(prints.geometry.to_numpy())
    if not len(shapes):
        return np.zeros(0, dtype=np.int64)
    flat = shapely.get_dimensions(shapes) == 0
    shapes[flat] = shapely.buffer(shapes[flat], 0.05)
    area = shapely.area(shapely.intersection(shapes[:, None], hood.plane.forward(pieces)[None, :]))
    torn = (area > CUT_M2).sum(axis=1) > 1
    if torn.any():
        names = ", ".join(prints["name"][torn])
        raise EditError(
            f"the line cuts building {names}; lead it around", f"分割线穿过楼栋{names}，请绕开"
        )
    return np.asarray(area.argmax(axis=1), dtype=np.int64)


def _replace(
    hood: Neighbourhood,
    atom: int,
    pieces: Geometries,
    rows: pd.DataFrame,
    revised: Mapping[int, shapely.Polygon],
    staircase: Ints | None = None,
) -> Surgery:
    """Rows of the pieces, and of the neighbours (all their floors) that got new vertices."""
    numbers = [hood.new_atom() for _ in pieces]
    fresh = born(hood, atom, numbers, rows)
    share = shapely.area(pieces) / shapely.area(hood.atoms.geometry.loc[atom])
    fresh = fresh.assign(foot=numbers, area=fresh["area"].to_numpy() * share)
    fresh = fresh.set_geometry(gpd.GeoSeries(pieces, index=numbers, crs=hood.atoms.crs))
    if staircase is not None:
        fresh = fresh.assign(staircase=staircase)
    others = hood.atoms[hood.atoms["foot"].isin(list(revised))]
    names = {int(old): hood.new_atom() for old in others.index}
    shapes = [revised[foot] for foot in others["foot"]]
    # An end of the cut lies up to a millimetre beside the border: what one loses the other gains.
    grown = shapely.area(shapes) / shapely.area(others.geometry.to_numpy())
    others = others.assign(area=others["area"] * grown)
    others = others.set_geometry(gpd.GeoSeries(shapes, index=others.index, crs=hood.atoms.crs))
    # Where nobody is renewed, an empty column must not turn all numbers into floats.
    feet = others["foot"].map(names).astype("int64")
    others = others.assign(foot=feet).rename(index=names)
    own = (hood.edges["low"] == atom) | (hood.edges["high"] == atom)
    around = _Around(hood, atom, hood.edges[own], numbers, pieces, revised)
    return Surgery(
        gpd.GeoDataFrame(pd.concat([fresh, others]), crs=hood.atoms.crs),
        together([renamed_edges(hood.edges[~own], names), around.edges(names)]),
        together([renamed_rims(hood.rims, names), around.rims()]),
        members_of(hood, rows, numbers, names),
        replacement(hood, {atom: numbers, **{old: [new] for old, new in names.items()}}),
        tuple(numbers),
    )


class _Around:
    """Borders of the pieces among each other, to the neighbours and on the rim."""

    def __init__(
        self,
        hood: Neighbourhood,
        atom: int,
        old: pd.DataFrame,
        numbers: list[int],
        pieces: Geometries,
        revised: Mapping[int, shapely.Polygon],
    ) -> None:
        beyond = np.where(old["low"] == atom, old["high"], old["low"])
        shapes = hood.atoms.geometry.loc[beyond].to_numpy(object)
        matched = [revised.get(int(n), s) for n, s in zip(beyond, shapes, strict=True)]
        self._borders = borders(hood.plane.forward([*pieces, *matched]))
        self._count = len(pieces)
        self._names = np.array([*numbers, *beyond], dtype=np.int64)
        self._before = old.set_index(pd.Index(beyond))
        self._rims = hood.rims[hood.rims["atom"] == atom]

    def edges(self, names: Mapping[int, int]) -> pd.DataFrame:
        """What runs along them did so along the atom; the cut itself runs over open ground."""
        found = pair_table(self._borders)
        inner = found["high"] < self._count
        high = self._names[found["high"]]
        known = (found["low"] < self._count) & (inner | np.isin(high, self._before.index))
        found, inner, high = found[known], inner[known], high[known]
        along = self._before.reindex(high).set_index(found.index)
        rate = (along["cost"] / along["length"]).where(~inner, 1.0)
        edges = found.assign(
            cost=found["length"] * rate,
            passable=inner | along["passable"].eq(other=True),
            reachable=inner | along["reachable"].eq(other=True),
            along=along["along"].astype(object), along_en=along["along_en"].astype(object),
            low=self._names[found["low"]], high=[names.get(int(n), int(n)) for n in high],
        )  # fmt: skip
        return turned(edges, edges["low"] > edges["high"])

    def rims(self) -> pd.DataFrame:
        """What runs along the atom's rim is shared out by length."""
        rows: list[dict[str, Any]] = []
        outer = rim_table(self._borders)
        for rim in outer[outer["atom"] < self._count].itertuples():
            for part in self._rims.itertuples():
                share = part.length / self._rims["length"].sum()
                ways = {way: getattr(rim, way) * share for way in ("length", *WAYS)}
                label = {"along": part.along, "along_en": part.along_en}
                rows.append({"atom": self._names[rim.atom], "part": part.part, **ways, **label})
        return pd.DataFrame(rows, columns=self._rims.columns)
