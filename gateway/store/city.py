"""What the city sets and what stands outside the chain: notices' texts, a list's hashes, bundles.

The tables are in migrations/008_city.sql. Everything here runs in a command's savepoint.
"""

import sqlite3
from collections.abc import Iterable, Sequence


def set_notices(db: sqlite3.Connection, notices: Iterable[tuple[str, str, str]]) -> None:
    """(token, Chinese, English) of each, in place of all that were there."""
    db.execute("DELETE FROM notice")
    db.executemany("INSERT INTO notice(token, zh, en) VALUES (?, ?, ?)", notices)


def clear_list(db: sqlite3.Connection, version: int) -> None:
    """Nobody is on the list of this version."""
    db.execute("DELETE FROM credit WHERE version = ?", (version,))


def add_to_list(db: sqlite3.Connection, version: int, hashes: Iterable[bytes]) -> None:
    """These are on it, too."""
    db.executemany(
        "INSERT OR IGNORE INTO credit(version, digest) VALUES (?, ?)",
        ((version, digest) for digest in hashes),
    )


def add_bundle(db: sqlite3.Connection, version: int, name: str, digest: str, bundle: bytes) -> None:
    """A bundle for boards. name: its own version. digest: SHA-256, hex."""
    db.execute(
        "INSERT INTO firmware(version, name, digest, bundle) VALUES (?, ?, ?, ?)",
        (version, name, digest, bundle),
    )


def keep_bundles(db: sqlite3.Connection, versions: Sequence[int]) -> None:
    """Remove every other one."""
    marks = ", ".join("?" * len(versions))
    db.execute(f"DELETE FROM firmware WHERE version NOT IN ({marks})", versions)
