"""Atoms and grids with what they border on, for maps to compute with; JSON made by the database.

One statement is one snapshot: the version told is that of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from gis.errors import NotFoundError

# Columns are spelled out by hand: an aggregate with an order of its own would sort each of them.
# Feet alone have edges, and only atoms that the plan holds count: one that was cut is gone.
GRAPH = text("""
WITH head AS (
    SELECT p.version, p.dataset, c.id AS community
    FROM plans p JOIN plan_communities pc ON pc.plan = p.id
    JOIN communities c ON c.id = pc.community AND c.code = :community
    WHERE p.id = :plan
), placed AS MATERIALIZED (
    SELECT cast(row_number() OVER (ORDER BY t.id) AS int) - 1 AS at, t.id AS atom, a.foot, a.grid,
        a.microgrid, t.households, t.residents,
        (SELECT count(*) FROM atom_buildings b WHERE b.atom = t.id) AS buildings,
        t.floor_from, t.floor_to, t.staircase, t.site, t.compound,
        ST_Transform(ST_PointOnSurface(t.display), 4326) AS point
    FROM head JOIN atoms t ON t.community = head.community
    JOIN assignments a ON a.plan = :plan AND a.atom = t.id
), told AS MATERIALIZED (
    SELECT f.at AS foot_at, a.* FROM placed a JOIN placed f ON f.atom = a.foot ORDER BY a.at
), columns AS (
    SELECT json_build_object(
        'id', array_agg(atom), 'foot', array_agg(foot_at), 'grid', array_agg(grid),
        'microgrid', array_agg(microgrid), 'households', array_agg(households),
        'residents', array_agg(residents), 'buildings', array_agg(buildings),
        'floor_from', array_agg(floor_from), 'floor_to', array_agg(floor_to),
        'staircase', array_agg(staircase), 'site', array_agg(site),
        'compound', array_agg(compound),
        'lon', array_agg(round(cast(ST_X(point) AS numeric), 7)),
        'lat', array_agg(round(cast(ST_Y(point) AS numeric), 7))
    ) AS atoms FROM told
), borders AS (
    SELECT json_build_object(
        'low', coalesce(array_agg(low), '{}'), 'high', coalesce(array_agg(high), '{}'),
        'metres', coalesce(array_agg(round(cast(length AS numeric), 1)), '{}'),
        'passable', coalesce(array_agg(cast(passable AS int)), '{}')
    ) AS edges
    FROM (
        SELECT l.at AS low, h.at AS high, e.length, e.passable
        FROM placed l JOIN edges e ON e.low = l.atom JOIN placed h ON h.atom = e.high
        ORDER BY l.at, h.at
    ) beside
), standing AS (
    SELECT p.at, b.building, count(*) OVER (PARTITION BY b.building) AS atoms
    FROM placed p JOIN atom_buildings b ON b.atom = p.atom
), shared AS (
    SELECT json_build_object(
        'atom', coalesce(array_agg(at ORDER BY building, at), '{}'),
        'building', coalesce(array_agg(building ORDER BY building, at), '{}')
    ) AS shared
    FROM standing WHERE atoms > 1
), named AS (
    SELECT json_object_agg(f.properties ->> 'id', f.properties ->> 'name') AS compounds
    FROM head JOIN features f ON f.dataset = head.dataset AND f.layer = 'compounds'
    WHERE f.properties ->> 'id' IN (SELECT compound FROM placed)
)
SELECT head.version, cast(json_build_object(
    'version', head.version, 'community', cast(:community AS text), 'atoms', columns.atoms,
    'edges', borders.edges, 'shared', shared.shared, 'compounds', coalesce(named.compounds, '{}')
) AS text) AS body
FROM head, columns, borders, shared, named
""")
NEIGHBOURS = text("""
WITH shared AS (
    SELECT least(a.grid, b.grid) AS low, greatest(a.grid, b.grid) AS high, sum(e.length) AS metres
    FROM assignments a
    JOIN edges e ON e.low = a.atom
    JOIN assignments b ON b.plan = a.plan AND b.atom = e.high AND b.grid <> a.grid
    WHERE a.plan = :plan AND a.atom = a.foot
    GROUP BY 1, 2
)
SELECT p.version, cast(coalesce((
    SELECT json_agg(json_build_object(
        'a', low, 'b', high, 'metres', round(cast(metres AS numeric), 1)
    ) ORDER BY low, high) FROM shared
), '[]') AS text) AS body
FROM plans p WHERE p.id = :plan
""")


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as JSON text, and the version of the plan that it belongs to."""

    version: int
    body: str


def graph(conn: Connection, plan: int, community: str) -> Told:
    """Atoms of a community with their units, and the borders between them.

    Raises
    ------
    NotFoundError
        The plan does not cover the community.
    """
    row = conn.execute(GRAPH, {"plan": plan, "community": community}).one_or_none()
    if row is None:
        raise NotFoundError(
            f"the plan does not cover community {community}", f"方案不包含社区{community}"
        )
    return Told(row.version, row.body)


def neighbours(conn: Connection, plan: int) -> Told:
    """Pairs of grids that share a border inside a community: ``a``, ``b`` and ``metres``."""
    return Told(*conn.execute(NEIGHBOURS, {"plan": plan}).one())
