"""Lists and bundles come in parts, which are kept until their version is whole.

Where versions rise, parts of an earlier one go when a later one begins; those of one that is never
whole go after its last command's end.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from gateway.hall import reasons
from gateway.hall.reasons import Reason

CREDIT: Final = "credit.set"

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


@dataclass(frozen=True)
class Whole:
    """All parts of a version."""

    size: int
    digests: Sequence[bytes]
    """SHA-256 of each one's content, in order."""
    pieces: Sequence[bytes]
    """What was kept of each, in order."""


def take(
    db: sqlite3.Connection, one: Part, piece: bytes, most: tuple[int, Reason]
) -> Whole | Reason | None:
    """Keep a part, with `piece` of its bytes. None: others are to come. What makes a version whole
    gives all of it, and nothing of it is kept here any more.

    most: size of a version, or of all that stand beside each other, and the Reason against more.
    Any other Reason says why this cannot be a part of its version.
    """
    fits = _fits(db, one)
    if isinstance(fits, Reason):
        return fits
    if not fits:
        return None
    if _held(db, one) + one.size > most[0]:
        return most[1]
    if not _keep(db, one, piece):
        return None
    kept, of_all = _pieces(db, one.name, one.version), size(db, one.name, one.version)
    drop(db, one.name, one.version)
    return Whole(of_all, [digest for digest, _ in kept], [piece for _, piece in kept])


def _fits(db: sqlite3.Connection, one: Part) -> bool | Reason:
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


def _held(db: sqlite3.Connection, one: Part) -> int:
    if one.rising:
        return size(db, one.name, one.version)
    sql = "SELECT coalesce(sum(size), 0) FROM part WHERE name = ?"
    return int(db.execute(sql, (one.name,)).fetchone()[0])


def _keep(db: sqlite3.Connection, one: Part, piece: bytes) -> bool:
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


def _pieces(db: sqlite3.Connection, name: str, version: int) -> Sequence[tuple[bytes, bytes]]:
    """(digest, piece) of all parts of a version, in order."""
    sql = "SELECT digest, piece FROM part WHERE name = ? AND version = ? ORDER BY part"
    return db.execute(sql, (name, version)).fetchall()


def drop(db: sqlite3.Connection, name: str, version: int) -> None:
    """They are whole and stand elsewhere, or are good for nothing."""
    db.execute("DELETE FROM part WHERE name = ? AND version = ?", (name, version))


def drop_all(db: sqlite3.Connection, name: str) -> None:
    """One version is whole, or none is wanted any more."""
    db.execute("DELETE FROM part WHERE name = ?", (name,))


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
