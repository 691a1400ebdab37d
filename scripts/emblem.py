"""Draw the picture of the service's first page from the demo's plan: ``make demo``, then this."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis.maps import style

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / ".data" / "demo" / "plan.gpkg"
TARGET = ROOT / "gis" / "api" / "pages" / "town.svg"
METRES = 1.5
"""Metres of the ground that one unit of the picture stands for."""
URBAN = 800_000
"""Square metres above which a grid is countryside, which the picture leaves out."""
NARROW = 40
"""Half the width in metres below which land, such as a river's, is cut off at the town's rim."""
MARGIN = 6


def main() -> None:
    """Write the grids of the inner town, their micro-grids and buildings as one SVG."""
    if not PLAN.exists():
        sys.exit(f"there is no {PLAN}: make demo")
    grids = gpd.read_file(PLAN, layer="grids")
    grids = grids[grids["area_m2"] < URBAN]
    micro, houses = (
        layer[layer["grid"].isin(grids["code"])]
        for layer in (gpd.read_file(PLAN, layer=name) for name in ("microgrids", "buildings"))
    )
    town = shapely.buffer(shapely.buffer(grids.union_all(), -NARROW), NARROW, join_style="mitre")
    west, south, east, north = shapely.bounds(town)
    size = [(one / METRES) + 2 * MARGIN for one in (east - west, north - south)]

    def path(shapes: Any) -> str:
        placed = shapely.transform(
            shapely.intersection(shapes, town),
            lambda xy: (xy - (west, north)) / (METRES, -METRES) + MARGIN,
        )
        return "".join(map(_steps, shapely.get_parts(_lines(placed))))

    def borders(shapes: Any) -> str:
        """Each border once, not once for each side."""
        return path(shapely.line_merge(shapely.union_all(shapely.boundary(shapes))))

    outlines = shapely.coverage_simplify(grids.geometry.to_numpy(), 4)
    parts = shapely.simplify(micro.geometry.to_numpy(), 2)
    fills = grids.apply(_fill, axis=1).to_numpy()
    drawn = [
        f'<path fill="{fill}" d="{path(shapely.union_all(outlines[fills == fill]))}"/>'
        for fill in np.unique(fills)
    ]
    homes = path(shapely.union_all(shapely.simplify(houses.geometry.to_numpy(), 1.5)))
    line = f'<path fill="none" stroke="{style.GRID_LINE}" stroke-linejoin="round"'
    drawn += [
        f'<path fill="{style.BUILDING_HOMES}" fill-opacity=".55" d="{homes}"/>',
        f'{line} stroke-opacity=".5" d="{borders(parts)}"/>',
        f'{line} stroke-width="3" d="{borders(outlines)}{path(town.boundary)}"/>',
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]:.0f} {size[1]:.0f}">'
    TARGET.write_text("\n".join([head, *drawn, "</svg>\n"]), "utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size / 1024:.0f} KiB")


def _fill(grid: Any) -> str:
    """Colour of a grid, as on the map."""
    if grid["kind"] == "dedicated":
        return style.CATEGORIES[grid["category"]].fill
    return style.SCALE[2 + min(2, max(0, int((grid["households"] - 300) // 67)))]


def _lines(shape: Any) -> Any:
    """Rings of polygons; lines as they are."""
    parts = shapely.get_parts(shape)
    surface = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings = shapely.get_rings(parts[surface])
    return shapely.geometrycollections(np.concatenate([rings, parts[~surface]]))


def _steps(line: Any) -> str:
    """A line in whole units, each corner told from the one before."""
    points = shapely.get_coordinates(line).round().astype(int)
    steps = np.diff(points, axis=0)
    steps = steps[steps.any(axis=1)]
    if not len(steps):
        return ""
    numbers = " ".join(str(one) for one in steps.ravel())
    return f"M{points[0][0]} {points[0][1]}l{numbers}".replace(" -", "-")


if __name__ == "__main__":
    main()
