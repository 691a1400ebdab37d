"""The service as a process: settings become a configuration, uvicorn serves it."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType

import uvicorn
from sqlalchemy import URL

from gis import database
from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.api.logs import configure
from gis.database import migrations
from gis.errors import ParameterError
from gis.settings import Settings
from gis.store.engine import open_engine
from gis.workflow.resolve import warm
from gis.workflow.supervisor import Supervisor

Tell = Callable[[str], None]

PORTS_TRIED = 100
_BACKLOG = 2048
# Requests under way may end; event streams never would.
_PATIENCE = 5


def serve(settings: Settings, tell: Tell) -> None:
    """Serve until told to stop, by an interrupt or SIGTERM.

    Parameters
    ----------
    settings
        Where the database is and where to listen. Without a database the private cluster is
        brought up; without a port that was asked for, the next free one is taken.
    tell
        Told what goes on, and the address.

    Raises
    ------
    ParameterError
        The port is taken, or the settings are not safe beyond this machine.
    DatabaseError
        There is no database to be had.
    """
    settings.check_exposure()
    listening = listen(settings)
    try:
        config = configuration(settings, database_of(settings, tell))
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(config),
                # The parser in C, taken where it is installed, lets headers grow without end.
                http="h11",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_PATIENCE,
            )
        )
        configure(settings.log_level)
        threading.Thread(target=warm, daemon=True).start()
        tell(f"serving on {settings.origin or _address(settings.host, listening)}")
        _run(server, listening, Supervisor(config.engine, config.data))
        config.engine.dispose()
        if config.lookups is not None:
            config.lookups.dispose()
    finally:
        listening.close()


def database_of(settings: Settings, tell: Tell) -> URL:
    """Where the service finds its database; brings up the private cluster where none is named."""
    if settings.service_url is not None:
        return settings.service_url
    cluster = database.at(settings.data_folder, binaries=settings.postgres_bin)
    addresses = database.up(cluster, tell)
    before, after = database.migrate(addresses.owner, str(addresses.service.username), down=False)
    if before != after:
        tell(f"migrated from {before} to {after}")
    return addresses.service


def configuration(settings: Settings, url: URL) -> ServiceConfig:
    """What the web layer is told."""
    # Looks are short: a few connections serve many requests, and are not held up by work.
    looks = max(2, settings.pool_size // 2)
    return ServiceConfig(
        engine=open_engine(url, pool_size=settings.pool_size, name="gis serve"),
        lookups=open_engine(url, pool_size=looks, autocommit=True, name="gis serve looks"),
        data=settings.data_folder,
        origin=settings.origin,
        imports=settings.import_folder,
        upload_limit=settings.upload_limit,
        tile_cache=settings.tile_cache,
        basemap=settings.backcloth,
        camera_networks=settings.networks,
        # As many as there are connections: none waits for one for long, none is left idle.
        room=settings.pool_size + looks,
        revision=migrations.head(),
    )


def listen(settings: Settings) -> socket.socket:
    """Take the port: the one asked for, else the next that is free.

    Raises
    ------
    ParameterError
        It is taken, or the host is none of this machine's.
    """
    asked = "port" in settings.model_fields_set
    last = settings.port if asked else settings.port + PORTS_TRIED - 1
    for port in range(settings.port, last + 1):
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(
                settings.host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            taken = socket.socket(family, kind, protocol)
        except OSError as error:
            raise ParameterError(f"cannot listen on {settings.host}: {error.strerror}") from None
        try:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(address)
            taken.listen(_BACKLOG)
        except OSError as error:
            taken.close()
            reason = error.strerror
        else:
            return taken
    raise ParameterError(
        f"cannot listen on {settings.host}:{settings.port}: {reason}; choose another with --port"
    )


def _address(host: str, listening: socket.socket) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listening.getsockname()[1]}"


def _run(server: uvicorn.Server, listening: socket.socket, supervisor: Supervisor) -> None:
    """Run the server and the worker of jobs; end both in order, whatever ends the one."""

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise SystemExit(0)

    # The server stops by itself when told and then passes the signal on to us.
    before = signal.signal(signal.SIGTERM, stop)
    supervisor.start()
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        supervisor.stop()
        signal.signal(signal.SIGTERM, before)
