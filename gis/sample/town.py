"""The sample town: a plausible Chinese county seat and its villages, from nothing but a seed.

Everything is invented. The plan is drawn in an unbent plane (``layout``, ``streets``, ``splits``,
``hamlets``), noded, bent and cut into faces (``network``), built upon (``lots``, ``quarters``,
``houses``), given people (``people``) and divided into communities (``communities``).
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.errors import ParameterError
from gis.sample import (
    barriers,
    communities,
    hamlets,
    names,
    sites,
    splits,
    streets,
    walls,
)
from gis.sample import crossings as ways
from gis.sample.bend import CROOKED, SCALES, Bend, Floats, Waves
from gis.sample.built import Built, erect
from gis.sample.cameras import cameras
from gis.sample.layout import County, Geometries, terrain, territory_borders
from gis.sample.network import Network, weave
from gis.sample.people import populate, survey
from gis.sample.tickets import tickets

CRS = "EPSG:4547"
"""CGCS2000, three-degree Gauss-Kruger, central meridian 114 E."""

ORIGIN = (487_000.0, 3_385_000.0)
"""Where the county seat lies."""

FEWEST, MOST = 200, 1_900_000
"""Buildings a county may have; with more, the numbers of its towns would run out."""

ONLY_TOTAL = 0.15
"""Share of natural villages of which only the total is known."""


@dataclass(frozen=True)
class Ground:
    """The bent plan before anything is built: network, rivers, middles of towns, villages."""

    network: Network
    county: County
    shores: Geometries
    water: Geometries
    middles: Floats
    outlines: Geometries


def generate(seed: int = 0, buildings: int = 4000) -> dict[str, gpd.GeoDataFrame]:
    """Draw a county of one town or, above about 7,500 buildings, several.

    Communities keep a real size; with more buildings there are more of them.

    Parameters
    ----------
    seed
        Start of all randomness; the same seed and number give the same frames.
    buildings
        Wanted number of buildings, 200 to 1,900,000; met exactly where the land suffices.

    Returns
    -------
    dict
        Layers communities, buildings, barriers, crossings, compounds, sites, population, cameras
        and tickets, in EPSG:4547, coordinates in whole centimetres.

    Raises
    ------
    ParameterError
        If ``buildings`` or ``seed`` is out of range.
    """
    if not FEWEST <= buildings <= MOST:
        raise ParameterError(f"a sample town has {FEWEST} to {MOST} buildings, not {buildings}")
    if seed < 0:
        raise ParameterError("the seed is a number from 0")
    rng = np.random.default_rng(seed)
    ground = lay_out(buildings, rng)
    built = erect(ground.network, ground.county, ground.water, ground.middles, ground.outlines, rng)
    built.houses["only_total"] = _counted_as_a_whole(built, len(ground.outlines), rng)
    built = built.with_houses(populate(built.houses, rng))
    layers = _layers(ground, built, rng)
    return {name: frame.set_crs(CRS) for name, frame in layers.items()}


def lay_out(buildings: int, rng: np.random.Generator) -> Ground:
    """Draw the plan and bend it."""
    county = County.plan(buildings, rng)
    borders = territory_borders(county, rng)
    territories = _territories(borders, county)
    nature = terrain(county, rng)
    drawn = [streets.main_streets(county, nature, rng), streets.lines(borders, "border", -1)]
    main = gpd.GeoDataFrame(pd.concat(drawn, ignore_index=True))
    settled = hamlets.settle(county, territories, main, rng)
    drawn = [
        main,
        splits.divide(main, county, nature, rng),
        hamlets.paths(settled, territories, main, rng),
    ]
    everything = gpd.GeoDataFrame(pd.concat(drawn, ignore_index=True)).explode(ignore_index=True)
    hearts = [splits.old_quarter(*town) for town in zip(county.centres, county.radii, strict=True)]
    bend = Bend(
        ORIGIN, Waves.draw(SCALES, rng), Waves.draw(CROOKED, rng),
        np.array([heart for heart, _ in hearts]), np.array([reach for _, reach in hearts]),
    )  # fmt: skip
    return Ground(
        weave(everything, territories, bend), county, bend.lines(nature.shores),
        bend.lines(nature.water), bend(county.centres), bend.lines(settled.outlines),
    )  # fmt: skip


def _territories(borders: Geometries, county: County) -> Geometries:
    """Territory of each town."""
    polygons = shapely.get_parts(shapely.polygonize(borders))
    town, polygon = shapely.STRtree(polygons).query(
        shapely.points(county.centres), predicate="within"
    )
    found: Geometries = polygons[polygon[np.argsort(town)]]
    return found


def _counted_as_a_whole(built: Built, count: int, rng: np.random.Generator) -> np.ndarray:
    chosen = rng.random(count) < ONLY_TOTAL
    chosen[rng.integers(count)] = True
    hamlet = built.houses["hamlet"].to_numpy()
    return np.asarray((hamlet >= 0) & chosen[hamlet])


def _layers(ground: Ground, built: Built, rng: np.random.Generator) -> dict[str, gpd.GeoDataFrame]:
    network = ground.network
    named = barriers.street_names(network, rng)
    grounds, gates = walls.with_gates(built.lots, network, rng)
    plots = built.lots.assign(ground=grounds)
    walled = gpd.GeoDataFrame({"name": plots["name"]}, geometry=grounds)[plots["walled"]]
    territory = shapely.coverage_union_all(network.faces.geometry.to_numpy())
    parts = [
        barriers.street_barriers(network, named, ground.water),
        barriers.bank_barriers(ground.shores, territory),
        barriers.pond_barriers(built.ponds),
        barriers.wall_barriers(walled),
    ]
    over_water = ways.bridges(network, named, ground.water)
    crossings = [over_water, ways.rail_crossings(network, named), gates]
    compounds, of_house = built.compounds(plots)
    known = survey(built.houses, rng)
    return {
        "communities": _communities(ground, built, rng),
        "buildings": _buildings(known, of_house),
        "barriers": gpd.GeoDataFrame(pd.concat(parts, ignore_index=True)),
        "crossings": gpd.GeoDataFrame(pd.concat(crossings, ignore_index=True)),
        "compounds": compounds[["id", "name", "geometry"]],
        "sites": sites.sites(plots),
        "population": built.population(compounds),
        "cameras": cameras(network, named, gates, plots, len(known), rng),
        "tickets": tickets(network, built.houses, plots, CRS, rng),
    }


def _communities(ground: Ground, built: Built, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Communities with codes from west to east and, for three in four, their true total."""
    faces = ground.network.faces
    households = np.bincount(
        built.houses["face"], built.houses["households"], minlength=len(faces)
    ).astype(float)
    community = communities.group(ground.network, built.units, households)
    shapes = communities.outlines(ground.network, community)
    found = gpd.GeoDataFrame(
        {"town": pd.Series(faces["town"].to_numpy()).groupby(community).first(),
         "built": pd.Series(faces["built"].to_numpy()).groupby(community).first(),
         "total": np.bincount(community, households)},
        geometry=shapes,
    )  # fmt: skip
    found["west"] = shapely.get_x(shapely.centroid(shapes.to_numpy()))
    found = found.sort_values(["town", "built", "west"], ascending=[True, False, True])
    number = found.groupby(["town", "built"]).cumcount() + np.where(found["built"], 1, 200)
    prefix = found["town"].map(lambda town: names.town_code(int(town)))
    found["code"] = prefix + number.map("{:03d}".format)
    found["kind"] = np.where(found["built"], "urban", "rural")
    found["name"] = _community_names(found, built, community, rng)
    found["households"] = found["total"].where(rng.random(len(found)) < 0.75)
    return gpd.GeoDataFrame(
        found[["code", "name", "kind", "households", "geometry"]].reset_index(drop=True)
    )


