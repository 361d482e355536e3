"""central.db: facts and receipts, from one writing connection in one thread.

Order-free and idempotent: any row may come in any order, any number of times. A row is never
overwritten; what disagrees with it is kept in quarantine and counted.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from central.counters import count
from central.heads import Heads, RefusedStreamError
from central.lock import StoreLock
from central.quarantine import Quarantine
from central.reading import Readable, Receipt, Unreadable
from central.schema import SchemaError, open_database
from protocol import facts
from protocol.uplink import AHEAD, Ack, HallState

FARTHEST: Final = 4 * AHEAD
"""A row so far beyond `through` is not taken: no honest hall sends it, unless this database was set
back; then the acknowledgement tells the hall where to begin again."""


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
        """Open or create the database and bring its schema up to date; nobody else has it then."""
        self._lock = _lock(path)
        try:
            self._db = open_database(path)
        except SchemaError as error:
            self._lock.release()
            raise StoreError(str(error)) from error
        except (OSError, sqlite3.Error) as error:
            self._lock.release()
            raise StoreError(
                f"{path} cannot be opened ({error}); name another file as path of [store], or let"
                " central's user write there."
            ) from error
        self._heads = Heads(self._db)
        self._quarantine = Quarantine(self._db)

    def close(self) -> None:
        """Give the file back."""
        self._db.close()
        self._lock.release()

    def commit(
        self, items: Iterable[Readable | Unreadable], heard: Iterable[Heard], now_ms: int
    ) -> Committed:
        """Store a group durably, in one transaction; on return it is committed."""
        result = Committed()
        touched: dict[tuple[str, str], None] = {}
        greeted: set[tuple[str, str]] = set()
        with self._transaction():
            for state in heard:
                self._hear(state, now_ms, greeted)
            for item in items:
                self._take(item, now_ms, touched, result)
            for hall, stream in touched:
                self._heads.advance(hall, stream)
                self._touch(hall, now_ms)
            if result.quarantined:
                self._quarantine.trim()
            result.acks = self._heads.acks(touched.keys() | greeted)
        return result

    def acks(self) -> list[tuple[str, Ack]]:
        """The acknowledgement of each hall's newest stream, to be retained by the broker anew."""
        try:
            return self._heads.newest_acks()
        except sqlite3.Error as error:
            raise StoreError(f"central.db fails: {error}") from error

    def read_quarantine_again(self, now_ms: int) -> int:
        """Turn receipted events that this version can read into facts; how many there were."""
        done = 0
        with self._transaction():
            for number, item in self._quarantine.readable_now():
                if self._fact(item, now_ms):
                    self._quarantine.release(number, now_ms)
                    done += 1
        return done

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of what happens inside is durable at the end, or nothing of it."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise StoreError(f"central.db fails: {error}") from error

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
            self._set_aside(item, "unreadable", item.reason, now_ms, result)
            return
        try:
            through = self._heads.through(receipt.hall, receipt.stream)
        except RefusedStreamError as error:
            self._touch(receipt.hall, now_ms)
            self._set_aside(item, "refused", str(error), now_ms, result)
            return
        touched[receipt.hall, receipt.stream] = None
        if receipt.n > through + FARTHEST:
            result.ahead += 1
            count(self._db, "ahead")
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
            self._set_aside(item, "conflict", reason, now_ms, result)

    def _receive(
        self, item: Readable | Unreadable, receipt: Receipt, now_ms: int, result: Committed
    ) -> None:
        self._db.execute(
            "INSERT INTO receipt VALUES (?, ?, ?, ?, ?)",
            (receipt.hall, receipt.stream, receipt.n, receipt.identity, receipt.leaf),
        )
        result.stored += 1
        if isinstance(item, Unreadable):
            self._set_aside(item, "unreadable", item.reason, now_ms, result)
        elif not self._fact(item, now_ms):
            reason = f"another fact is known as {receipt.identity}"
            self._set_aside(item, "contradiction", reason, now_ms, result)

    def _fact(self, item: Readable, now_ms: int) -> bool:
        """Keep the fact; False if another one of this hall has its identity."""
        entry = item.entry
        kept = self._db.execute(
            "SELECT type, data FROM fact WHERE hall = ? AND identity = ?",
            (entry.hall, entry.identity),
        ).fetchone()
        if kept is not None:
            return bool(kept == (entry.fact.TYPE, item.data))
        if isinstance(entry.fact, facts.DeviceRecord) and self._elsewhere(entry.identity):
            count(self._db, "record_of_two_halls")
        self._db.execute(
            "INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(entry.hall, entry.identity, entry.stream, entry.n, entry.fact.TYPE, entry.cause),
                *(entry.at_ms, entry.boot, entry.mono_ms, item.data, now_ms),
            ),
        )
        return True

    def _elsewhere(self, identity: str) -> bool:
        """Whether any hall has this device record."""
        sql = "SELECT 1 FROM fact WHERE identity = ? AND type = 'device.record' LIMIT 1"
        return self._db.execute(sql, (identity,)).fetchone() is not None

    def _hear(self, heard: Heard, now_ms: int, greeted: set[tuple[str, str]]) -> None:
        self._touch(heard.hall, now_ms if heard.fresh else None)
        if heard.state is not None:
            self._claim(heard.hall, heard.state, greeted)
            self._db.execute(
                "UPDATE hall SET online = ?, version = ? WHERE hall = ?",
                (heard.state.online, heard.state.version, heard.hall),
            )

    def _claim(self, hall: str, state: HallState, greeted: set[tuple[str, str]]) -> None:
        """A hall is born before it sends; nobody else knows its new stream until then.

        It is told how far its stream is received, be it nothing: a database that was lost, or set
        back to before the hall's first fact, would else say nothing to a hall that has no news.
        """
        if not state.online:
            return
        try:
            self._heads.through(hall, state.stream)
            greeted.add((hall, state.stream))
        except RefusedStreamError:
            count(self._db, "birth_refused")  # its events say which, and are set aside

    def _touch(self, hall: str, heard_ms: int | None) -> None:
        self._db.execute(
            "INSERT INTO hall (hall, heard_ms) VALUES (?, ?)"
            " ON CONFLICT (hall) DO UPDATE SET heard_ms = coalesce(excluded.heard_ms, heard_ms)",
            (hall, heard_ms),
        )

    def _set_aside(
        self, item: Readable | Unreadable, kind: str, reason: str, now_ms: int, result: Committed
    ) -> None:
        self._quarantine.keep(item, kind, reason, now_ms)
        result.quarantined += 1


def _lock(path: Path) -> StoreLock:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return StoreLock(path)
    except BlockingIOError as error:
        raise StoreError(f"Another central has {path} open; stop it first.") from error
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        raise StoreError(
            f"{path} cannot be opened ({error}); name another file as path of [store], or let"
            " central's user write there."
        ) from error
