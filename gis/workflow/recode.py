"""The remedy for codes: number a community anew."""

from __future__ import annotations

from sqlalchemy import Connection

from gis.model import Rules
from gis.model.wishes import Renumber
from gis.store import scenes
from gis.store.snapshots import Head
from gis.workflow.redraw import renumbered
from gis.workflow.remedies import Remedy
from gis.workflow.stage import Stage, stage_of


def renumbering(
    conn: Connection, head: Head, rules: Rules, community: str
) -> tuple[Stage, list[Remedy]]:
    """A community, and its new numbers where they differ from those it has.

    Raises
    ------
    NotFoundError
        The plan does not cover the community.
    """
    stage = stage_of(conn, head.id, rules, scenes.grids_in(conn, head.id, community))
    sketch = renumbered(conn, stage.scene, head.srid)
    delta = sketch.finish()
    if delta.empty:
        return stage, []
    wish, scene = Renumber(community), stage.scene
    return stage, [Remedy("renumber", "grid", wish, scene.grid, scene.microgrid, delta, 0.0, 0, 0)]
