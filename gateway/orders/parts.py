"""Lists and bundles come in parts, which are kept until their version is whole.

Where versions rise, parts of an earlier one go when a later one begins; those of one that is never
whole go after its last command's end.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from gateway.hall import reasons
from gateway.hall.reasons import Reason

CREDIT: Final = "credit.set"
FIRMWARE: Final = "firmware.offer"

MOST_AT_ONCE: Final = 5000
"""Hashes of lists that are in force no more, in one commit."""


@dataclass(frozen=True)
class Part:
    """One of them, as it came."""

    name: str
    version: int
    part: int
    parts: int
    about: str
    """What all parts of a version share beside it."""
    content: bytes
    size: int
    """Hashes, or bytes."""
    expires_ms: int
    rising: bool = True
    """A later version takes the place of an earlier one; else they stand beside each other."""


def fits(db: sqlite3.Connection, one: Part) -> bool | Reason:
    """Whether it is new; False: the very part is there already. Raises nothing: a Reason says why
    it cannot be one of its version."""
    newest = "SELECT max(version) FROM part WHERE name = ?"
    (pending,) = db.execute(newest, (one.name,)).fetchone()
    if one.rising and pending is not None and one.version < pending:
        return reasons.city.SUPERSEDED
    if one.part > one.parts:
        return reasons.city.PART_DIFFERS
    sql = "SELECT part, parts, about, digest FROM part WHERE name = ? AND version = ?"
    for part, parts, about, digest in db.execute(sql, (one.name, one.version)):
        if (parts, about) != (one.parts, one.about):
            return reasons.city.PART_DIFFERS
        if part == one.part:
            return False if digest == sha256(one.content).digest() else reasons.city.PART_DIFFERS
    return True


def size(db: sqlite3.Connection, name: str, version: int) -> int:
    """Of all that has come of a version."""
    sql = "SELECT coalesce(sum(size), 0) FROM part WHERE name = ? AND version = ?"
    return int(db.execute(sql, (name, version)).fetchone()[0])


def keep(db: sqlite3.Connection, one: Part, piece: bytes) -> bool:
    """Keep it, with `piece` of its bytes; gives whether its version is whole now."""
    if one.rising:
        db.execute("DELETE FROM part WHERE name = ? AND version < ?", (one.name, one.version))
    db.execute(
        "INSERT INTO part(name, version, part, parts, about, digest, size, piece, expires_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            one.name,
            one.version,
            one.part,
            one.parts,
            one.about,
            sha256(one.content).digest(),
            one.size,
            piece,
            one.expires_ms,
        ),
    )
    sql = "SELECT count(*) FROM part WHERE name = ? AND version = ?"
    (come,) = db.execute(sql, (one.name, one.version)).fetchone()
    return int(come) == one.parts


def pieces(db: sqlite3.Connection, name: str, version: int) -> Iterator[tuple[bytes, bytes]]:
    """(digest, piece) of all parts of a version, in order."""
    sql = "SELECT digest, piece FROM part WHERE name = ? AND version = ? ORDER BY part"
    yield from db.execute(sql, (name, version))


def drop(db: sqlite3.Connection, name: str, version: int) -> None:
    """They are whole and stand elsewhere, or are good for nothing."""
    db.execute("DELETE FROM part WHERE name = ? AND version = ?", (name, version))


def drop_all(db: sqlite3.Connection, name: str) -> None:
    """One version is whole, or none is wanted any more."""
    db.execute("DELETE FROM part WHERE name = ?", (name,))


def bytes_of(db: sqlite3.Connection, name: str) -> int:
    """What all versions weigh."""
    sql = "SELECT coalesce(sum(length(piece)), 0) FROM part WHERE name = ?"
    return int(db.execute(sql, (name,)).fetchone()[0])


def forget(db: sqlite3.Connection, now_ms: int, in_force: int) -> int:
    """Versions that were never whole, past their end; and hashes of lists that are neither in force
    nor on their way, some at once. in_force: version of the list. Gives how many rows went."""
    gone = db.execute(
        "DELETE FROM part WHERE (name, version) IN (SELECT name, version FROM part"
        " GROUP BY name, version HAVING max(expires_ms) < ?)",
        (now_ms,),
    ).rowcount
    old = db.execute(
        "SELECT version, digest FROM credit WHERE version <> ? AND version NOT IN"
        f" (SELECT version FROM part WHERE name = ?) LIMIT {MOST_AT_ONCE}",
        (in_force, CREDIT),
    ).fetchall()
    if old:
        db.executemany("DELETE FROM credit WHERE version = ? AND digest = ?", old)
    return gone + len(old)