def _community_names(
    found: gpd.GeoDataFrame, built: Built, community: np.ndarray, rng: np.random.Generator
) -> pd.Series:
    """Urban ones after streets, rural ones after their largest natural village."""
    named = pd.Series("", index=found.index, dtype=object)
    for _, own in found[found["built"]].groupby("town"):
        named[own.index] = names.distinct(names.STREET_WORDS, ("社区",), len(own), rng)
    houses = built.houses[built.houses["hamlet"] >= 0]
    largest = (
        houses["hamlet"].groupby(community[houses["face"]]).agg(lambda h: h.value_counts().index[0])
    )
    for number, row in found[~found["built"]].iterrows():
        hamlet = largest.get(number)
        own_name = names.distinct(tuple(names.SURNAMES), ("家村",), 40, rng)[int(row["town"]) % 40]
        named[number] = own_name if hamlet is None else f"{built.hamlet_names[hamlet]}村"
    return named


def _buildings(known: gpd.GeoDataFrame, compound: np.ndarray) -> gpd.GeoDataFrame:
    frame = known.assign(
        id=[f"B{number:07d}" for number in range(1, len(known) + 1)],
        compound=compound,
    )
    for column in ("households", "residents", "floors", "staircases"):
        frame[column] = frame[column].astype("Int32")
    columns = ["id", "households", "residents", "floors", "height", "use", "staircases", "compound"]
    return gpd.GeoDataFrame(frame[[*columns, "geometry"]])
