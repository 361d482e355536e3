"""Alarm counts that outlive a restart."""

import sqlite3


def count(db: sqlite3.Connection, name: str, by: int = 1) -> None:
    """Raise a counter, inside the caller's transaction."""
    db.execute(
        "INSERT INTO counter VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
        (name, by),
    )
