"""The gateway's store with its writer driven by hand, on a disk that may fail at any statement."""

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from gateway.clock import Clock
from gateway.hall.plan import HallPlan
from gateway.store import rows
from gateway.store.head import Head
from gateway.store.writer import Writer
from tests.fault_model.wire import Killed


@dataclass
class Blow:
    """What happens at one of the next statements of a transaction, or at its COMMIT."""

    statements: int
    """So many more are executed."""
    kills: bool
    """The process ends; else the disk reports an error."""
    after: bool
    """If it meets a COMMIT: after that has reached the disk, not before."""


@dataclass
class Changed:
    """What is asked of the cursor of many rows."""

    rowcount: int


class FailingDisk:
    """What the store needs of a connection, with blows."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.blow: Blow | None = None
        self.when_struck: Callable[[Blow], None] = lambda blow: None
        self._dead = False

    @property
    def in_transaction(self) -> bool:
        """See sqlite3.Connection."""
        return self.db.in_transaction

    @property
    def total_changes(self) -> int:
        """See sqlite3.Connection."""
        return self.db.total_changes

    def execute(self, sql: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """See sqlite3.Connection."""
        if self._dead:
            raise Killed
        blow = self.blow
        if blow is None or not (self.db.in_transaction or sql.startswith("BEGIN")):
            return self.db.execute(sql, values)
        ends = sql == "COMMIT"
        blow.statements -= 1
        if blow.statements > 0 and not ends:
            return self.db.execute(sql, values)
        self.blow = None
        if ends and blow.after:
            self.db.execute(sql, values)
        return self._strike(blow)

    def executemany(self, sql: str, rows: Iterable[tuple[object, ...]]) -> Changed:
        """See sqlite3.Connection. Row by row, so that a blow may fall between two."""
        return Changed(sum(self.execute(sql, values).rowcount for values in rows))

    def _strike(self, blow: Blow) -> sqlite3.Cursor:
        self.when_struck(blow)
        if not blow.kills:
            raise sqlite3.OperationalError("disk I/O error")
        self._dead = True
        raise Killed


class HandWriter(Writer):
    """The real one, but it commits when it is told, in the thread of whoever tells it."""

    def __init__(
        self, db: sqlite3.Connection, at: rows.Meta, plan: HallPlan, clock: Clock, head: Head
    ) -> None:
        self.disk = FailingDisk(db)
        super().__init__(cast(sqlite3.Connection, self.disk), at, plan, clock, head)

    @property
    def behind(self) -> bool:
        """Commands are waiting."""
        return not self._jobs.empty()

    def commit(self) -> None:
        """One group, if there is any."""
        if self.behind:
            self._commit(self._next_group())

    def _run(self) -> None:
        """Nothing happens by itself."""


def copy_image(of: Path, to: Path) -> None:
    """The files as a killed process leaves them: SQLite's log is read by the next one."""
    shutil.copyfile(of, to)
    log = of.with_name(of.name + "-wal")
    if log.exists():
        shutil.copyfile(log, to.with_name(to.name + "-wal"))


def all_facts(db: Any) -> list[tuple[int, str, str, str | None, int, str]]:
    """n, identity, type, cause, at_ms and data of every row."""
    sql = "SELECT n, identity, type, cause, at_ms, data FROM fact ORDER BY n"
    return cast(list[tuple[int, str, str, str | None, int, str]], db.execute(sql).fetchall())
