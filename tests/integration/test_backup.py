"""Backup, restore, check and migrations, on a database with something in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg2.sql import SQL, Identifier
from pyproj import CRS
from sqlalchemy import NullPool, create_engine, text
from typer.testing import CliRunner

from gis import database as databases
from gis.cli.db import app
from gis.database import Addresses, Cluster, backup, checks, contents, migrations
from gis.errors import DatabaseError, ParameterError
from tests import clusters
from tests.clusters import silent

# A CRS of the town's own, which PostGIS does not know: stored geometry is derived by it.
OWN_PROJ = "+proj=tmerc +lat_0=0 +lon_0=108.75 +k=1 +x_0=500000 +y_0=-3000000 +ellps=GRS80 +units=m"
OWN_CRS = {"wkt": CRS(OWN_PROJ).to_wkt("WKT1_GDAL")}
FILL = """
insert into jurisdictions (code, name, level) values ('990101001001', '人民路社区', 'community');
insert into datasets (name, version, jurisdiction, srid, digests, notices, software, totals,
    created_by)
    select 'town', 1, '990101001001', register_crs(:wkt), '{}', '[]', 'test', '{}', 'me';
insert into jurisdictions (code, name, level)
    select (n + 990101002000)::text, '社区 ' || n, 'community' from generate_series(1, 1000) n;
insert into communities (dataset, code, name, kind, digest, geom)
    select d.id, j.code, j.name, 'urban', 'x',
        st_setsrid(st_makeenvelope(500000, 800000, 501000, 801000), d.srid)
    from datasets d, jurisdictions j where j.level = 'community';
