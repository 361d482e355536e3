"""Opening central.db: its settings, its version, its migrations."""

import sqlite3
from pathlib import Path
from typing import Final

MIGRATIONS: Final = Path(__file__).parent / "migrations"


def open_database(path: Path) -> sqlite3.Connection:
    """The writing connection, in autocommit mode, on a database of the newest version.

    It may be handed to another thread. Raises OSError or sqlite3.Error.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA busy_timeout=5000")
        _migrate(db)
    except BaseException:
        db.close()
        raise
    return db


def _migrate(db: sqlite3.Connection) -> None:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    files = sorted(MIGRATIONS.glob("[0-9][0-9][0-9]_*.sql"))
    if version > len(files):
        raise sqlite3.DatabaseError(
            f"it was written by a newer version (schema {version}, this one knows {len(files)});"
            " install that version again. Nothing was changed."
        )
    for number, file in enumerate(files[version:], version + 1):
        script = file.read_text("utf-8")
        db.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")
