"""SQLite: one file, one writer of facts, a short connection for every other question."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from central.store.lock import StoreLock
from central.store.port import PoisonError, Result, Row, StoreError, Transaction, marks
from central.store.sqlite_schema import is_current, opened
from runtime.sqlite_schema import SchemaError

BUSY_S: Final = 5.0
"""So long whoever comes second waits: SQLite lets one write at a time."""


class Statements:
    """See port.Transaction."""

    for_update = ""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def execute(self, sql: str, *values: object) -> Result:
        """One statement."""
        cursor = self._db.execute(sql, values)
        return Result(cursor.fetchall(), cursor.rowcount)

    def among(self, values: Sequence[str] | Sequence[int]) -> tuple[str, object]:
        """JSON: there is no end of values then."""
        return "IN (SELECT value FROM json_each(?))", json.dumps(values)

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Many new rows."""
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks(columns)})"
        self._db.executemany(sql, rows)

    def alone(self, what: str) -> None:
        """Whoever writes is alone anyway."""


class Writer:
    """The connection of whoever takes facts in. Nobody else takes any in until close()."""

    def __init__(self, path: Path) -> None:
        """Open or create the database and bring its schema up to date. Raises StoreError."""
        self._path = path
        self._lock = _lock(path)
        try:
            self._db = opened(path)
        except SchemaError as error:
            self._lock.release()
            raise StoreError(str(error)) from error
        except (OSError, sqlite3.Error) as error:
            self._lock.release()
            raise _unusable(path, error) from error

    def close(self) -> None:
        """Give the file back."""
        self._db.close()
        self._lock.release()

    def select(self, sql: str, *values: object) -> Sequence[Row]:
        """See port.Database."""
        with self.transaction() as db:
            return db.execute(sql, *values).rows

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """See port.Database."""
        with _told(self._path), _all_or_nothing(self._db):
            yield Statements(self._db)


class File:
    """See port.Database. It opens a connection per question, so it holds no old snapshot."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._uri = f"file:{quote(str(path))}"

    def close(self) -> None:
        """Nothing is held."""

    def select(self, sql: str, *values: object) -> Sequence[Row]:
        """Over a connection that cannot write."""
        with self._connected("ro") as db:
            return db.execute(sql, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Beside the writer of facts; whoever comes second waits."""
        with self._connected("rw") as db:
            db.execute("PRAGMA synchronous = FULL")
            with _all_or_nothing(db):
                yield Statements(db)

    @contextmanager
    def _connected(self, mode: str) -> Iterator[sqlite3.Connection]:
        db: sqlite3.Connection | None = None
        with _told(self._path):
            try:
                db = sqlite3.connect(
                    f"{self._uri}?mode={mode}", uri=True, timeout=BUSY_S, isolation_level=None
                )
                yield db
            finally:
                if db is not None:
                    db.close()


def prepare(path: Path) -> None:
    """See that the schema is of this version; who has the file open has seen to it. Raises
    StoreError."""
    if not is_current(path):
        Writer(path).close()


@contextmanager
def _all_or_nothing(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DataError as error:
        raise PoisonError(f"{path.name} cannot hold it: {error}") from error
    except sqlite3.Error as error:
        raise StoreError(f"{path.name} fails: {error}") from error


def _lock(path: Path) -> StoreLock:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return StoreLock(path)
    except BlockingIOError as error:
        raise StoreError(f"Another central has {path} open; stop it first.") from error
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        raise _unusable(path, error) from error


def _unusable(path: Path, error: Exception) -> StoreError:
    return StoreError(
        f"{path} cannot be opened ({error}); name another file as path of [store], or let"
        " central's user write there."
    )
