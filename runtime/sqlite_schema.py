"""A program's SQLite file: whose it is, which version it has, and how it comes to the newest."""

import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path


class SchemaError(Exception):
    """The file is not for this program to use, or the program's own migrations are not in order; a
    sentence says so. Nothing was changed."""


def migrations(folder: Path) -> dict[int, str]:
    """SQL by version, in order. Raises SchemaError unless they are numbered 1, 2, 3 …"""
    found = {}
    for path in sorted(folder.glob("*.sql")):
        numbered = re.match(r"\d+", path.name)
        if numbered is None:
            raise SchemaError(f"The migration {path.name} has no number.")
        found[int(numbered[0])] = path.read_text(encoding="utf-8")
    if not found or list(found) != list(range(1, len(found) + 1)):
        raise SchemaError(f"The migrations are numbered {list(found)}, not 1, 2, 3 …")
    return found


def version_of(db: sqlite3.Connection, path: Path, application_id: int, newest: int) -> int:
    """The file's version, 0 for an empty one. Raises SchemaError where another program has written
    it, or a version after `newest` of this one.

    application_id: the number in the file's header by which a program knows its own.
    """
    owner = number(db, "PRAGMA application_id")
    version = number(db, "PRAGMA user_version")
    tables = number(db, "SELECT count(*) FROM sqlite_master")
    if owner != application_id and (owner or tables):
        raise SchemaError(
            f"{path} is a database of another program; name another file as path of [store]."
        )
    if version > newest:
        raise SchemaError(
            f"{path} was written by a newer version (schema {version}, this one knows {newest});"
            " install that version again. Nothing was changed."
        )
    return version


def migrate(
    db: sqlite3.Connection, steps: Mapping[int, str], version: int, application_id: int
) -> None:
    """Take the steps after `version`, each a transaction with its number. Raises sqlite3.Error; the
    steps before the one that failed stay.

    db: in autocommit mode.
    """
    for step, sql in steps.items():
        if step > version:
            db.executescript(
                f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA application_id = {application_id};\n"
                f"PRAGMA user_version = {step};\nCOMMIT;"
            )


def number(db: sqlite3.Connection, sql: str) -> int:
    """The one number that a query gives."""
    (found,) = db.execute(sql).fetchone()
    assert isinstance(found, int)
    return found
