"""Where the names of polygons stand: a point inside each.

A polygon that reaches over several tiles would be named in each of them; its point lies in one.
"""

# ruff: noqa: S608 -- only texts of the program are put together; values are bound

from __future__ import annotations

from dataclasses import replace

from gis.store.tile_layers import MvtLayer, Source


def points(layer: MvtLayer, name: str, minzoom: int) -> MvtLayer:
    """The layer's features as points inside them, under another name.

    Parameters
    ----------
    minzoom
        Least zoom at which names are shown.
    """
    told = ", ".join(("id", *layer.fields))

    def rows(zoom: int, source: Source) -> str:
        whole = layer.rows(zoom, source)
        return f"select {told}, st_pointonsurface(display) as display from ({whole}) whole"

    return replace(layer, name=name, rows=rows, minzoom=minzoom, fast=False, order="id", listed=())
