"""What the page shows, as one JSON-ready value: frames in, plain lists and numbers out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis import __version__
from gis.frames import Proposal, Town
from gis.maps import figures, style
from gis.maps.encode import PRECISION, Encoder, degrees, label_points
from gis.maps.names import name_anchors
from gis.maps.water import water_faces
from gis.maps.words import LANGUAGES, Lang, dictionary
from gis.model import Rules, Severity

MOST_BUILDINGS = 30_000
MOST_MICROGRIDS = 20_000
MOST_FINDINGS = 2_000
RIVER_REACH = 4e-5
"""Degrees (about four metres) that a river may end short of the town's edge."""


def content(
    town: Town,
    proposal: Proposal,
    findings: gpd.GeoDataFrame | None,
    rules: Rules,
    lang: Lang,
    quality: Mapping[str, Any],
) -> dict[str, Any]:
    """Everything the page's script needs; geometries encoded by ``encode.Encoder``."""
    crs = town.communities.crs
    proposal = replace(
        proposal,
        grids=_placed(proposal.grids, crs),
        microgrids=_placed(proposal.microgrids, crs),
        buildings=_placed(proposal.buildings, crs),
    )
    bounds = town.communities.to_crs(4326).total_bounds
    encoder = Encoder((bounds[0], bounds[1]))
    standing = figures.verdicts(proposal.grids, figures.measure(proposal, rules.by), rules.band)
    return {
        "lang": lang,
        "words": {each: dictionary(each) for each in LANGUAGES},
        "style": style_values(),
        "version": __version__,
        "origin": encoder.origin,
        "bounds": [round(float(v), 6) for v in bounds],
        "name": figures.common_name(town.communities["name"].tolist()),
        "rules": {
            "band": [rules.band.lower, rules.band.upper],
            "micro_band": rules.micro_band and [rules.micro_band.lower, rules.micro_band.upper],
            "micro_count": rules.micro_count,
            "by": rules.by,
        },
        "totals": figures.totals(proposal, standing, quality),
        "communities": _communities(town.communities, encoder),
        "grids": _grids(proposal.grids, town.communities, standing, encoder),
        "micro": _microgrids(proposal, rules, encoder),
        "buildings": _buildings(proposal.buildings, encoder),
        "barriers": _barriers(town.barriers, encoder),
        "water": _water(town, proposal.buildings, encoder),
        "names": name_anchors(town.barriers, encoder),
        "compounds": _named(town.compounds, encoder),
        "sites": _named(town.sites, encoder, "category"),
        "findings": None if findings is None else _findings(_placed(findings, crs), encoder),
    }


def _placed(frame: gpd.GeoDataFrame, crs: Any) -> gpd.GeoDataFrame:
    """The frame in some CRS: that of the input where its own got lost."""
    return frame if frame.crs is not None else frame.set_crs(crs)


def style_values() -> dict[str, Any]:
    """The constants of ``gis.maps.style`` that the script draws with."""
    return {
        "scale": style.SCALE,
        "far": style.FAR,
        "halo": style.HALO,
        "water": style.WATER,
        "ink": style.INK,
        "muted": style.MUTED,
        "grid": style.GRID_LINE,
        "micro": style.MICROGRID_LINE,
        "community": style.COMMUNITY_LINE,
        "compound": style.COMPOUND_LINE,
        "site": style.SITE_LINE,
        "selected": style.SELECTED,
        "homes": style.BUILDING_HOMES,
        "other": style.BUILDING_OTHER,
        "severities": dict(style.SEVERITIES),
        "glyphs": dict(style.SEVERITY_GLYPHS),
        "barriers": {
            key: {
                "color": line.color,
                "casing": line.casing,
                "metres": line.metres,
                "least": line.least,
                "most": line.most,
                "dash": line.dash,
            }
            for key, line in style.BARRIERS.items()
        },
        "categories": {
            key: {"fill": look.fill, "line": look.line, "icon": look.icon}
            for key, look in style.CATEGORIES.items()
        },
    }


def _places(values: Any, encoder: Encoder) -> list[list[int]]:
    """Label points as encoded offsets and a radius in the same unit; the origin for none."""
    places = label_points(values)
    places = np.where(np.isnan(places), [*encoder.origin, 0.0], places)
    return [[*encoder.point(x, y), round(radius / PRECISION)] for x, y, radius in places.tolist()]


def _communities(frame: gpd.GeoDataFrame, encoder: Encoder) -> list[dict[str, Any]]:
    values = degrees(frame)
    columns = zip(
        frame["code"], frame["name"], frame["kind"],
        encoder.grouped(values), _places(values, encoder), strict=True,
    )  # fmt: skip
    return [
        {"code": code, "name": name, "kind": kind, "g": lines, "at": at}
        for code, name, kind, lines, at in columns
    ]


def _grids(
    frame: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    standing: pd.DataFrame,
    encoder: Encoder,
) -> list[dict[str, Any]]:
    values = degrees(frame)
    place = {code: index for index, code in enumerate(communities["code"])}
    columns = [
        "code", "kind", "category", "name", "name_en", "households", "residents", "buildings",
        "area_m2", "estimated_share", "reason", "boundary_text", "boundary_text_en",
    ]  # fmt: skip
    rows = _records(frame, columns)
    more = zip(
        rows, frame["community"], standing.itertuples(index=False),
        encoder.grouped(values), _places(values, encoder), strict=True,
    )  # fmt: skip
    return [
        {
            **row,
            "community": place.get(community),
            "number": _running_number(row["code"], community),
            "value": _plain(stand.value),
            "step": int(stand.step),
            "off": _plain(stand.off),
            "excused": bool(stand.excused),
            "g": lines,
            "at": at,
        }
        for row, community, stand, lines, at in more
    ]


