"""Opening central.db: whose it is, its settings, its version, its migrations."""

import sqlite3
from pathlib import Path
from typing import Final

MIGRATIONS: Final = Path(__file__).parent / "migrations"

APPLICATION_ID: Final = 0x54415843
"""`TAXC` in the file's header, so that `file` and this program know whose it is."""


class SchemaError(Exception):
    """The file is not for this program to use; a sentence says what to do. Nothing was changed."""


def open_database(path: Path) -> sqlite3.Connection:
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


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    files = sorted(MIGRATIONS.glob("[0-9][0-9][0-9]_*.sql"))
    owner = _number(db, "PRAGMA application_id")
    version = _number(db, "PRAGMA user_version")
    tables = _number(db, "SELECT count(*) FROM sqlite_master")
    if owner != APPLICATION_ID and (owner or tables):
        raise SchemaError(
            f"{path} is a database of another program; name another file as path of [store]."
        )
    if version > len(files):
        raise SchemaError(
            f"{path} was written by a newer version (schema {version}, this one knows "
            f"{len(files)}); install that version again. Nothing was changed."
        )
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA busy_timeout=5000")
    for number, file in enumerate(files[version:], version + 1):
        script = file.read_text("utf-8")
        db.executescript(
            f"BEGIN; {script} PRAGMA application_id = {APPLICATION_ID};"
            f" PRAGMA user_version = {number}; COMMIT;"
        )


def _number(db: sqlite3.Connection, sql: str) -> int:
    (number,) = db.execute(sql).fetchone()
    assert isinstance(number, int)
    return number
