"""What was not taken as a fact, kept for whoever looks into it, or until it can be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from central.reading import Readable, Unreadable, read_again
from central.store.port import Row, Transaction

MOST_GARBAGE: Final = 2_000
"""Messages without a place that are kept; of more, the oldest go, and are counted."""

_GARBAGE: Final = "(n IS NULL OR kind IN ('conflict', 'refused'))"
_WAITING: Final = "kind = 'unreadable' AND n IS NOT NULL AND read_ms IS NULL"
_COLUMNS: Final = ("received_ms", "kind", "topic", "reason", "size", "raw", "hall", "stream", "n")


@dataclass(frozen=True)
class Waiting:
    """A receipted event that an earlier version could not read."""

    number: int
    item: Readable


def line_of(item: Readable | Unreadable, kind: str, reason: str, now_ms: int) -> Row:
    """A row of quarantine. The kinds are told in migrations/sqlite/001_central.sql."""
    receipt = item.receipt
    place = (receipt.hall, receipt.stream, receipt.n) if receipt else (None, None, None)
    topic, size = (item.topic, item.size) if isinstance(item, Unreadable) else ("", len(item.raw))
    plain = [text.replace("\0", "\ufffd") for text in (topic, reason)]  # no text in PostgreSQL
    return (now_ms, kind, *plain, size, item.raw, *place)


def keep(db: Transaction, rows: Sequence[Row]) -> int:
    """Set them aside; how many others had to go. What has a receipt stays until it is read; the
    rest is bounded."""
    db.alone("quarantine")
    db.fill("quarantine", _COLUMNS, rows)
    return db.execute(
        f"DELETE FROM quarantine WHERE {_GARBAGE} AND id <= (SELECT id FROM quarantine"
        f" WHERE {_GARBAGE} ORDER BY id DESC LIMIT 1 OFFSET ?)",
        MOST_GARBAGE,
    ).rowcount


def halls_waiting(db: Transaction) -> list[str]:
    """Halls of which something waits to be read."""
    sql = f"SELECT DISTINCT hall FROM quarantine WHERE {_WAITING} ORDER BY hall"
    return [hall for (hall,) in db.execute(sql).rows]


def readable_now(db: Transaction, hall: str) -> list[Waiting]:
    """What of this hall has its place in a stream and can be read by this version."""
    rows = db.execute(
        f"SELECT id, raw FROM quarantine WHERE {_WAITING} AND hall = ? ORDER BY id", hall
    ).rows
    found = ((number, read_again(hall, raw)) for number, raw in rows)
    return [Waiting(number, item) for number, item in found if item is not None]


def release(db: Transaction, number: int, now_ms: int) -> None:
    """It has become a fact."""
    db.execute("UPDATE quarantine SET read_ms = ? WHERE id = ?", now_ms, number)
