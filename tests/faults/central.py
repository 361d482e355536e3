"""Central's taking in as processes, with the database of either kind."""

import shutil
import sqlite3
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import psycopg

from central.config import load
from central.store import Database, open_database
from tests import postgres
from tests.faults.hall import Hall
from tests.uplink.harness import Process
from tests.uplink.lives import Life
from tools.audit import central as audit_central
from tools.audit.gateway import Gateway
from tools.audit.report import Report

TAKING_IN: Final = "tests.faults.taking_in"

Rows = list[tuple[Any, ...]]


class Central(ABC):
    """One process that takes in, or several where the database lets them."""

    store = ""
    """Lines of [store]."""

    def __init__(self, folder: Path, port: int, shared: bool = False) -> None:
        """shared: there are going to be several workers."""
        self.shared = shared
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.kills = 0
        self.process: Process | None = None
        self._config = folder / "central.toml"
        self._config.write_text(
            f"[broker]\nport = {port}\n[ingest]\nshared = {str(self.shared).lower()}\n"
            f"[store]\n{self.store}\n",
            "utf-8",
        )

    @property
    def running(self) -> bool:
        """It has been started and has not ended."""
        return self.process is not None and self.process.popen.poll() is None

    def start(self, *how: str) -> None:
        """how: words of taking_in.py."""
        self.process = self.worker(*how)

    def worker(self, *how: str) -> Process:
        """One more beside the first, which the caller ends."""
        return Process(TAKING_IN, "--config", str(self._config), *how, start=Life)

    def kill(self) -> None:
        """As by a power cut."""
        assert self.process is not None
        self.kills += 1
        self.process.kill()

    def stop(self) -> None:
        """In order."""
        assert self.process is not None
        assert self.process.stop(20) == 0

    def as_a_page_has_it(self) -> Database:
        """The database, to ask halls something."""
        return open_database(load(self._config).store)

    def close(self) -> None:
        """End it, if it runs."""
        if self.running:
            self.kill()

    def through(self, hall: Hall) -> int:
        """Row up to which it has all of this hall's, 0 if it knows nothing of it."""
        sql = "SELECT through FROM head WHERE hall = ? AND stream = ?"
        rows = self.ask(sql, hall.name, hall.store.stream)
        return int(rows[0][0]) if rows else 0

    def digest(self, hall: Hall) -> bytes:
        """Running SHA-256 of the hall's stream as central has computed it."""
        sql = "SELECT digest FROM head WHERE hall = ? AND stream = ?"
        ((digest,),) = self.ask(sql, hall.name, hall.store.stream)
        return bytes(digest)

    def quarantined(self) -> Rows:
        """(kind, hall, n) of what is set aside and not read since."""
        return self.ask("SELECT kind, hall, n FROM quarantine WHERE read_ms IS NULL ORDER BY id")

    @abstractmethod
    def ask(self, sql: str, *values: object) -> Rows:
        """What its database says, without any code of central's."""

    def compare(self, kept: Gateway, report: Report) -> None:
        """As `taxhall audit` does."""
        audit_central.compare(audit_central.place_of(self._config), kept, report)

    @abstractmethod
    def take_copy(self) -> None:
        """A backup of the database as it is now; what is running may be stopped for it."""

    @abstractmethod
    def set_back(self) -> None:
        """The database is what it was at the backup. Central is killed for it and started again."""


class OnSqlite(Central):
    """A file."""

    store = 'path = "central.db"'

    @property
    def db(self) -> Path:
        """The file."""
        return self.folder / "central.db"

    def ask(self, sql: str, *values: object) -> Rows:
        """See Central."""
        with closing(sqlite3.connect(f"file:{self.db}?mode=ro", uri=True, timeout=5)) as db:
            return db.execute(sql, values).fetchall()

    def take_copy(self) -> None:
        """See Central."""
        self.stop()
        shutil.copy(self.db, self.folder / "older")
        self.start()

    def set_back(self) -> None:
        """See Central."""
        self.kill()
        for path in self.folder.glob("central.db*"):
            path.unlink()
        shutil.copy(self.folder / "older", self.db)
        self.start()


class OnPostgresql(Central):
    """A database of a cluster that tests crash and set back."""

    def __init__(
        self, folder: Path, port: int, database: postgres.Database, shared: bool = False
    ) -> None:
        self.database = database
        self.store = f'url = "{database.url}"'
        super().__init__(folder, port, shared)

    def ask(self, sql: str, *values: object) -> Rows:
        """See Central."""
        with psycopg.connect(self.database.conninfo) as db:
            return db.execute(sql.replace("?", "%s").encode(), values).fetchall()

    def take_copy(self) -> None:
        """See Central."""
        self._older = self.database.cluster.backup()

    def set_back(self) -> None:
        """See Central."""
        self.kill()
        self.database.cluster.restore(self._older)
        self.start()
