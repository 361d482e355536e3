"""A real PostgreSQL that tests start, crash, start again and set back to an older copy of itself.

One cluster serves all tests of a process, each with a database of its own. It listens on a socket
in a short folder only. A test without PostgreSQL 15 is skipped and says so
(tools/system_packages.sh brings it).

PostgreSQL does not run as root: where we are root it runs as the user `postgres`.
"""

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.mosquitto import installed
from tools.servers import (
    USER,
    address,
    as_server,
    make_cluster,
    postgresql_programs,
    started,
    takes,
)

PREFIX: Final = "taxhall-pg-"
SETTINGS: Final = (
    "max_connections = 60",
    "shared_buffers = 64MB",
    "fsync = off",
    "full_page_writes = off",
    "timezone = 'UTC'",
)
"""A crash of the process takes nothing from the system's own cache, so nothing waits for a disk.
synchronous_commit stays on: what is told as committed is out of the process."""


class Postgres:
    """A cluster with its folder: start(), stop(), crash(), backup(), restore(), remove()."""

    def __init__(self) -> None:
        """Make the folder, not running. Skips the test when there is no PostgreSQL."""
        self._bin = installed(postgresql_programs)
        # Not in tmp_path: the name of a socket has 107 bytes, and root's folder is root's.
        base = Path(os.environ.get("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir()))
        _sweep(base)
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=base))
        self.data = make_cluster(self.folder, SETTINGS, synced=False)
        self.crashes = 0
        self._popen: subprocess.Popen[bytes] | None = None
        self._turn = itertools.count(1)
        self._copies = itertools.count(1)

    @property
    def running(self) -> bool:
        """It has been started and has not ended."""
        return self._popen is not None and self._popen.poll() is None

    def start(self) -> None:
        """Returns when it takes connections; after a crash that is when it has recovered."""
        assert not self.running, "it runs already"
        argv = [*as_server("QUIT"), str(self._bin / "postgres"), "-D", str(self.data)]
        self._popen = started(argv, self.folder / "log", lambda: takes(self.folder), 60.0)

    def stop(self) -> None:
        """In order; connections are ended."""
        self._end("fast")

    def crash(self) -> None:
        """At once, with no word to anybody and no checkpoint: it recovers when it is started."""
        self.crashes += 1
        self._end("immediate")

    def restart(self) -> None:
        """Crash and start."""
        self.crash()
        self.start()

    def backup(self) -> Path:
        """A base backup of all it holds now, taken while it runs and is written to."""
        there = self.folder / f"backup-{next(self._copies)}"
        self._run("pg_basebackup", "-h", str(self.folder), "-U", USER, "-D", str(there),
                  "-c", "fast", "-X", "stream", "--no-sync")  # fmt: skip
        return there

    def restore(self, backup: Path) -> None:
        """Crash, take the backup's state, start: whatever was committed since is gone."""
        if self.running:
            self.crash()
        shutil.rmtree(self.data)
        self._run("cp", "-a", str(backup), str(self.data))
        self.start()

    def create(self) -> "Database":
        """A database with nothing in it."""
        name = f"test_{next(self._turn)}"
        self.sql(f"CREATE DATABASE {name}")
        return Database(self, name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected; none of that name is no fault."""
        self.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def conninfo(self, database: str = "postgres") -> str:
        """How to connect, as libpq reads it."""
        return f"host={self.folder} port=5432 user={USER} dbname={database}"

    def url(self, database: str = "postgres") -> str:
        """The same as an address."""
        return address(self.folder, database)

    def sql(self, statement: str, database: str = "postgres") -> str:
        """What psql prints of it: one line a row, `|` between columns."""
        return self._run("psql", "-h", str(self.folder), "-U", USER, "-d", database, "-AtqX",
                         "-v", "ON_ERROR_STOP=1", "-c", statement)  # fmt: skip

    def words(self) -> str:
        """What it said, for a test that fails."""
        log = self.folder / "log"
        return log.read_text("utf-8", "replace")[-2000:] if log.exists() else ""

    def remove(self) -> None:
        """End it and leave nothing of it."""
        if self.running:
            self._end("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, mode: str) -> None:
        assert self._popen is not None, "it does not run"
        self._run("pg_ctl", "stop", "-D", str(self.data), "-m", mode, "-t", "60")
        self._popen.wait(30)

    def _run(self, program: str, *arguments: str) -> str:
        found = self._bin / program
        argv = [*as_server(), str(found) if found.exists() else program, *arguments]
        done = subprocess.run(argv, capture_output=True, text=True, check=False, cwd="/")
        assert done.returncode == 0, f"{program} {arguments}: {done.stderr}{self.words()}"
        return done.stdout.strip()


@dataclass(frozen=True)
class Database:
    """One database of a cluster."""

    cluster: Postgres
    name: str

    @property
    def conninfo(self) -> str:
        """How to connect, as libpq reads it."""
        return self.cluster.conninfo(self.name)

    @property
    def url(self) -> str:
        """The same as an address."""
        return self.cluster.url(self.name)

    def sql(self, statement: str) -> str:
        """What psql prints of it."""
        return self.cluster.sql(statement, self.name)


def _sweep(base: Path) -> None:
    """Remove what a process left that was killed before it could."""
    for folder in base.glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).split("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Postgres]:
    """The cluster of this process's tests."""
    cluster = Postgres()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture
def postgres(postgres_cluster: Postgres) -> Iterator[Database]:
    """A fresh database; `.cluster` may be crashed, started and set back: no other test runs on it
    meanwhile."""
    if not postgres_cluster.running:
        postgres_cluster.start()
    database = postgres_cluster.create()
    yield database
    if postgres_cluster.running:
        postgres_cluster.drop(database.name)