def _microgrids(proposal: Proposal, rules: Rules, encoder: Encoder) -> dict[str, Any]:
    """Micro-grids by their grid; stacked ones share a polygon, which is drawn once."""
    frame = proposal.microgrids
    drawn = len(frame) <= MOST_MICROGRIDS
    place = {code: index for index, code in enumerate(proposal.grids["code"])}
    shapes = degrees(frame)
    repeated = pd.Series(shapely.to_wkb(shapes)).duplicated().to_numpy()
    once = shapes.copy()
    once[repeated] = None
    lines = encoder.grouped(once) if drawn else [[] for _ in shapes]
    at = _places(shapes, encoder)
    rows = _records(frame, ["households", "floor_from", "floor_to", "reason"])
    more = zip(
        rows, frame["code"], frame["grid"], figures.micro_off(frame, rules), lines, at, strict=True
    )
    return {
        "drawn": drawn,
        "all": [
            {
                "grid": place.get(grid),
                **row,
                "number": _running_number(code, grid),
                "off": off,
                "g": shape,
                "at": where if drawn else None,
            }
            for row, code, grid, off, shape, where in more
        ],
    }


def _buildings(frame: gpd.GeoDataFrame, encoder: Encoder) -> dict[str, Any]:
    values = degrees(frame)
    homes = frame["households"].fillna(0).to_numpy(float) > 0
    keep = np.arange(len(values))
    if len(values) > MOST_BUILDINGS:
        keep = np.argsort(-shapely.area(values), kind="stable")[:MOST_BUILDINGS]
    values, homes = values[keep], homes[keep]
    return {
        "all": len(frame),
        "drawn": len(values),
        "homes": encoder.chunks(values[homes]),
        "other": encoder.chunks(values[~homes]),
    }


def _barriers(frame: gpd.GeoDataFrame, encoder: Encoder) -> dict[str, list[list[list[int]]]]:
    values, classes = degrees(frame), frame["class"].to_numpy()
    return {
        name: encoder.chunks(values[classes == name])
        for name in style.BARRIERS
        if (classes == name).any()
    }


def _water(town: Town, buildings: gpd.GeoDataFrame, encoder: Encoder) -> list[list[int]]:
    rivers = town.barriers[town.barriers["class"] == "river"]
    outline = shapely.union_all(degrees(town.communities))
    return encoder.lines(water_faces(degrees(rivers), outline, degrees(buildings), RIVER_REACH))


def _named(frame: gpd.GeoDataFrame, encoder: Encoder, *columns: str) -> list[dict[str, Any]]:
    values = degrees(frame)
    rows = _records(frame, ["name", *columns])
    more = zip(rows, encoder.grouped(values), _places(values, encoder), strict=True)
    return [{**row, "g": lines, "at": at} for row, lines, at in more]


def _findings(frame: gpd.GeoDataFrame, encoder: Encoder) -> dict[str, Any]:
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    ranked = frame.assign(rank=frame["severity"].map(order)).sort_values("rank", kind="stable")
    counts = frame["severity"].value_counts()
    shown = ranked.head(MOST_FINDINGS)
    values = degrees(shown)
    rows = _records(shown, ["rule", "severity", "message_zh", "message_en"])
    empty = shapely.is_missing(values) | shapely.is_empty(values)
    places = np.array(_places(values, encoder), dtype=object).reshape(-1, 3)
    more = zip(
        rows, shown["units"], shapely.get_dimensions(values).tolist(),
        encoder.grouped(values), places.tolist(), empty, strict=True,
    )  # fmt: skip
    return {
        "counts": {str(each): int(counts.get(each, 0)) for each in Severity},
        "all": len(frame),
        "list": [
            {**row, "units": _units(units), "dim": dim, "g": lines, "at": None if nowhere else at}
            for row, units, dim, lines, at, nowhere in more
        ],
    }


def _units(value: Any) -> list[str]:
    """Units of a finding: a layer of findings joins them by commas."""
    return value.split(",") if isinstance(value, str) else [str(unit) for unit in value]


def _running_number(code: Any, parent: Any) -> str:
    """What a code adds to its parent's; the whole code where it does not begin with that."""
    return str(code or "").removeprefix(str(parent or ""))


def _records(frame: gpd.GeoDataFrame, columns: list[str]) -> list[dict[str, Any]]:
    """Rows of some columns with plain Python values; what is missing becomes None."""
    plain = {name: [_plain(value) for value in frame[name].tolist()] for name in columns}
    return [dict(zip(plain, row, strict=True)) for row in zip(*plain.values(), strict=True)]


def _plain(value: Any) -> Any:
    """Text, a whole number, a number of six digits, or None for anything missing."""
    if value is None or value is pd.NA:
        return None
    if isinstance(value, float | np.floating):
        if math.isnan(value):
            return None
        return int(value) if float(value).is_integer() else round(float(value), 6)
    return int(value) if isinstance(value, np.integer) else value
