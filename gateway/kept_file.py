"""The file of kept tallies beside a hall's database. Derived: it may be deleted at any time.

Central has one like it; the two programs share no room where this could stand once. What is in it
and what that means stands once, in `insight`.
"""

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
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


def file_of(store: Path) -> Path:
    """Where the tallies of this database lie."""
    return store.with_name(f"{store.stem}-figures.db")


def version() -> str:
    """Of the rules of figures and of the very program that counts by them."""
    (folder,) = insight.__path__
    sources = [path.read_bytes() for path in sorted(Path(folder).glob("*.py"))]
    return f"{RULES}-{hashlib.sha256(b''.join(sources)).hexdigest()[:16]}"


class KeptFile:
    """Tallies of one hall. One thread at a time; every method raises KeptFileError."""

    def __init__(self, path: Path, hall: str, *, read_only: bool = False) -> None:
        """Open it. What another version has written, or a disk has spoilt, is thrown away."""
        self._path, self._hall, self._read_only = path, hall, read_only
        try:
            self._db = _looked_at(path) if read_only else _opened(path)
        except (OSError, sqlite3.Error) as error:
            raise KeptFileError(f"The figures file {path} cannot be opened: {error}.") from error

    def kept(self) -> Kept | None:
        """See insight.kept.File."""
        return kept_of(self._hall, self._select)

    def days(self, first: str, last: str, kinds: Iterable[Kind] = ()) -> Rollup:
        """See insight.kept.File."""
        try:
            return days_of(self._hall, self._select, first, last, kinds)
        except SpoiltError as error:
            raise self._failed(error) from error

    def sums(
        self, first: str, last: str, kinds: Iterable[Kind] = ()
    ) -> tuple[list[str], dict[Scope, Tally]]:
        """See insight.kept.File."""
        try:
            return sums_of(self._hall, self._select, first, last, kinds)
        except SpoiltError as error:
            raise self._failed(error) from error

    def keep(self, change: Change) -> None:
        """See insight.kept.File."""
        self._run(statements(self._hall, change))

    def clear(self) -> None:
        """See insight.kept.File."""
        self._run((f"DELETE FROM {table} WHERE hall = ?", [(self._hall,)]) for table in TABLES)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _select(self, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def _run(self, changes: Iterable[tuple[str, list[tuple[Any, ...]]]]) -> None:
        try:
            with self._db:  # commits, or takes all of it back
                self._db.execute("BEGIN IMMEDIATE")
                for sql, rows in changes:
                    self._db.executemany(sql, rows)
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def _failed(self, error: sqlite3.Error | SpoiltError) -> KeptFileError:
        """What to raise. A spoilt file is thrown away: whoever opens it again counts anew."""
        code = getattr(error, "sqlite_errorcode", 0)  # where SQLite was not even asked, none
        spoilt = isinstance(error, SpoiltError) or code & 0xFF in SPOILT
        if spoilt and not self._read_only:
            self._db.close()
            _remove(self._path)
        return KeptFileError(f"The figures file {self._path} fails: {error}.")


def _looked_at(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing. Raises sqlite3.Error where there is no file of ours."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    db = sqlite3.connect(uri, uri=True, isolation_level=None)
    if not _is_current(db):
        db.close()
        raise sqlite3.DatabaseError("another version has written it")
    return db


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
