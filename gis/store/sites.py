"""The sites of a plan, and which grids hold their ground."""

from __future__ import annotations

from sqlalchemy import Connection, text

from gis.store.graphs import Told

# A site lies where its ground is; one that was given none, where its outline is.
SITES = text("""
WITH head AS (
    SELECT version, dataset FROM plans WHERE id = :plan
), held AS (
    SELECT c.id, c.code, c.display FROM plan_communities pc
    JOIN communities c ON c.id = pc.community WHERE pc.plan = :plan
), ground AS (
    SELECT t.site, held.code, x.grid, sum(t.area) AS extent
    FROM held JOIN atoms t ON t.community = held.id AND t.site IS NOT NULL
    JOIN assignments x ON x.plan = :plan AND x.atom = t.id AND x.atom = x.foot
    GROUP BY t.site, held.code, x.grid
), owned AS (
    SELECT site, (array_agg(code ORDER BY extent DESC, grid))[1] AS code,
        array_agg(grid ORDER BY extent DESC, grid) AS grids
    FROM ground GROUP BY site
), found AS (
    SELECT f.position, f.properties, f.display, coalesce(owned.grids, '{}') AS grids,
        coalesce(owned.code, (
            SELECT held.code FROM held WHERE ST_Intersects(held.display, f.display)
            ORDER BY ST_Area(ST_Intersection(held.display, f.display)) DESC, held.code LIMIT 1
        )) AS community
    FROM head JOIN features f ON f.dataset = head.dataset AND f.layer = 'sites'
    LEFT JOIN owned ON owned.site = f.position
), told AS (
    SELECT found.*, EXISTS (
        SELECT FROM grids g WHERE g.plan = :plan AND g.live AND g.kind = 'dedicated'
            AND (g.site = found.position OR g.site IS NULL
                AND g.category = found.properties ->> 'category' AND ARRAY[g.id] = found.grids)
    ) AS dedicated
    FROM found WHERE community IS NOT NULL
)
SELECT head.version, cast(json_build_object(
    'type', 'FeatureCollection', 'version', head.version,
    'features', coalesce((
        SELECT json_agg(json_build_object(
            'type', 'Feature', 'id', position,
            'geometry', cast(ST_AsGeoJSON(
                ST_ForcePolygonCCW(ST_Transform(display, 4326)), 7) AS json),
            'properties', json_build_object(
                'category', properties ->> 'category', 'name', properties ->> 'name',
                'community', community,
                'grid', CASE WHEN cardinality(grids) = 1 THEN grids[1] END,
                'grids', grids, 'dedicated', dedicated
            )
        ) ORDER BY position) FROM told
    ), '[]')
) AS text) AS body
FROM head
""")


def sites(conn: Connection, plan: int) -> Told:
    """Sites in the communities of a plan as GeoJSON features, with the grids of their ground.

    A site is ``dedicated`` where a dedicated grid names it; or names none, is of its category and
    holds all of its ground.
    """
    return Told(*conn.execute(SITES, {"plan": plan}).one())
