"""A town of crooked plots, one building on each, for edits that a regular drawing cannot show.

Columns of plots are shared out evenly among the communities; a grid holds two by two plots, a
micro-grid two plots of a column. With the usual size::

    row 3 | .  .  .  3 | .  .  .  S |   3  a building of three staircases
    row 2 | .  .  .  . | .  .  .  . |   S  a school
    row 1 | .  .  .  . | .  . || .  . |  || a river that nobody can cross
    row 0 | T  .  .  . | .  . || .  . |  T  a tower of ten floors, in two micro-grids
          +  community +  community  +

Corners are moved about by some metres, so that no border is straight. Plots are numbered column
by column from the south.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from sqlalchemy import Connection

from gis.files.proposal import rules_as_json
from gis.frames import INPUT_LAYERS, Draft, Ground, Town
from gis.geometry.borders import Floats, Ints, borders
from gis.geometry.compass import pair_table, rim_table
from gis.geometry.plane import Geometries, Plane
from gis.model import Band, Rules
from gis.store import datasets, plans
from gis.store.plans import Beginning

METRIC, DEGREES = 4547, 4490
PLANNER = "ann"
STREET = "990121100"
CORNER = (500_000.0, 3_390_000.0)
SIDE = 100.0
RULES = Rules(Band(60, 600), Band(20, 300))
FLOORS, STAIRCASES = 10, 3


@dataclass(frozen=True)
class Plots:
    """How large the town is, in which CRS it is drawn, and whether it has a school.

    With a school it is not ready to be published: nobody has dedicated a grid to it yet.
    """

    columns: int = 8
    rows: int = 4
    communities: int = 2
    srid: int = METRIC
    has_school: bool = True

    @property
    def tower(self) -> int:
        """The plot of the tower."""
        return 0

    @property
    def staircases(self) -> int:
        """The plot of the building with three staircases: the last of the first community."""
        return self.columns // self.communities * self.rows - 1

    @property
    def school(self) -> int:
        """The plot of the school: the last of all."""
        return self.columns * self.rows - 1

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the communities."""
        return tuple(f"{STREET}{201 + n}" for n in range(self.communities))

    def place(self, xy: Floats) -> Floats:
        """(n, 2) coordinates in the town's CRS of places given in plots."""
        metres = np.asarray(CORNER) + np.asarray(xy, dtype=float) * SIDE
        return self._to(self.srid, metres)

    def line(self, *xy: tuple[float, float]) -> list[tuple[float, float]]:
        """A line through places given in plots, as an editor draws it."""
        metres = np.asarray(CORNER) + np.asarray(xy, dtype=float) * SIDE
        return [(float(x), float(y)) for x, y in self._to(4326, metres)]

    def corner(self, column: int, row: int) -> tuple[float, float]:
        """Where a corner of the plots lies after all, in plots."""
        x, y = self._corners()[column, row]
        return float(x), float(y)

    def town(self) -> Town:
        """The input as it would be read from a file."""
        layers = {
            name: gpd.GeoDataFrame(
                pd.DataFrame(columns=list(columns), dtype=object),
                geometry=gpd.GeoSeries([], crs=self.srid),
            )
            for name, columns in INPUT_LAYERS.items()
        }
        shapes, home = self._polygons(), self._home()
        layers["communities"] = gpd.GeoDataFrame(
            {"code": list(self.codes), "name": [f"{n}村" for n in range(self.communities)]},
            geometry=[shapely.union_all(shapes[home == n]) for n in range(self.communities)],
            crs=self.srid,
        ).assign(kind="urban", households=np.nan)
        counts = self._buildings()
        layers["buildings"] = gpd.GeoDataFrame(
            {
                "id": [f"b{n:05}" for n in range(len(shapes))],
                **{name: counts[name].astype(float) for name in counts},
            },
            geometry=[self._footprint(n) for n in range(len(shapes))],
            crs=self.srid,
        ).assign(height=np.nan, use="residential", compound=None)
        if self.has_school:
            layers["sites"] = gpd.GeoDataFrame(
            {"id": ["s1"], "category": ["school"], "name": ["小学"]},
            geometry=[shapes[self.school]], crs=self.srid,
        )  # fmt: skip
        name = f"plots-{self.columns}x{self.rows}"
        return Town(**layers, notices=(), digests={f"{name}.gpkg": "0" * 64})

    def ground(self) -> Ground:
        """The plots as atoms."""
        shapes, counts = self._polygons(), self._buildings()
        metres = self._plane().forward(shapes)
        size = len(shapes)
        nothing = pd.array([None] * size, dtype="Int32")
        site = nothing.copy()
        if self.has_school:
            site[self.school] = 0
        people = counts[["households", "residents"]]
        frame = gpd.GeoDataFrame(
            {
                "community": self._home(), **people, "buildings": 1, "area": shapely.area(metres),
                "staircase": nothing, "site": site,
                "compound": pd.Series([None] * size, dtype=object),
            },
            geometry=shapes, crs=self.srid,
        )  # fmt: skip
        edges, rims = self._borders()
        names = np.arange(size)
        members = pd.DataFrame({"atom": names, "building": names, **people})
        buildings = counts.assign(community=self._home(), source="surveyed")
        digests = tuple(f"digest {code}" for code in self.codes)
        return Ground(frame, edges, rims, members, buildings, digests, ())

    def draft(self) -> Draft:
        """Grids of two by two plots."""
        column, row = self._places()
        width = self.columns // self.communities
        home = self._home()
        block = np.column_stack([home, column % width // 2, row // 2])
        blocks, grid = np.unique(block, axis=0, return_inverse=True)
        grid = grid.ravel()
        pairs, micro = np.unique(np.column_stack([grid, column]), axis=0, return_inverse=True)
        micro = micro.ravel()
        community = blocks[:, 0]
        running = np.arange(len(blocks)) - np.searchsorted(community, community) + 1
        codes = [f"{self.codes[c]}{n:03}" for c, n in zip(community, running, strict=True)]
        nothing = pd.Series([None] * len(blocks), dtype=object)
        grids = pd.DataFrame({
            "community": community, "code": codes, "kind": "base", "category": nothing,
            "name": [f"第{n + 1}网格" for n in range(len(blocks))],
            "name_en": [f"Grid {n + 1}" for n in range(len(blocks))], "reason": nothing,
            "site": pd.array([None] * len(blocks), dtype="Int32"),
        })  # fmt: skip
        # The upper floors of the tower are a micro-grid of their own.
        owner = np.append(pairs[:, 0], grid[self.tower])
        place = pd.Series(owner).groupby(owner).cumcount() + 1
        upper = len(pairs)
        microgrids = pd.DataFrame({
            "grid": owner,
            "code": [f"{codes[g]}{n:02}" for g, n in zip(owner, place, strict=True)],
            "reason": pd.Series([None] * len(owner), dtype=object),
        })  # fmt: skip
        whole = np.flatnonzero(np.arange(len(grid)) != self.tower)
        atoms = pd.DataFrame({"atom": whole, "grid": grid[whole], "microgrid": micro[whole]})
        half = self._buildings().loc[self.tower, ["households", "residents"]] // 2
        floors = pd.DataFrame({
            "atom": [self.tower] * 2, "floor_from": [1, 6], "floor_to": [5, 10],
            "households": half["households"], "residents": half["residents"],
            "microgrid": [micro[self.tower], upper],
        })  # fmt: skip
        people = pd.DataFrame({"row": [0, 1], "building": [self.tower] * 2, **half.to_dict()})
        held = tuple(range(self.communities))
        return Draft(held, grids, microgrids, atoms, floors, people, {}, (), ())

    def save(self, conn: Connection, name: str = "plots") -> datasets.Saved:
        """Import the town."""
        return datasets.save(conn, name, self.town(), self.ground(), PLANNER)

    def begin(self, conn: Connection, saved: datasets.Saved) -> int:
        """Begin a plan with the drawing on the town; returns the plan's number."""
        number = saved.dataset.id
        beginning = Beginning(number, "plots", rules_as_json(RULES), {"seed": 0}, PLANNER)
        return plans.begin(conn, beginning, self.draft(), datasets.ids(conn, number))

    def _to(self, srid: int, metres: Floats) -> Floats:
        if srid == METRIC:
            return metres
        change = Transformer.from_crs(METRIC, srid, always_xy=True)
        return np.column_stack(change.transform(*metres.T))

    def _places(self) -> tuple[Ints, Ints]:
        return np.divmod(np.arange(self.columns * self.rows), self.rows)

    def _home(self) -> Ints:
        home: Ints = self._places()[0] // (self.columns // self.communities)
        return home

    def _corners(self) -> Floats:
        """(columns + 1, rows + 1, 2) corners of the plots, in plots."""
        x, y = np.meshgrid(np.arange(self.columns + 1), np.arange(self.rows + 1), indexing="ij")
        off = np.random.default_rng(7).integers(-40, 40, (*x.shape, 2)) / 1000
        return np.stack([x, y], axis=-1) + off

    def _polygons(self) -> Geometries:
        corners = self._corners()
        xy = self.place(corners.reshape(-1, 2)).reshape(corners.shape)
        rings = np.stack([xy[:-1, :-1], xy[1:, :-1], xy[1:, 1:], xy[:-1, 1:]], axis=2)
        return np.asarray(shapely.polygons(rings.reshape(-1, 4, 2)), dtype=object)

    def _footprint(self, number: int) -> shapely.Polygon:
        column, row = divmod(number, self.rows)
        wide = 0.6 if number == self.staircases else 0.3
        corners = np.array([[0.0, 0.0], [wide, 0.0], [wide, 0.3], [0.0, 0.3]])
        return shapely.Polygon(self.place(corners + np.array([column + 0.2, row + 0.3])))

    def _buildings(self) -> pd.DataFrame:
        numbers = np.arange(self.columns * self.rows)
        households = 30 + numbers * 7 % 40
        households[self.tower] = 100
        return pd.DataFrame({
            "households": households, "residents": 3 * households,
            "floors": np.where(numbers == self.tower, FLOORS, 3),
            "staircases": np.where(numbers == self.staircases, STAIRCASES, 1),
        })  # fmt: skip

    def _plane(self) -> Plane:
        bounds = shapely.total_bounds(self._polygons())
        return Plane.of(gpd.GeoSeries([], crs=self.srid).crs, tuple(bounds.tolist()))

    def _borders(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Edges within each community, and the rims of the communities."""
        home, metres = self._home(), self._plane().forward(self._polygons())
        edges, rims = [], []
        for own in (np.flatnonzero(home == n) for n in range(self.communities)):
            found = borders(metres[own])
            pairs, outer = pair_table(found), rim_table(found)
            edges.append(pairs.assign(low=own[pairs["low"]], high=own[pairs["high"]]))
            rims.append(outer.assign(atom=own[outer["atom"]], part=0))
        table = pd.concat(edges, ignore_index=True)
        low, high = (np.divmod(table[end].to_numpy(), self.rows) for end in ("low", "high"))
        east = self.columns - 2
        river = (low[0] == east - 1) & (high[0] == east) & (low[1] < 2)
        table = table.assign(cost=table["length"], passable=~river, reachable=~river)
        nothing = {"along": None, "along_en": None}
        return table.assign(**nothing), pd.concat(rims, ignore_index=True).assign(**nothing)
