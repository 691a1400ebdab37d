"""Use case: say in words what borders the grids of a community."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from gis.store import snapshots


@dataclass(frozen=True, slots=True)
class Description:
    """What lies east, south, west and north of a grid (四至), in both languages."""

    grid: int
    zh: str
    en: str


def descriptions(conn: Connection, plan: int, community: str) -> list[Description]:
    """Descriptions of a community's grids at the plan's head, by code.

    Raises
    ------
    NotFoundError
        There is no such plan, or it has no such community.
    """
    from gis.partition.describe import texts

    units, placed, (edges, rims) = snapshots.community_borders(conn, plan, community)
    atoms = pd.Index(placed["atom"])
    edges = edges.assign(low=atoms.get_indexer(edges["low"]), high=atoms.get_indexer(edges["high"]))
    rims = rims.assign(atom=atoms.get_indexer(rims["atom"]))
    of_grid = np.asarray(pd.Index(units["id"]).get_indexer(placed["grid"]), dtype=np.int64)
    words = texts(edges, rims, of_grid, tuple(units["code"]))
    return [
        Description(int(number), said.zh, said.en)
        for number, said in zip(units["id"], words, strict=True)
    ]
