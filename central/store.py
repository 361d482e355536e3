"""central.db: facts, receipts, heads and quarantine. One writing connection, in one thread.

Order-free and idempotent: any row may come in any order, any number of times. A row is never
overwritten; what disagrees with it is kept in quarantine and counted.
"""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from central.reading import Readable, Receipt, Unreadable, read_again
from protocol import facts
from protocol.envelope import GENESIS, Entry, chain
from protocol.uplink import AHEAD, Ack, HallState

MIGRATIONS: Final = Path(__file__).parent / "migrations"

FARTHEST: Final = 4 * AHEAD
"""A row so far beyond `through` is not taken: no honest hall sends it, unless this database was set
back; then the acknowledgement tells the hall where to begin again."""

MOST_STREAMS: Final = 64
"""Streams of one hall. A hall opens one for each database it loses."""

MOST_GARBAGE: Final = 2_000
"""Messages without a place that are kept; of more, the oldest go, and are counted."""

MOST_MARKS: Final = 256
"""Boards in one acknowledgement."""


class StoreError(Exception):
    """central.db cannot be used; the text says why. Nothing of the group was stored."""


@dataclass(frozen=True)
class Heard:
    """A hall's presence message. `fresh` is false for one that the broker had kept."""

    hall: str
    state: HallState | None
    fresh: bool


@dataclass
class Committed:
    """What one group came to."""

    stored: int = 0
    """Rows that were new."""
    duplicates: int = 0
    quarantined: int = 0
    ahead: int = 0
    acks: list[tuple[str, Ack]] = field(default_factory=list)
    """(hall, acknowledgement) of each stream that was touched; a hall's newest stream last."""


