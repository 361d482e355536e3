"""Opening gateway.db: its settings, its version, its migrations."""

import sqlite3
from pathlib import Path
from typing import Final

from gateway.store.errors import StoreError
from runtime.sqlite_schema import SchemaError, migrate, migrations, version_of

APPLICATION_ID: Final = 0x54415848
"""`TAXH` in the file's header, so that `file` and this program know whose it is."""

MIGRATIONS: Final = Path(__file__).parent / "migrations"

OLDEST_SQLITE: Final = (3, 37, 0)
"""STRICT tables."""

BUSY_MS: Final = 5000
"""So long a lock of another connection is waited for."""

_SETTINGS: Final = f"""
PRAGMA synchronous = FULL;            -- a commit is on the disk, or it is none
PRAGMA secure_delete = ON;            -- what is erased is filled with zeros
PRAGMA busy_timeout = {BUSY_MS};
PRAGMA journal_size_limit = 4194304;
PRAGMA foreign_keys = ON;
PRAGMA recursive_triggers = ON;       -- REPLACE asks the triggers on DELETE too
"""


def open_database(path: Path) -> sqlite3.Connection:
    """The writing connection, in autocommit mode, on a database of the newest version.

    It may be handed to another thread. Raises StoreError with a sentence when the file is not
    ours, is damaged, or was written by a newer version.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old; 3.37 or newer is needed.")
    try:
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise StoreError(f"The store {path} cannot be opened: {error}.") from error
    try:
        _prepare(db, path)
    except sqlite3.Error as error:
        db.close()
        raise StoreError(f"The store {path} cannot be used: {error}.") from error
    except SchemaError as error:
        db.close()
        raise StoreError(str(error)) from error
    return db


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    steps = migrations(MIGRATIONS)
    version = version_of(db, path, APPLICATION_ID, len(steps))
    db.executescript(_SETTINGS)
    (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise SchemaError(
            f"The file system of {path} cannot keep SQLite's write-ahead log; use a local disk."
        )
    migrate(db, steps, version, APPLICATION_ID)
