"""Opening central.db: whose it is, its settings, its version, its migrations."""

import sqlite3
from pathlib import Path
from typing import Final
from urllib.parse import quote

MIGRATIONS: Final = Path(__file__).parents[1] / "migrations" / "sqlite"

APPLICATION_ID: Final = 0x54415843
"""`TAXC` in the file's header, so that `file` and this program know whose it is."""


class SchemaError(Exception):
    """The file is not for this program to use; a sentence says what to do. Nothing was changed."""


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
            known = _number(db, "PRAGMA user_version") == _newest(_files())
            return known and _number(db, "PRAGMA application_id") == APPLICATION_ID
        finally:
            db.close()
    except sqlite3.Error:
        return False


def _files() -> list[tuple[int, Path]]:
    return [(int(file.name[:3]), file) for file in sorted(MIGRATIONS.glob("[0-9][0-9][0-9]_*.sql"))]


def _newest(files: list[tuple[int, Path]]) -> int:
    return files[-1][0]


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    files = _files()
    owner = _number(db, "PRAGMA application_id")
    version = _number(db, "PRAGMA user_version")
    tables = _number(db, "SELECT count(*) FROM sqlite_master")
    if owner != APPLICATION_ID and (owner or tables):
        raise SchemaError(
            f"{path} is a database of another program; name another file as path of [store]."
        )
    if version > _newest(files):
        raise SchemaError(
            f"{path} was written by a newer version (schema {version}, this one knows "
            f"{_newest(files)}); install that version again. Nothing was changed."
        )
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA busy_timeout=5000")
    for number, file in files:
        if number <= version:
            continue
        script = file.read_text("utf-8")
        db.executescript(
            f"BEGIN; {script} PRAGMA application_id = {APPLICATION_ID};"
            f" PRAGMA user_version = {number}; COMMIT;"
        )


def _number(db: sqlite3.Connection, sql: str) -> int:
    (number,) = db.execute(sql).fetchone()
    assert isinstance(number, int)
    return number