class Store:
    """The writer. Every method raises StoreError when the database fails."""

    def __init__(self, path: Path) -> None:
        """Open or create the database and bring its schema up to date."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA busy_timeout=5000")
            self._migrate()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{path} cannot be opened: {error}") from error

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def commit(
        self, items: Iterable[Readable | Unreadable], heard: Iterable[Heard], now_ms: int
    ) -> Committed:
        """Store a group durably, in one transaction; on return it is committed."""
        result = Committed()
        touched: dict[tuple[str, str], None] = {}
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for item in items:
                self._take(item, now_ms, touched, result)
            for state in heard:
                self._hear(state, now_ms)
            for hall, stream in touched:
                self._advance(hall, stream)
                self._touch(hall, now_ms)
            if result.quarantined:
                self._trim_garbage()
            result.acks = self._acks({hall for hall, _ in touched}, touched)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise StoreError(f"central.db fails: {error}") from error
        return result

    def acks(self) -> list[tuple[str, Ack]]:
        """The acknowledgement of each hall's newest stream, to be retained by the broker anew."""
        try:
            halls = {row[0] for row in self._db.execute("SELECT DISTINCT hall FROM head")}
            return self._acks(halls, {})
        except sqlite3.Error as error:
            raise StoreError(f"central.db fails: {error}") from error

    def read_quarantine_again(self, now_ms: int) -> int:
        """Turn receipted events that this version can read into facts; how many there were."""
        done = 0
        try:
            self._db.execute("BEGIN IMMEDIATE")
            rows = self._db.execute(
                "SELECT id, hall, raw FROM quarantine"
                " WHERE kind = 'unreadable' AND n IS NOT NULL AND read_ms IS NULL"
            ).fetchall()
            for number, hall, raw in rows:
                item = read_again(hall, raw)
                if item is not None and self._fact(item, now_ms):
                    self._db.execute(
                        "UPDATE quarantine SET read_ms = ? WHERE id = ?", (now_ms, number)
                    )
                    done += 1
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise StoreError(f"central.db fails: {error}") from error
        return done

    def _migrate(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        files = sorted(MIGRATIONS.glob("[0-9][0-9][0-9]_*.sql"))
        if version > len(files):
            raise sqlite3.DatabaseError(
                f"it was written by a newer version (schema {version}, known {len(files)})"
            )
        for number, file in enumerate(files[version:], version + 1):
            script = file.read_text("utf-8")
            self._db.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")

    def _take(
        self,
        item: Readable | Unreadable,
        now_ms: int,
        touched: dict[tuple[str, str], None],
        result: Committed,
    ) -> None:
        receipt = item.receipt
        if receipt is None:
            assert isinstance(item, Unreadable)
            self._quarantine(item, "unreadable", item.reason, now_ms, result)
            return
        through = self._through(receipt)
        if through is None:
            self._quarantine(item, "unreadable", "too many streams for one hall", now_ms, result)
            return
        touched[receipt.hall, receipt.stream] = None
        if receipt.n > through + FARTHEST:
            result.ahead += 1
            self._count("ahead", 1)
            return
        there = self._db.execute(
            "SELECT identity, digest FROM receipt WHERE hall = ? AND stream = ? AND n = ?",
            (receipt.hall, receipt.stream, receipt.n),
        ).fetchone()
        if there is None:
            self._receive(item, receipt, now_ms, result)
        elif there == (receipt.identity, receipt.leaf):
            result.duplicates += 1
        else:
            reason = f"row {receipt.n} of stream {receipt.stream} holds {there[0]} already"
            self._quarantine(item, "conflict", reason, now_ms, result)

    def _receive(
        self, item: Readable | Unreadable, receipt: Receipt, now_ms: int, result: Committed
    ) -> None:
        self._db.execute(
            "INSERT INTO receipt VALUES (?, ?, ?, ?, ?)",
            (receipt.hall, receipt.stream, receipt.n, receipt.identity, receipt.leaf),
        )
        result.stored += 1
        if isinstance(item, Unreadable):
            self._quarantine(item, "unreadable", item.reason, now_ms, result)
        elif not self._fact(item, now_ms):
            reason = f"another fact is known as {receipt.identity}"
            self._quarantine(item, "contradiction", reason, now_ms, result)

    def _fact(self, item: Readable, now_ms: int) -> bool:
        """Keep the fact; False if another one has its identity."""
        entry: Entry = item.entry
        kept = self._db.execute(
            "SELECT type, data FROM fact WHERE identity = ?", (entry.identity,)
        ).fetchone()
        if kept is not None:
            return bool(kept == (entry.fact.TYPE, item.data))
        self._db.execute(
            "INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(entry.identity, entry.hall, entry.stream, entry.n, entry.fact.TYPE, entry.cause),
                *(entry.at_ms, entry.boot, entry.mono_ms, item.data, now_ms),
            ),
        )
        return True

    def _through(self, receipt: Receipt) -> int | None:
        """How far a stream is received, a new one 0; None if the hall has too many streams."""
        key = (receipt.hall, receipt.stream)
        row = self._db.execute(
            "SELECT through FROM head WHERE hall = ? AND stream = ?", key
        ).fetchone()
        if row is not None:
            return int(row[0])
        (streams,) = self._db.execute(
            "SELECT count(*) FROM head WHERE hall = ?", (receipt.hall,)
        ).fetchone()
        if streams >= MOST_STREAMS:
            return None
        self._db.execute(
            "INSERT INTO head (hall, stream, through, highest, digest) VALUES (?, ?, 0, 0, ?)",
            (*key, GENESIS),
        )
        return 0

    def _advance(self, hall: str, stream: str) -> None:
        """Move the head over the receipts that now follow it without a hole."""
        through, digest = self._db.execute(
            "SELECT through, digest FROM head WHERE hall = ? AND stream = ?", (hall, stream)
        ).fetchone()
        rows = self._db.execute(
            "SELECT receipt.n, receipt.digest, fact.type, fact.data FROM receipt"
            " LEFT JOIN fact USING (identity)"
            " WHERE receipt.hall = ? AND receipt.stream = ? AND receipt.n > ? ORDER BY receipt.n",
            (hall, stream, through),
        )
        marks: dict[str, tuple[int, int]] = {}
        with closing(rows):
            for n, leaf, kind, data in rows:
                if n != through + 1:
                    break
                through, digest = n, chain(digest, leaf)
                _mark(marks, kind, data)
        self._db.execute(
            "UPDATE head SET through = ?, digest = ?, highest = max(?, coalesce((SELECT max(n)"
            " FROM receipt WHERE hall = head.hall AND stream = head.stream), 0))"
            " WHERE hall = ? AND stream = ?",
            (through, digest, through, hall, stream),
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO mark VALUES (?, ?, ?, ?)",
            [(hall, uid, journal, seq) for uid, (journal, seq) in marks.items()],
        )

    def _acks(self, halls: set[str], touched: dict[tuple[str, str], None]) -> list[tuple[str, Ack]]:
        acks = []
        for hall in sorted(halls):
            marks = {
                uid: (journal, seq)
                for uid, journal, seq in self._db.execute(
                    "SELECT uid, journal, seq FROM mark WHERE hall = ? LIMIT ?", (hall, MOST_MARKS)
                )
            }
            heads = self._db.execute(
                "SELECT stream, through, digest, highest FROM head WHERE hall = ? ORDER BY place",
                (hall,),
            ).fetchall()
            for stream, through, digest, highest in heads:
                if (hall, stream) in touched or stream == heads[-1][0]:
                    acks.append((hall, Ack(stream, through, digest.hex(), highest, marks)))
        return acks

    def _hear(self, heard: Heard, now_ms: int) -> None:
        self._touch(heard.hall, now_ms if heard.fresh else None)
        if heard.state is not None:
            self._db.execute(
                "UPDATE hall SET online = ?, version = ? WHERE hall = ?",
                (heard.state.online, heard.state.version, heard.hall),
            )

    def _touch(self, hall: str, heard_ms: int | None) -> None:
        self._db.execute(
            "INSERT INTO hall (hall, heard_ms) VALUES (?, ?)"
            " ON CONFLICT (hall) DO UPDATE SET heard_ms = coalesce(excluded.heard_ms, heard_ms)",
            (hall, heard_ms),
        )

    def _quarantine(
        self, item: Readable | Unreadable, kind: str, reason: str, now_ms: int, result: Committed
    ) -> None:
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
        self._count(f"quarantine_{kind}", 1)
        result.quarantined += 1

    def _trim_garbage(self) -> None:
        """Facts that wait to be read stay for ever; the rest is bounded."""
        removed = self._db.execute(
            "DELETE FROM quarantine WHERE id IN (SELECT id FROM quarantine"
            " WHERE n IS NULL OR kind = 'conflict' ORDER BY id DESC LIMIT -1 OFFSET ?)",
            (MOST_GARBAGE,),
        ).rowcount
        if removed:
            self._count("quarantine_dropped", removed)

    def _count(self, name: str, by: int) -> None:
        self._db.execute(
            "INSERT INTO counter VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
            (name, by),
        )


def _mark(marks: dict[str, tuple[int, int]], kind: str | None, data: str | None) -> None:
    if kind is None or data is None:
        return
    if kind == facts.DeviceRecord.TYPE:
        record = facts.from_data(kind, json.loads(data))
        assert isinstance(record, facts.DeviceRecord)
        marks[record.uid] = (record.journal, record.seq)
    elif kind == facts.DeviceGap.TYPE:
        gap = facts.from_data(kind, json.loads(data))
        assert isinstance(gap, facts.DeviceGap)
        marks[gap.uid] = (gap.journal, gap.last)
