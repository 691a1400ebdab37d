"""Which version of a plan or dataset is there now: what answers are kept by."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from gis.errors import NotFoundError
from gis.store.scopes import IN_PUBLIC
from gis.store.tables import plans
from gis.store.tile_layers import Source, communities


@dataclass(frozen=True, slots=True)
class Edition:
    """A source, and which version of it is there now.

    Parameters
    ----------
    version
        The plan's version; 0 where no plan is meant: datasets never change.
    """

    source: Source
    version: int


def of_plan(connection: Connection, plan: int) -> Edition:
    """The head of a plan.

    Raises
    ------
    NotFoundError
        Where there is no such plan.
    """
    wanted = select(plans.c.dataset, plans.c.version, plans.c.state).where(plans.c.id == plan)
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no plan {plan}", f"没有方案 {plan}")
    return Edition(Source(row.dataset, plan, row.state in IN_PUBLIC), row.version)


def of_dataset(dataset: int) -> Edition:
    """A dataset; its rows never change."""
    return Edition(Source(dataset), 0)


_BOUNDS = """
select st_xmin(box), st_ymin(box), st_xmax(box), st_ymax(box) from (
    select st_transform(st_setsrid(cast(st_extent(found.display) as geometry), 3857), 4326) as box
    from ({rows}) found
) extent where box is not null
"""


def bounds(connection: Connection, source: Source) -> tuple[float, float, float, float] | None:
    """West, south, east, north of the communities in degrees; None where there are none."""
    query = text(_BOUNDS.format(rows=communities(0, source).format(here="is not null")))
    row = connection.execute(query, {"dataset": source.dataset, "plan": source.plan}).one_or_none()
    return None if row is None else (row[0], row[1], row[2], row[3])
