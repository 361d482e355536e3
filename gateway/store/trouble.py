"""Whether the database takes writes, and that it is told once when it does not."""

import logging
import sqlite3
from collections.abc import Sequence
from typing import Final

log = logging.getLogger(__name__)

PROBE_BYTES: Final = 65_536
"""More than a group of presses needs."""


class Trouble:
    """Belongs to the writer's thread; `now` may be read by any."""

    def __init__(self) -> None:
        self.now: str | None = None
        """What the database says while it does not take writes; None while it does."""
        self._told: set[str] = set()
        self._failed = 0

    def judge(self, failures: Sequence[Exception | None], written: bool) -> None:
        """Of a group that was committed. One that wrote nothing says nothing of the disk: SQLite
        did not need it.
        """
        causes = [failure.__cause__ for failure in failures if failure is not None]
        refused = next((one for one in causes if isinstance(one, sqlite3.OperationalError)), None)
        if refused is not None:
            self.fails(refused)
        elif written:
            self.takes()

    def fails(self, error: BaseException) -> None:
        """Told in the log once for each kind of failure: boards ask again many times a second."""
        self.now = str(error).rstrip(".")
        self._failed += 1
        if self.now not in self._told:
            self._told.add(self.now)
            log.error("the database does not take writes, nothing of them is kept: %s", error)

    def takes(self) -> None:
        """It took a write."""
        if self.now is not None:
            log.info("the database takes writes again; it failed %d times", self._failed)
        self.now = None
        self._failed = 0
        self._told.clear()


def probe(db: sqlite3.Connection) -> None:
    """Commit what needs room and leaves nothing behind. Raises sqlite3.Error.

    A row written over with itself would not do: SQLite sees that and asks the disk nothing.
    """
    db.execute("BEGIN IMMEDIATE")
    db.execute("CREATE TABLE probe (room BLOB) STRICT")
    db.execute("INSERT INTO probe VALUES (zeroblob(?))", (PROBE_BYTES,))
    db.execute("DROP TABLE probe")
    db.execute("COMMIT")
