"""What was not taken as a fact, kept for whoever looks into it, or until it can be read."""

import sqlite3
from collections.abc import Iterator
from typing import Final

from central.counters import count
from central.reading import Readable, Unreadable, read_again

MOST_GARBAGE: Final = 2_000
"""Messages without a place that are kept; of more, the oldest go, and are counted."""


class Quarantine:
    """Part of the writer: every method belongs into one of its transactions."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def keep(self, item: Readable | Unreadable, kind: str, reason: str, now_ms: int) -> None:
        """Set it aside. The kinds are told in migrations/001_central.sql."""
        receipt = item.receipt
        place = (receipt.hall, receipt.stream, receipt.n) if receipt else (None, None, None)
        topic, size = (
            (item.topic, item.size) if isinstance(item, Unreadable) else ("", len(item.raw))
        )
        self._db.execute(
            "INSERT INTO quarantine (received_ms, kind, topic, reason, size, raw, hall, stream, n)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (now_ms, kind, topic, reason, size, item.raw, *place),
        )
        count(self._db, f"quarantine_{kind}")

    def readable_now(self) -> Iterator[tuple[int, Readable]]:
        """(number, event) of what has its place in a stream and can be read by this version."""
        rows = self._db.execute(
            "SELECT id, hall, raw FROM quarantine"
            " WHERE kind = 'unreadable' AND n IS NOT NULL AND read_ms IS NULL"
        ).fetchall()
        for number, hall, raw in rows:
            item = read_again(hall, raw)
            if item is not None:
                yield number, item

    def release(self, number: int, now_ms: int) -> None:
        """It has become a fact."""
        self._db.execute("UPDATE quarantine SET read_ms = ? WHERE id = ?", (now_ms, number))

    def trim(self) -> None:
        """What has a receipt stays until it is read; the rest is bounded."""
        removed = self._db.execute(
            "DELETE FROM quarantine WHERE id IN (SELECT id FROM quarantine"
            " WHERE n IS NULL OR kind IN ('conflict', 'refused')"
            " ORDER BY id DESC LIMIT -1 OFFSET ?)",
            (MOST_GARBAGE,),
        ).rowcount
        if removed:
            count(self._db, "quarantine_dropped", removed)
