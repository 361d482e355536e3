"""Opening central.db: whose it is, its settings, its version, its migrations."""

import sqlite3
from pathlib import Path
from typing import Final
from urllib.parse import quote

from runtime.sqlite_schema import migrate, migrations, number, version_of

MIGRATIONS: Final = Path(__file__).parents[1] / "migrations" / "sqlite"

APPLICATION_ID: Final = 0x54415843
"""`TAXC` in the file's header, so that `file` and this program know whose it is."""


def opened(path: Path) -> sqlite3.Connection:
    """The writing connection, in autocommit mode, on a database of the newest version.

    It may be handed to another thread. Raises SchemaError or sqlite3.Error.
    """
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        _prepare(db, path)
    except BaseException:
        db.close()
        raise
    return db


def is_current(path: Path) -> bool:
    """Whether it is a database of this very version. Whoever has it open is not asked."""
    if not path.is_file():
        return False
    try:
        db = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
        try:
            known = number(db, "PRAGMA user_version") == len(migrations(MIGRATIONS))
            return known and number(db, "PRAGMA application_id") == APPLICATION_ID
        finally:
            db.close()
    except sqlite3.Error:
        return False


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    steps = migrations(MIGRATIONS)
    version = version_of(db, path, APPLICATION_ID, len(steps))
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA busy_timeout=5000")
    migrate(db, steps, version, APPLICATION_ID)
