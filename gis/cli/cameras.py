"""``gis cameras``: the register of cameras, whether they are alive, and simulated ones."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli import screen
from gis.cli.options import JsonFile
from gis.cli.reach import Database, DataFolder, engine_of, settings_of, tell
from gis.errors import ForbiddenError, NotFoundError, ParameterError
from gis.model import ROOT, Role

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gis.workflow.camera_imports import Report

app = typer.Typer(no_args_is_help=True, help="Import, check and simulate cameras.")


@app.command(name="import")
def bring_in(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A CSV after GB/T 28181 (UTF-8 or GBK), or a layer, also with tags of OSM.",
        ),
    ],
    crs: Annotated[
        str,
        typer.Option(help="What a CSV's coordinates are in: wgs84, cgcs2000, gcj02, bd09, EPSG:n."),
    ] = "wgs84",
    department: Annotated[
        str | None, typer.Option(metavar="NAME", help="For rows that name none.")
    ] = None,
    jurisdiction: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="For rows that lie in no community that is known."),
    ] = None,
    user: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="The administrator who does it.")
    ] = None,
    json: JsonFile = None,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Import a list of cameras, with an account of every row.

    Exit status 1: rows were refused; the others are stored.
    """
    with screen.answered(json), engine_of(data, database, patient=True) as engine:
        from gis.store import jurisdictions
        from gis.workflow import access, camera_imports

        given = camera_imports.read(file.name, file.parent)
        with engine.begin() as conn:
            jurisdictions.ensure_root(conn)
            report = camera_imports.bring_in(
                conn, given, _scope(conn, user), user or access.SYSTEM, crs=crs,
                department=department, jurisdiction=jurisdiction,
            )  # fmt: skip
        _show(report, json)
        raise typer.Exit(1 if report.refused else 0)


@app.command()
def check(
    networks: Annotated[
        str | None,
        typer.Option(help="Where cameras may be asked. (default: WANGGE_CAMERA_NETWORKS)"),
    ] = None,
    views: Annotated[
        bool, typer.Option("--views", help="Also work out anew what every camera sees.")
    ] = False,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Ask every gateway once whether its cameras are alive, and tell by department.

    Exit status 1: some camera with a stream is not online.
    """
    with screen.answered(), engine_of(data, database, patient=True) as engine:
        from gis.workflow import camera_check
        from gis.workflow.fetching import parse_networks

        try:
            allowed = parse_networks(networks or "") or settings_of(data, None).networks
        except ValueError as error:
            raise ParameterError(f"--networks: {error}") from None
        with screen.watched() as progress:
            found = camera_check.check(engine, allowed, progress=progress)
            if views:
                progress("working out views", 0, 1)
                camera_check.see_anew(engine)
                progress("working out views", 1, 1)
        names = sorted({one.department for one in found})
        rows = []
        for name in names:
            own = Counter(one.status for one in found if one.department == name)
            rows.append((name, own["online"], own["offline"], own["unknown"], own["none"]))
        screen.table("Cameras", ("department", "online", "offline", "unknown", "no stream"), rows)
        reasons = Counter(one.detail for one in found if one.detail)
        for reason, count in reasons.most_common():
            screen.err().print(f"{count} cameras: {reason}", markup=False)
        raise typer.Exit(1 if any(one.status in {"offline", "unknown"} for one in found) else 0)


@app.command()
def simulate(
    cameras: Annotated[int, typer.Option(min=1, max=100_000, help="How many.")] = 24,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port on this machine; 0 takes any free one.")
    ] = 8900,
    register: Annotated[
        bool,
        typer.Option(
            "--register",
            help="Let the first cameras of the register be these, one after the other.",
        ),
    ] = False,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Serve test pictures as HLS streams on this machine, until interrupted.

    The service must be told to look here: WANGGE_CAMERA_NETWORKS=127.0.0.1. Needs ffmpeg.
    """
    with screen.answered():
        from gis.workflow import simulator

        def ready(made: simulator.Simulator) -> None:
            if register:
                with engine_of(data, database) as engine:
                    from gis.workflow import camera_check

                    count = camera_check.point_at(engine, made.stream, cameras)
                    tell(f"{count} cameras of the register are simulated now")
            screen.out().print(f"cameras 1 to {cameras}: {made.stream(1)} ...", markup=False)

        simulator.run(cameras, port, ready)


def _scope(conn: Connection, name: str | None) -> tuple[str, ...]:
    """Where a user manages cameras; everywhere for the command line itself."""
    from gis.store import users

    if name is None:
        return (ROOT,)
    user = users.by_name(conn, name)
    if user is None or user.disabled:
        raise NotFoundError(f"there is no user {name}")
    codes = tuple(grant.jurisdiction for grant in user.grants if grant.role is Role.ADMIN)
    if not codes:
        raise ForbiddenError(f"{name} is an administrator nowhere; only those manage cameras")
    return codes


def _show(report: Report, json: Path | None) -> None:
    import dataclasses
    from json import dumps

    rows = [
        (name, getattr(report, name)) for name in ("read", "new", "known", "changed", "refused")
    ]
    screen.table("Cameras", ("rows", ""), rows)
    written = [(str(form), count) for form, count in report.directions.items() if count]
    screen.table("Directions of the rows that could be read", ("written as", ""), written)
    screen.tell_notices(
        [one.en for one in report.notices]
        + [f"row {one.row} ({one.code}): {one.reason.en}" for one in report.refusals]
    )
    if json is not None:
        text = dumps(dataclasses.asdict(report), ensure_ascii=False, indent=1, default=str)
        json.write_text(text + "\n", encoding="utf-8")
