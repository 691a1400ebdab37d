"""Making, starting and stopping the private cluster; healing what a crash has left."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from gis.database import contents
from gis.database.cluster import ADMIN, HOST, Addresses, Cluster
from gis.errors import DatabaseError

FIRST_PORT, PORTS = 54320, 400
TRIES = 20
_PASSING = "could not bind", "pre-existing shared memory block"
_GIB = 1 << 30
Tell = Callable[[str], None]


def up(cluster: Cluster, tell: Tell, *, tuning: Mapping[str, str] | None = None) -> Addresses:
    """See to it that the cluster runs and holds its roles and its database.

    Parameters
    ----------
    tell
        Gets a sentence for each thing that has to be done; nothing when all is well.
    tuning
        Settings of the server in place of ours, taken up when it starts.

    Raises
    ------
    DatabaseError
        It cannot be made or started; carries the server's own words.
    """
    with cluster.alone():
        state = cluster.read()
        if not cluster.data.exists():
            tell(f"making a private cluster in {cluster.home}")
            _initialise(cluster, state[ADMIN])
        if not running(cluster):
            _heal(cluster, tell)
            _start(cluster, tell, tuning or {})
        addresses = cluster.addresses()
        contents.prepare(addresses)
        return addresses


def down(cluster: Cluster, tell: Tell) -> None:
    """Stop the cluster; open transactions are rolled back.

    Raises
    ------
    DatabaseError
        It does not stop.
    """
    with cluster.alone():
        if not cluster.data.exists() or not running(cluster):
            return
        tell(f"stopping the private cluster in {cluster.home}")
        done = _control(cluster, "stop", "--mode=fast", "--wait", "--timeout=60")
        if done.returncode:
            raise DatabaseError(f"PostgreSQL does not stop: {_words(done)}")


def running(cluster: Cluster) -> bool:
    """Whether a server runs in the data directory."""
    pid = process(cluster)
    return pid is not None and _is_server(pid, cluster)


def process(cluster: Cluster) -> int | None:
    """The process named in the pid file, whether it lives or not; None without one."""
    first = _pid_file(cluster)[0].strip()
    return int(first) if first.isdecimal() else None


def _pid_file(cluster: Cluster) -> list[str]:
    """Its lines: process, data directory as the server was told, and more."""
    path = cluster.data / "postmaster.pid"
    return [*cluster.account.run(["/bin/cat", str(path)]).stdout.split("\n"), "", ""]


def _is_server(pid: int, cluster: Cluster) -> bool:
    """Whether a process is the server of this data directory, and not one that got its number."""
    command = _command(pid, cluster)
    told = _pid_file(cluster)[1] or str(cluster.data)
    return any(f" {path} " in f"{command} " for path in (cluster.data, told))


def _command(pid: int, cluster: Cluster) -> str:
    """How a process was called; empty for one that has ended, buried or not."""
    if Path("/proc/self").exists():
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return ""
        return os.fsdecode(line).replace("\0", " ").strip()
    done = cluster.account.run(["/bin/ps", "-o", "command=", "-p", str(pid)])
    return done.stdout.strip()


def _initialise(cluster: Cluster, password: str) -> None:
    """Make the data directory beside its place; it gets its name when it is complete."""
    half = cluster.home / "data.half"
    if half.exists():
        shutil.rmtree(half)
    half.mkdir(mode=0o700)
    cluster.account.give(half)
    with tempfile.NamedTemporaryFile("w", dir=cluster.home, prefix="password.") as file:
        file.write(password)
        file.flush()
        cluster.account.give(Path(file.name))
        # Text sorts by code point: the same on every machine.
        done = cluster.account.run(
            [
                cluster.programs.path("initdb"),
                f"--pgdata={half}",
                f"--username={ADMIN}",
                f"--pwfile={file.name}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums",
            ]
        )
    if done.returncode:
        raise DatabaseError(f"initdb failed: {_words(done)}")
    with (half / "postgresql.conf").open("a") as conf:
        conf.write("\ninclude_if_exists = 'wangge.conf'\n")
    half.rename(cluster.data)


def _heal(cluster: Cluster, tell: Tell) -> None:
    """Remove what a killed server left, where it would keep the next one from starting."""
    pid = process(cluster)
    if pid is not None and _command(pid, cluster):
        tell(f"removing a stale pid file: process {pid} is no longer PostgreSQL")
    elif pid is not None:
        tell("PostgreSQL was not shut down; it recovers from its log")
    if pid is not None and _numbered(pid):
        # PostgreSQL would take whoever has the number now for its own server. A number of no
        # process is left to it.
        (cluster.data / "postmaster.pid").unlink(missing_ok=True)
    if cluster.run.exists():
        for old in cluster.run.glob(".s.PGSQL.*"):
            old.unlink(missing_ok=True)


def _numbered(pid: int) -> bool:
    """Whether any process has this number, be it an ended one that nobody has buried."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _start(cluster: Cluster, tell: Tell, tuning: Mapping[str, str]) -> None:
    cluster.run.mkdir(mode=0o700, exist_ok=True)
    cluster.account.give(cluster.run)
    state = cluster.read()
    port = int(state["port"])
    for _ in range(TRIES):
        port = free_port(port)
        if state["port"] != str(port):
            if state["port"] != "0":
                tell(f"port {state['port']} is taken; going on with {port}")
            state["port"] = str(port)
            cluster.write(state)
        _configure(cluster, port, tuning)
        cluster.log.unlink(missing_ok=True)
        tell(f"starting PostgreSQL {cluster.programs.version} on {HOST}:{port}")
        done = _control(
            cluster, "start", "--wait", "--timeout=120", f"--log={cluster.log}", "--silent"
        )
        if done.returncode == 0:
            return
        log = cluster.log.read_text("utf-8", "replace") if cluster.log.exists() else ""
        # Another program was quicker to take the port, or backends of a killed server still end.
        if not any(passing in log for passing in _PASSING):
            break
        time.sleep(0.5)
    raise DatabaseError(
        f"PostgreSQL does not start: {_words(done)}\nIts last words in {cluster.log}:\n"
        + "\n".join(f"  {line}" for line in log.splitlines()[-8:])
    )


