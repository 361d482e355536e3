"""Snapshots: the state after a fact, kept so that a start folds a day of facts and not years.

A snapshot is a cache and no fact. It is in no chain, nothing is decided by it alone, and one that
does not fit in every respect is left aside: then the facts are folded from the beginning, which
gives the same state. It fits when this very program folded it, when its text is whole, and when the
chain of facts still has the digest that it was made at.
"""

import hashlib
import logging
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

import gateway.hall
import protocol.facts
from gateway.hall.state import HallState

log = logging.getLogger(__name__)

KEPT: Final = 2
"""Snapshots: the newest, and the one before it should a disk have spoilt the newest."""

_STATE: Final = TypeAdapter(HallState)


def layout_of(sources: Iterable[bytes]) -> bytes:
    """Digest of these programs."""
    return hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in sources)).digest()


def _sources() -> Iterable[bytes]:
    """What a state consists of, and all that moves it: the rules and the facts."""
    for package in (gateway.hall, protocol.facts):
        (folder,) = package.__path__
        for path in sorted(Path(folder).rglob("*.py")):
            yield path.read_bytes()


LAYOUT: Final = layout_of(_sources())
"""Of the state's fields and of the rules that fill them. It changes with every change of either,
nobody has to think of it; the price is one long start after an upgrade."""


@dataclass(frozen=True)
class Snapshot:
    """The state after fact n, where the chain's digest is `digest`."""

    n: int
    digest: bytes
    state: HallState


def keep(db: sqlite3.Connection, snapshot: Snapshot, layout: bytes = LAYOUT) -> bool:
    """Write it in a transaction of its own. False, with a line in the log, if that cannot be.

    It is read back before it is kept: what does not give the same state again is not written. Where
    the disk does not even take it back, the transaction is still open: `db.in_transaction` tells.
    """
    try:
        text = _STATE.dump_json(snapshot.state, warnings="error")
        if _STATE.validate_json(text) != snapshot.state:
            raise ValueError("it reads back as another state")
        db.execute("BEGIN IMMEDIATE")
        db.execute(
            "INSERT OR REPLACE INTO snapshot(n, layout, digest, state, seal)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                snapshot.n,
                layout,
                snapshot.digest,
                text.decode(),
                _seal(layout, snapshot.digest, text),
            ),
        )
        db.execute(
            "DELETE FROM snapshot WHERE n NOT IN (SELECT n FROM snapshot ORDER BY n DESC LIMIT ?)",
            (KEPT,),
        )
        db.execute("COMMIT")
    except Exception as error:  # a convenience: nothing that fails in it may cost more than itself
        why = str(error) or type(error).__name__
        log.warning("no snapshot at fact %d, a start will take longer: %s", snapshot.n, why)
        _take_back(db)
        return False
    return True


def _take_back(db: sqlite3.Connection) -> None:
    if not db.in_transaction:
        return
    try:
        db.execute("ROLLBACK")
    except sqlite3.Error as error:
        log.warning("the snapshot could not be taken back yet: %s", error)


def newest(db: sqlite3.Connection, layout: bytes = LAYOUT) -> Snapshot | None:
    """The newest that fits; None if none does. Those that do not are named in the log."""
    sql = (
        "SELECT snapshot.n, layout, snapshot.digest, state, seal, fact.digest"
        " FROM snapshot LEFT JOIN fact USING (n) ORDER BY n DESC"
    )
    for n, made_by, digest, text, seal, chained in db.execute(sql):
        if made_by != layout:
            log.info("the snapshot at fact %d is of another version and is left aside", n)
        elif digest != chained:
            log.warning("the snapshot at fact %d is of other facts and is left aside", n)
        elif seal != _seal(made_by, digest, text.encode()):
            log.warning("the snapshot at fact %d is damaged and is left aside", n)
        else:
            try:
                return Snapshot(n, digest, _STATE.validate_json(text))
            except ValidationError as error:
                log.warning("the snapshot at fact %d is left aside: %s", n, error.errors()[0])
    return None


def _seal(layout: bytes, digest: bytes, state: bytes) -> bytes:
    """Tells a text that was cut or changed."""
    return hashlib.sha256(layout + digest + state).digest()