"""
COUNTED = ("jurisdictions", "datasets", "communities")


@pytest.fixture
def town(cluster: Cluster, template: str) -> Iterator[Addresses]:
    """A database with a little of everything."""
    with clusters.fresh(cluster, template, clusters.unique("town")) as addresses:
        engine = create_engine(addresses.service, poolclass=NullPool)
        with engine.begin() as connection:
            for statement in FILL.split(";\n")[:-1]:
                connection.execute(text(statement), OWN_CRS if ":wkt" in statement else {})
        yield addresses
        for name in others(addresses):
            databases.drop_database(addresses, name)


def hashes(addresses: Addresses, name: str | None = None) -> dict[str, str]:
    """A hash over every row of each table, in the database or in another one beside it."""
    owner = addresses.owner.set(database=name) if name else addresses.owner
    query = SQL("select md5(string_agg(r, '|' order by r)) from (select t::text r from {} t) rows")
    with contents.connected(owner) as connection:
        return {
            table: str(contents.execute(connection, query.format(Identifier(table)))[0][0])
            for table in COUNTED
        }


def others(addresses: Addresses) -> list[str]:
    """Databases that a restore has left beside the one of the test."""
    with contents.connected(addresses.owner) as connection:
        rows = contents.execute(
            connection,
            "select datname from pg_database where starts_with(datname, %s) order by 1",
            f"{addresses.owner.database}_",
        )
    return [str(name) for (name,) in rows]


def test_a_restored_backup_equals_what_was_saved_row_by_row(
    town: Addresses, cluster: Cluster, tmp_path: Path
) -> None:
    file = tmp_path / "town.dump"
    saved = hashes(town)
    note = backup.backup(town.owner, file, cluster.programs)
    with contents.connected(town.owner) as connection:
        contents.execute(connection, "update jurisdictions set name = 'changed since'")
    changed = hashes(town)
    assert changed != saved

    kept = backup.restore(town, file, cluster.programs, silent, force=True)

    assert note.revision == migrations.head()
    assert hashes(town) == saved
    assert others(town) == [kept]
    assert hashes(town, kept) == changed
    verdicts = list(checks.run(checks.standard(town, cluster.programs)))
    assert all(verdict.good for verdict in verdicts), verdicts


def test_what_is_restored_can_be_worked_with_by_the_service_and_by_nobody_else(
    town: Addresses, cluster: Cluster, tmp_path: Path
) -> None:
    file = tmp_path / "town.dump"
    backup.backup(town.owner, file, cluster.programs)

    backup.restore(town, file, cluster.programs, silent, force=True)

    engine = create_engine(town.service, poolclass=NullPool)
    with engine.begin() as connection:
        assert connection.scalar(text("select min(srid) from datasets")) >= 910_000
        may = "select has_function_privilege('public', 'register_crs(text)', 'execute')"
        assert connection.scalar(text(may)) is False
        connect = "select has_database_privilege('public', current_database(), 'connect')"
        assert connection.scalar(text(connect)) is False
        assert connection.scalar(text("show jit")) == "off"


def test_a_restore_sends_away_whoever_is_connected(
    town: Addresses, cluster: Cluster, tmp_path: Path
) -> None:
    file = tmp_path / "town.dump"
    backup.backup(town.owner, file, cluster.programs)
    engine = create_engine(town.service)
    with engine.connect() as busy:
        busy.execute(text("select 1"))

        backup.restore(town, file, cluster.programs, silent, force=True)

        busy.invalidate()
    engine.dispose()
    assert hashes(town)


def test_a_database_in_use_is_not_replaced_unless_told_to(
    town: Addresses, cluster: Cluster, tmp_path: Path
) -> None:
    file = tmp_path / "town.dump"
    backup.backup(town.owner, file, cluster.programs)
    saved = hashes(town)

    with pytest.raises(ParameterError, match="not empty"):
        backup.restore(town, file, cluster.programs, silent)

    assert hashes(town) == saved
    assert others(town) == []


def test_an_empty_database_is_filled_without_more_ado(
    town: Addresses, cluster: Cluster, tmp_path: Path
) -> None:
    file = tmp_path / "town.dump"
    backup.backup(town.owner, file, cluster.programs)
    name = clusters.unique("empty")
    empty = cluster.addresses(name)
    databases.create_database(empty, name)
    try:
        assert backup.restore(empty, file, cluster.programs, silent) is None
        assert hashes(empty) == hashes(town)
        assert others(empty) == []
    finally:
        databases.drop_database(empty, name)


@pytest.mark.parametrize("with_note", [True, False])
def test_a_damaged_backup_changes_nothing(
    town: Addresses, cluster: Cluster, tmp_path: Path, *, with_note: bool
) -> None:
    file = tmp_path / "town.dump"
    backup.backup(town.owner, file, cluster.programs)
    content = bytearray(file.read_bytes())
    content[len(content) // 2 :] = b"\0" * (len(content) - len(content) // 2)
    file.write_bytes(content)
    if not with_note:
        (tmp_path / "town.dump.json").unlink()
    saved = hashes(town)

    complaint = (ParameterError, "is damaged") if with_note else (DatabaseError, "pg_restore")
    with pytest.raises(complaint[0], match=complaint[1]):
        backup.restore(town, file, cluster.programs, silent, force=True)

    assert hashes(town) == saved
    assert others(town) == []


def test_a_backup_of_a_newer_version_is_refused(
    town: Addresses, cluster: Cluster, tmp_path: Path
) -> None:
    file = tmp_path / "town.dump"
    with contents.connected(town.owner) as connection:
        contents.execute(connection, "update alembic_version set version_num = '9999'")
    backup.backup(town.owner, file, cluster.programs)
    saved = hashes(town)

    with pytest.raises(DatabaseError, match="no revision 9999"):
        backup.restore(town, file, cluster.programs, silent, force=True)

    assert hashes(town) == saved
    assert others(town) == []


def test_a_backup_is_not_overwritten_by_accident(
    town: Addresses, cluster: Cluster, tmp_path: Path
) -> None:
    file = tmp_path / "town.dump"
    file.write_bytes(b"precious")

    with pytest.raises(ParameterError, match="there already"):
        backup.backup(town.owner, file, cluster.programs)

    assert file.read_bytes() == b"precious"
    backup.backup(town.owner, file, cluster.programs, force=True)
    assert backup.read_note(file) is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["town.dump", "town.dump.json"]


def test_the_note_tells_what_the_backup_is_of(
    town: Addresses, cluster: Cluster, tmp_path: Path
) -> None:
    file = tmp_path / "town.dump"
    backup.backup(town.owner, file, cluster.programs)

    note = json.loads((tmp_path / "town.dump.json").read_text("utf-8"))

    assert note["size"] == file.stat().st_size
    assert note["revision"] == migrations.head()
    assert note["postgis"].startswith("3.")
    assert file.stat().st_mode & 0o077 == 0


def test_rights_that_were_widened_are_found_and_set_right(
    town: Addresses, cluster: Cluster
) -> None:
    role = str(town.service.username)
    with contents.connected(town.owner) as connection:
        contents.execute(connection, "grant delete on assignments to wangge_app")
        contents.execute(connection, "grant update (hash) on audit_log to wangge_app")
        contents.execute(connection, "grant execute on function register_crs to public")

    found = {v.name: v for v in checks.run(checks.standard(town, cluster.programs))}["rights"]

    assert not found.good
    for part in ("may delete assignments", "may update audit_log.hash", "public may execute"):
        assert part in found.text
    databases.migrate(town.owner, role)
    found = {v.name: v for v in checks.run(checks.standard(town, cluster.programs))}["rights"]
    assert found.good, found.text


def test_a_check_that_fails_does_not_keep_the_others_from_running() -> None:
    def wrong() -> str:
        raise DatabaseError("this is not so")

    verdicts = list(
        checks.run([checks.Check("first", wrong), checks.Check("second", lambda: "all is well")])
    )

    assert [(v.name, v.good, v.text) for v in verdicts] == [
        ("first", False, "this is not so"),
        ("second", True, "all is well"),
    ]


def test_an_older_form_is_only_gone_back_to_when_told(town: Addresses) -> None:
    role = str(town.service.username)
    saved = hashes(town)

    with pytest.raises(ParameterError, match="a step back"):
        databases.migrate(town.owner, role, to="base", down=False)

    assert hashes(town) == saved
    assert databases.migrate(town.owner, role, to="base") == (migrations.head(), "base")
    assert databases.migrate(town.owner, role) == ("base", migrations.head())


def test_the_service_may_not_migrate(town: Addresses) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        databases.migrate(town.service, "wangge_app", to="base")


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(map(str, arguments)))
    return result.exit_code, " ".join(result.output.split())


@pytest.mark.parametrize("command", ["status", "migrate", "check", "backup x.dump"])
@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("postgresql://me:hunter2@127.0.0.1:1/town", "Connection refused"),
        ("hunter2", "not the address of a database"),
        ("mysql://me:hunter2@127.0.0.1/town", "only PostgreSQL will do"),
    ],
)
def test_a_wrong_address_is_told_in_one_sentence_without_its_password(
    command: str, url: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    status, said = run(*command.split(), "--database", url)

    assert status == (1 if command == "check" and "refused" in complaint else 2)
    assert complaint in said
    assert "hunter2" not in said
    assert "internal error" not in said
    assert list(tmp_path.iterdir()) == []


def test_without_a_cluster_each_command_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WANGGE_DATABASE", "WANGGE_DATABASE_OWNER"):
        monkeypatch.delenv(name, raising=False)
    for command in ("status", "migrate", "check", "backup x.dump", "restore x.dump"):
        status, said = run(*command.split(), "--data", tmp_path)
        assert (status, "gis db up" in said) == (2, True), said
    assert run("down", "--data", tmp_path)[0] == 0
    assert list(tmp_path.iterdir()) == []


def test_the_private_cluster_is_never_taken_for_a_server_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WANGGE_DATABASE_OWNER", raising=False)
    monkeypatch.setenv("WANGGE_DATABASE", "postgresql://app:x@db.example/town")

    status, said = run("backup", tmp_path / "x.dump")
    assert (status, "WANGGE_DATABASE_OWNER" in said) == (2, True), said

    url = "postgresql://me:x@127.0.0.1:1/town"
    status, said = run("status", "--data", tmp_path, "--database", url)
    assert (status, "not both" in said) == (2, True), said


def test_a_server_of_ones_own_is_backed_up_restored_and_checked(
    town: Addresses, tmp_path: Path
) -> None:
    assert town.admin is not None
    owner, admin = (
        url.set(drivername="postgresql").render_as_string(hide_password=False)
        for url in (town.owner, town.admin)
    )
    file = tmp_path / "town.dump"
    saved = hashes(town)

    assert run("backup", file, "--database", owner)[0] == 0
    status, said = run("restore", file, "--database", owner, "--force")
    assert (status, "--admin" in said) == (2, True), said
    status, said = run("restore", file, "--database", owner, "--admin", admin, "--force")
    assert status == 0, said

    assert hashes(town) == saved
    status, said = run("check", "--database", owner)
    assert status == 0, said
    assert "left out: pg_amcheck" in said
    assert f"at {migrations.head()}" in run("status", "--database", owner)[1]
