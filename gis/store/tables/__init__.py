"""The tables. Only ``gis.store`` knows them.

Polygons of plans are never stored as truth: a plan assigns *atoms* to micro-grids and grids, and
outlines are derived. The keys make the rest impossible:

- key (plan, atom): no atom lies in two grids;
- NOT NULL and no right to delete: no atom lies in none;
- foreign keys that carry the community: a grid cannot reach across it;
- foreign key (plan, foot, grid) of an assignment to the one of the ground beneath it: all
  floors of a tower lie in one grid.

``gis/store/migrations`` creates them; a test compares both.
"""

from __future__ import annotations

from gis.store.tables.access import api_keys, audit_log, grants, sessions, users
from gis.store.tables.base import metadata
from gis.store.tables.datasets import (
    atom_buildings,
    atoms,
    buildings,
    communities,
    datasets,
    edges,
    features,
    jurisdictions,
    rims,
)
from gis.store.tables.jobs import jobs
from gis.store.tables.monitoring import (
    alerts,
    camera_states,
    cameras,
    patrol_runs,
    patrols,
    posts,
    viewings,
)
from gis.store.tables.plans import (
    assignments,
    grids,
    microgrids,
    operations,
    origins,
    plan_communities,
    plans,
    shapes,
    units,
)
from gis.store.tables.publications import (
    audits,
    exceptions,
    findings,
    layer_features,
    layers,
    outlines,
    publications,
)
from gis.store.tables.tickets import (
    configuration,
    ticket_categories,
    ticket_clock,
    ticket_departures,
    ticket_desks,
    ticket_imports,
    ticket_keys,
    ticket_numbers,
    ticket_photos,
    ticket_receipts,
    ticket_steps,
    tickets,
)

__all__ = [
    "alerts", "api_keys", "assignments", "atom_buildings", "atoms", "audit_log", "audits",
    "buildings", "camera_states", "cameras", "communities", "configuration", "datasets", "edges",
    "exceptions", "features", "findings", "grants", "grids", "jobs", "jurisdictions",
    "layer_features", "layers", "metadata", "microgrids", "operations", "origins", "outlines",
    "patrol_runs", "patrols", "plan_communities", "plans", "posts", "publications", "rims",
    "sessions", "shapes", "ticket_categories", "ticket_clock", "ticket_departures", "ticket_desks",
    "ticket_imports", "ticket_keys", "ticket_numbers", "ticket_photos", "ticket_receipts",
    "ticket_steps", "tickets", "units", "users", "viewings",
]  # fmt: skip
