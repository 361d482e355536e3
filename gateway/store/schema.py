"""Opening the database file: its settings, its version, its migrations."""

import re
import sqlite3
from pathlib import Path
from typing import Final

from gateway.store.errors import StoreError

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


def migrations(folder: Path = MIGRATIONS) -> dict[int, str]:
    """SQL by version, in order. Raises StoreError unless they are numbered 1, 2, 3 …"""
    found = {}
    for path in sorted(folder.glob("*.sql")):
        number = re.match(r"\d+", path.name)
        if number is None:
            raise StoreError(f"The migration {path.name} has no number.")
        found[int(number[0])] = path.read_text(encoding="utf-8")
    if not found or list(found) != list(range(1, len(found) + 1)):
        raise StoreError(f"The migrations are numbered {list(found)}, not 1, 2, 3 …")
    return found


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
    except StoreError:
        db.close()
        raise
    return db


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    steps = migrations()
    owner = _number(db, "PRAGMA application_id")
    version = _number(db, "PRAGMA user_version")
    tables = _number(db, "SELECT count(*) FROM sqlite_master")
    if owner != APPLICATION_ID and (tables or owner):
        raise StoreError(f"{path} is a database of another program; name another file.")
    if version > len(steps):
        raise StoreError(
            f"{path} was written by a newer version (schema {version}, this one knows "
            f"{len(steps)}); install that version again. Nothing was changed."
        )
    db.executescript(_SETTINGS)
    (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StoreError(
            f"The file system of {path} cannot keep SQLite's write-ahead log; use a local disk."
        )
    for number, sql in list(steps.items())[version:]:
        db.executescript(
            f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA application_id = {APPLICATION_ID};\n"
            f"PRAGMA user_version = {number};\nCOMMIT;"
        )


def _number(db: sqlite3.Connection, sql: str) -> int:
    (number,) = db.execute(sql).fetchone()
    assert isinstance(number, int)
    return number
