"""What the service is told. This layer lies below the settings and reads no environment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from gis.api.backcloth import Backcloth
from gis.workflow.fetching import Networks

MIB = 2**20


@dataclass(frozen=True, slots=True)
class ServiceConfig:
    """What the service is told.

    Parameters
    ----------
    engine
        The database, as the role without rights to more than it needs.
    lookups
        The same for single statements without a transaction (``autocommit``): who asks, and where
        the thing lies. None: made from the engine, which costs each request some round trips.
    data
        Folder for uploads and the like.
    origin
        Address under which browsers reach the service, such as ``https://grids.example.gov``;
        None: plain HTTP on this machine only.
    body_limit
        Bytes of a request's body, except where a route allows more.
    upload_limit
        Bytes of an uploaded file.
    imports
        Folder whose files may be imported by path; None: no imports by path.
    logins
        Failed logins of a name from one address in 15 minutes; an address may have five times as
        many, a name twenty times.
    requests
        Requests of a caller in a minute.
    room
        Requests worked on at the same time; the others wait for their turn. None: all that come.
    tile_cache
        Bytes of finished tiles that are kept in memory.
    basemap
        Tiles of another service that the map may show; None: browsers ask nobody else.
    camera_networks
        Networks in which gateways of cameras may be asked; none: no camera can be viewed.
    revision
        Migration that the database must be at for the service to be ready; None: any.
    """

    engine: Engine
    data: Path
    lookups: Engine | None = None
    origin: str | None = None
    body_limit: int = 4 * MIB
    upload_limit: int = 2048 * MIB
    imports: Path | None = None
    logins: int = 10
    requests: int = 6000
    room: int | None = None
    tile_cache: int = 256 * MIB
    basemap: Backcloth | None = None
    camera_networks: Networks = ()
    revision: str | None = None

    def __post_init__(self) -> None:
        if self.lookups is None:
            derived = self.engine.execution_options(isolation_level="AUTOCOMMIT")
            object.__setattr__(self, "lookups", derived)

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A connection for single statements."""
        assert self.lookups is not None  # noqa: S101 -- see above
        with self.lookups.connect() as conn:
            yield conn

    @property
    def secure(self) -> bool:
        """Whether browsers come by HTTPS."""
        return self.origin is not None and self.origin.startswith("https://")
