"""The grids in force as a table, for counts of tickets that want names, places and neighbours."""

from __future__ import annotations

import pandas as pd
import shapely
from sqlalchemy import Connection, text

_QUERY = """
select o.code, p.community, o.properties->>'name' as name, o.properties->>'name_en' as name_en,
    cast(o.properties->>'households' as double precision) as households,
    st_x(at) as lon, st_y(at) as lat, st_asbinary(o.display) as geometry
from publications p join outlines o on o.publication = p.id and o.level = 'grid'
cross join lateral (select st_transform(st_pointonsurface(o.display), 4326) as at) inside
where p.valid_to is null order by o.code
"""


def read(conn: Connection) -> pd.DataFrame:
    """Every grid in force, by code.

    Returns
    -------
    DataFrame
        ``code``, ``community``, ``name`` (the code where it has none), ``name_en``,
        ``households`` (NaN where not known), ``lon`` and ``lat`` of a point inside in degrees of
        WGS 84, ``geometry`` as shapely polygons in web mercator.
    """
    result = conn.execute(text(_QUERY))
    found = pd.DataFrame.from_records(result.all(), columns=list(result.keys()))
    found["name"] = found["name"].fillna(found["code"])
    found["name_en"] = found["name_en"].fillna(found["name"])
    found["households"] = found["households"].astype(float)
    found["geometry"] = shapely.from_wkb([bytes(one) for one in found["geometry"]])
    return found
