"""The file of kept tallies, on the disk of whoever shows them. Derived: it may be deleted.

What is in it and what that means, `insight` says.
"""

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import insight
from insight.book import Rollup
from insight.figures import RULES
from insight.kept import Change, Kept
from insight.kept_rows import SCHEMA, TABLES, SpoiltError, days_of, kept_of, statements, sums_of
from insight.scope import Kind, Scope
from insight.tally import Tally

APPLICATION_ID: Final = 0x54415846
"""`TAXF` in the file's header, so that nobody else's file is taken for one of these."""

SPOILT: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
"""Codes of errors that no later try overcomes."""


class KeptFileError(Exception):
    """The file cannot be used; the text is a sentence."""


def version() -> str:
    """Of the rules of figures and of the very program that counts by them."""
    (folder,) = insight.__path__
    sources = [path.read_bytes() for path in sorted(Path(folder).glob("*.py"))]
    return f"{RULES}-{hashlib.sha256(b''.join(sources)).hexdigest()[:16]}"


class KeptFile:
    """Tallies of one hall or of many. One thread at a time; every method raises KeptFileError."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open it. What another version has written, or a disk has spoilt, is thrown away.

        read_only: nothing is written or thrown away, and what is not there is an error.
        """
        self._path, self._read_only = path, read_only
        try:
            self._db = _looked_at(path) if read_only else _opened(path)
        except (OSError, sqlite3.Error) as error:
            raise KeptFileError(f"The figures file {path} cannot be opened: {error}.") from error

    def select(self, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """Rows of a SELECT."""
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self.failed(error) from error

    def run(self, changes: Iterable[tuple[str, list[tuple[Any, ...]]]]) -> None:
        """All of it, or nothing of it."""
        try:
            with self._db:  # commits, or takes all of it back
                self._db.execute("BEGIN IMMEDIATE")
                for sql, rows in changes:
                    self._db.executemany(sql, rows)
        except sqlite3.Error as error:
            raise self.failed(error) from error

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def failed(self, error: sqlite3.Error | SpoiltError) -> KeptFileError:
        """What to raise. A spoilt file is thrown away: whoever opens it again counts anew."""
        code = getattr(error, "sqlite_errorcode", 0)  # where SQLite was not even asked, none
        spoilt = isinstance(error, SpoiltError) or code & 0xFF in SPOILT
        if spoilt and not self._read_only:
            self._db.close()
            _remove(self._path)
        return KeptFileError(f"The figures file {self._path} fails: {error}.")


@dataclass(frozen=True)
class HallTallies:
    """Those of one hall: the insight.kept.File of `insight.rollups`."""

    file: KeptFile
    hall: str

    def kept(self) -> Kept | None:
        """What it says beside its tallies."""
        return kept_of(self.hall, self.file.select)

    def days(self, first: str, last: str, kinds: Iterable[Kind] = ()) -> Rollup:
        """Tallies of these days."""
        try:
            return days_of(self.hall, self.file.select, first, last, kinds)
        except SpoiltError as error:
            raise self.file.failed(error) from error

    def sums(
        self, first: str, last: str, kinds: Iterable[Kind] = ()
    ) -> tuple[list[str], dict[Scope, Tally]]:
        """Sums of these days."""
        try:
            return sums_of(self.hall, self.file.select, first, last, kinds)
        except SpoiltError as error:
            raise self.file.failed(error) from error

    def keep(self, change: Change) -> None:
        """Write a change."""
        self.file.run(statements(self.hall, change))

    def clear(self) -> None:
        """Hold nothing of this hall."""
        self.file.run((f"DELETE FROM {table} WHERE hall = ?", [(self.hall,)]) for table in TABLES)


def _opened(path: Path) -> sqlite3.Connection:
    try:
        db = _connected(path)
        if _is_current(db):
            return db
        db.close()
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
    _remove(path)
    db = _connected(path)
    db.executescript(
        f"BEGIN; {SCHEMA} PRAGMA application_id = {APPLICATION_ID};"
        f" CREATE TABLE version (told TEXT NOT NULL) STRICT;"
        f" INSERT INTO version VALUES ('{version()}'); COMMIT;"
    )
    return db


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA busy_timeout = 5000")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the newest, never the whole
    return db


def _looked_at(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing. Raises sqlite3.Error where there is no file of ours."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    db = sqlite3.connect(uri, uri=True, isolation_level=None)
    if not _is_current(db):
        db.close()
        raise sqlite3.DatabaseError("another version has written it")
    return db


def _is_current(db: sqlite3.Connection) -> bool:
    """Raises sqlite3.OperationalError for a database of somebody else, which is left alone."""
    (owner,) = db.execute("PRAGMA application_id").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if owner != APPLICATION_ID:
        if owner or tables:
            raise sqlite3.OperationalError("it is a database of another program")
        return False
    return bool(db.execute("SELECT 1 FROM version WHERE told = ?", (version(),)).fetchone())


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        with suppress(FileNotFoundError):
            path.with_name(name).unlink()
