"""Heat over time as one HTML page that needs nothing but a browser, no network either.

Hexagons are coloured by their counts of tickets, never by raw points; grids by tickets for each
1,000 households, for a map of counts mostly shows where people live. The colours mean the same in
every frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import h3.api.numpy_int as h3
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.maps import style
from gis.maps.encode import Encoder
from gis.maps.page import assemble
from gis.maps.words import LANGUAGES, Lang

RAMP = ("#fde8c8", "#fbc27a", "#f39a4a", "#dd6a2b", "#b53f1b", "#7a1f10")
"""From few to many; told apart by people with any of the common forms of colour blindness."""
SCRIPTS, SHEETS = ("basics", "heat"), ("heat.css",)
WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "heat": ("事件热力图", "Heat map of tickets"),
        "language": ("语言", "Language"),
        "shown": ("显示内容", "What is shown"),
        "mode_hexes": ("件数（六边形）", "Counts by hexagon"),
        "mode_rates": ("每千户件数（网格）", "Rates by grid"),
        "gathered": ("累计", "Cumulative"),
        "legend_hexes": ("每个六边形的事件件数", "Tickets in each hexagon"),
        "legend_rates": ("每千户事件件数", "Tickets for each 1,000 households"),
        "legend_gathered": ("自起始时间累计", "Since the beginning"),
        "step_hour": ("每小时", "In an hour"),
        "step_day": ("每日", "On a day"),
        "step_week": ("每周", "In a week"),
        "step_month": ("每月", "In a month"),
        "note_hexes": (
            (
                "H3 六边形，{resolution} 级，边长约 {edge} 米；仅含位置可信的事件。件数多少主要反映"
                "人口分布，比较地区请看每千户件数。"
            ),
            (
                "Hexagons (H3, resolution {resolution}, edges of about {edge} m); only tickets "
                "whose position can be trusted. Counts mostly show where people live: compare "
                "places by their rates."
            ),
        ),
        "note_rates": (
            "按生效网格的户数计算；不足 50 户的网格不计。",
            "By the households of the grids in force; grids with fewer than 50 have no rate.",
        ),
        "none": ("无", "None"),
        "no_rate": ("户数过少，不计比率", "Too few households for a rate"),
        "rate_is": ("每千户 {rate} 件", "{rate} for each 1,000 households"),
        "tickets_count": ("{count} 件", "{count} tickets"),
        "nothing": ("没有事件", "No tickets"),
        "time": ("时间", "Time"),
        "play": ("播放", "Play"),
        "pause": ("暂停", "Pause"),
        "made": ("制图时间 {made}，共 {total} 件", "Made at {made}; {total} tickets in all"),
    }
)


@dataclass(frozen=True)
class Heat:
    """What the page shows.

    Parameters
    ----------
    name, name_en
        Of the whole.
    asked, asked_en
        Which tickets count.
    step
        hour, day, week or month.
    at, until
        (n,) first and last day, or hour, of each frame as readers see them.
    totals
        (n,) tickets of each.
    resolution
        Of the hexagons.
    hexes
        (m,) H3 indexes.
    counts
        For each frame (k, 2) places in ``hexes`` and counts.
    grids
        ``code``, ``name``, ``name_en``, ``households`` (NaN where not known), ``geometry`` in
        degrees; may be empty.
    grid_counts
        For each frame (k, 2) places in ``grids`` and counts.
    """

    name: str
    name_en: str
    asked: str
    asked_en: str
    step: str
    at: Sequence[str]
    until: Sequence[str]
    totals: Sequence[int]
    resolution: int
    hexes: NDArray[np.uint64]
    counts: Sequence[NDArray[np.int64]]
    grids: pd.DataFrame
    grid_counts: Sequence[NDArray[np.int64]]
    made_at: datetime


def render(heat: Heat, language: Lang = "zh") -> str:
    """Draw heat over time as a page; the same arguments give the same text."""
    outlines = [shapely.Polygon(_corners(one)) for one in heat.hexes]
    shapes = [*outlines, *heat.grids["geometry"]]
    bounds = (
        shapely.total_bounds(np.array(shapes, dtype=object)) if shapes else np.zeros(4)
    ).tolist()
    encoder = Encoder((bounds[0], bounds[1]))
    value = {
        "lang": language,
        "words": {
            lang: {key: texts[at] for key, texts in WORDS.items()}
            for at, lang in enumerate(LANGUAGES)
        },
        "style": {"ramp": RAMP, "line": style.GRID_LINE, "border": style.COMMUNITY_LINE},
        "origin": encoder.origin,
        "bounds": bounds,
        "name": heat.name,
        "name_en": heat.name_en,
        "asked": heat.asked,
        "asked_en": heat.asked_en,
        "step": heat.step,
        "at": list(heat.at),
        "until": list(heat.until),
        "totals": [int(one) for one in heat.totals],
        "resolution": heat.resolution,
        "edge": round(h3.average_hexagon_edge_length(heat.resolution, unit="m")),
        "hexes": [encoder.lines([one])[0] for one in outlines],
        "counts": [one.ravel().tolist() for one in heat.counts],
        "grids": _grids(heat.grids, encoder),
        "grid_counts": [one.ravel().tolist() for one in heat.grid_counts],
        "made": f"{heat.made_at:%Y-%m-%d %H:%M}",
        "total": f"{sum(heat.totals):,}",
    }
    title = f"{heat.name if language == 'zh' else heat.name_en}"
    return assemble(title, value, language, SCRIPTS, SHEETS)


def _corners(hexagon: np.uint64) -> list[tuple[float, float]]:
    return [(lon, lat) for lat, lon in h3.cell_to_boundary(hexagon)]


def _grids(grids: pd.DataFrame, encoder: Encoder) -> list[dict[str, Any]]:
    households = grids["households"].astype(object).where(grids["households"].notna(), None)
    told = zip(
        grids["code"], grids["name"], grids["name_en"], households,
        encoder.grouped(grids["geometry"].to_numpy()), strict=True,
    )  # fmt: skip
    names = ("code", "name", "name_en", "households", "rings")
    return [dict(zip(names, row, strict=True)) for row in told]
