"""The routes, a module a topic; each has a ``router``.

What must live beside them, such as a thread that listens for events, is a companion: told the
app, an asynchronous context entered at start and left at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import APIRouter, FastAPI

from gis.api.routes import (
    alerts,
    audits,
    cameras,
    categories,
    client,
    command,
    concentration,
    datasets,
    descriptions,
    events,
    graphs,
    health,
    hotspots,
    items,
    jobs,
    jurisdictions,
    keys,
    live,
    log,
    monitoring,
    operations,
    page,
    patrols,
    photos,
    plans,
    posts,
    publication,
    reach,
    session,
    snap,
    suggestions,
    ticket_stats,
    tickets,
    tiles,
    transitions,
    uploads,
    users,
    where,
)

ROUTERS: tuple[APIRouter, ...] = (
    page.router,
    health.router,
    client.router,
    session.router,
    users.router,
    keys.router,
    jurisdictions.router,
    log.router,
    plans.router,
    operations.router,
    suggestions.router,
    graphs.router,
    items.router,
    descriptions.router,
    # Before the tiles of plans, whose layer may have any name.
    command.router,
    live.router,
    cameras.router,
    patrols.router,
    tiles.router,
    audits.router,
    publication.router,
    where.router,
    datasets.router,
    uploads.router,
    jobs.router,
    events.router,
    categories.router,
    monitoring.router,
    ticket_stats.router,
    tickets.router,
    transitions.router,
    photos.router,
    snap.router,
    posts.router,
    reach.router,
    alerts.router,
    concentration.router,
    hotspots.router,
)
COMPANIONS: tuple[Callable[[FastAPI], AbstractAsyncContextManager[object]], ...] = (
    events.hub,
    alerts.watch,
    live.gateway,
    monitoring.upkeep,
)
