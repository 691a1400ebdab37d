"""The private PostGIS cluster, and what an operator does with any database.

A cluster of our own in the data folder, for trying out, for tests and for small installations:
own directory, own port, never one of the system's. Backup, restore, check and migrations work
with any server.
"""

from __future__ import annotations

from gis.database.cluster import Addresses, Cluster, at
from gis.database.contents import create_database, drop_database
from gis.database.migrations import migrate
from gis.database.programs import Programs
from gis.database.server import down, running, up

__all__ = [
    "Addresses",
    "Cluster",
    "Programs",
    "at",
    "create_database",
    "down",
    "drop_database",
    "migrate",
    "running",
    "up",
]