def free_port(wanted: int) -> int:
    """The wanted port if nobody listens there, else the next free one of ours.

    Raises
    ------
    DatabaseError
        All are taken.
    """
    ours = range(FIRST_PORT, FIRST_PORT + PORTS)
    for port in [wanted, *ours] if wanted else ours:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise DatabaseError(f"no port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1} is free")


def _configure(cluster: Cluster, port: int, tuning: Mapping[str, str]) -> None:
    """Write our settings; they are read when the server starts."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    settings = {
        "listen_addresses": HOST,
        "port": str(port),
        "unix_socket_directories": cluster.sockets,
        "max_connections": "100",
        "shared_buffers": f"{min(memory // 8, _GIB) >> 20}MB",
        "effective_cache_size": f"{memory // 2 >> 20}MB",
        "work_mem": "32MB",
        "maintenance_work_mem": "256MB",
        "max_wal_size": "2GB",
        "wal_compression": "on",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %q%u@%d ",
        **tuning,
    }
    conf = cluster.data / "wangge.conf"
    lines = [
        f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()
    ]
    conf.write_text("# Written by gis db up at each start.\n" + "\n".join(lines) + "\n", "utf-8")
    cluster.account.give(conf)


def _control(cluster: Cluster, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [cluster.programs.path("pg_ctl"), *arguments, f"--pgdata={cluster.data}"]
    return cluster.account.run(command)


def _words(done: subprocess.CompletedProcess[str]) -> str:
    return (done.stderr.strip() or done.stdout.strip() or f"status {done.returncode}")[-2000:]
