"""Retention: what stands outside the chain is emptied when its time is over. Facts stay.

Old rows are looked for on a reading connection and deleted by their keys, few at a time, so the
writer is never held up by a search.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, ClassVar, Final

from pydantic import ConfigDict, Field

from gateway.clock import Clock
from gateway.people import scrub
from gateway.people.texts import ScrubOn
from gateway.store import outside
from gateway.store.errors import StoreError
from gateway.store.read import Reader
from gateway.store.store import Store
from gateway.store.transaction import Transaction
from protocol.stamp import DAY_MS
from runtime.threads import OwnThread

log = logging.getLogger(__name__)

FIRST_S: Final = 600.0
"""After the start: the hall opens first, and a machine that is switched off each night gets its
turn by day."""

EVERY_S: Final = 86_400.0
AGAIN_S: Final = 3600.0
"""After the disk took no writes."""

LOOK_S: Final = 5.0
"""Whether anything was erased by hand, or left by a stop, whose traces are still to go."""

REST_S: Final = 0.05
"""Between two commands: tickets go first."""

SESSIONS_MS: Final = 2 * DAY_MS
"""Behind its end a session's row stays so long. It lasts by a clock that nobody sets, and the wall
may stand ahead for a while: of up to two days, as `Retention` lets it."""

MOST_AT_ONCE: Final = 200
"""Rows of one command."""


def _days(most: int) -> Any:
    return Field(strict=True, ge=1, le=most)


@dataclass(frozen=True)
class Keep:
    """[retention] of hall.toml: days for which rows are kept."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    answers_days: Annotated[int, _days(365)] = 7
    """What a client was told for its Idempotency-Key: it asks again within minutes, or never."""
    words_days: Annotated[int, _days(3650)] = 180
    """What people wrote."""
    persons_days: Annotated[int, _days(3650)] = 90
    """Which token belongs to which keyed hash of an identity; counted from the last visit."""
    audit_days: Annotated[int, _days(3650)] = 365


@dataclass(frozen=True)
class _Kind:
    """Rows of one table that have a time."""

    table: str
    key: tuple[str, ...]
    since: str
    told: bool
    """Whether emptying it is a line of the audit trail."""


_ANSWERS: Final = _Kind("answer", ("asker", "key"), "at_ms", told=False)
_WORDS: Final = _Kind("words", ("token",), "at_ms", told=True)
_PERSONS: Final = _Kind("person", ("token",), "at_ms", told=True)
_AUDIT: Final = _Kind("audit", ("id",), "at_ms", told=True)
_SESSIONS: Final = _Kind("session", ("digest",), "until_ms", told=False)


@dataclass(frozen=True)
class Retain:
    """Delete these rows, if they are older. Gives how many were."""

    kind: _Kind
    keys: Sequence[tuple[Any, ...]]
    before_ms: int

    def run(self, tx: Transaction) -> int:
        """See the class."""
        same = " AND ".join(f"{name} = ?" for name in self.kind.key)
        rows = [(*key, self.before_ms) for key in self.keys]
        count = 0
        for table in outside.both(self.kind.table):
            sql = f"DELETE FROM {table} WHERE {same} AND {self.kind.since} < ?"
            count += tx.db.executemany(sql, rows).rowcount
        if count and self.kind.table in outside.ERASED:
            scrub.want(tx.db, self.kind.table)
        if count and self.kind.told:
            about = f"{self.kind.table} {count}"
            outside.note(tx.db, tx.now.wall_ms, "retention", "retention.emptied", about)
        return count


class Retention(OwnThread):
    """Empties once a day, the first time some minutes after the start. What is left when it is
    stopped waits for the next start."""

    def __init__(self, store: Store, clock: Clock, keep: Keep) -> None:
        super().__init__("retention")
        self._store = store
        self._clock = clock
        self._keep = keep

    def empty(self) -> int:
        """Do it now; gives how many rows went. Raises StoreError."""
        now_ms = self._now_ms()
        if now_ms is None:
            return 0
        with self._store.reader() as reader:
            emptied = self._empty(reader, _WORDS, now_ms - self._keep.words_days * DAY_MS)
            emptied += self._empty(reader, _PERSONS, now_ms - self._keep.persons_days * DAY_MS)
            emptied += self._empty(reader, _ANSWERS, now_ms - self._keep.answers_days * DAY_MS)
            emptied += self._empty(reader, _AUDIT, now_ms - self._keep.audit_days * DAY_MS)
            emptied += self._empty(reader, _SESSIONS, now_ms - SESSIONS_MS)
        self.scrub()
        return emptied

    def scrub(self) -> None:
        """Write what something was erased from anew, to its end. Raises StoreError."""
        with self._store.reader() as reader:
            left = bool(reader.select(scrub.WANTED))
        while left and not self._stopping.is_set():
            left = self._store.commit(ScrubOn())
            if left:
                self._stopping.wait(REST_S)

    def _now_ms(self) -> int | None:
        """The wall clock, but never far beyond the open business day: a clock that jumps empties
        nothing before its time. None while no day was ever opened."""
        day = self._store.state.day
        if day is None:
            return None
        latest = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
        latest += timedelta(days=2)  # the end of that day in each zone of the world
        return min(self._clock.wall_ms(), int(latest.timestamp() * 1000))

    def _empty(self, reader: Reader, kind: _Kind, before_ms: int) -> int:
        tables = outside.both(kind.table)
        old = " UNION ALL ".join(
            f"SELECT {', '.join(kind.key)} FROM {table} WHERE {kind.since} < ?" for table in tables
        )
        sql, before = f"{old} LIMIT {MOST_AT_ONCE}", [before_ms] * len(tables)
        emptied = 0
        while not self._stopping.is_set() and (keys := reader.select(sql, *before)):
            emptied += self._store.commit(Retain(kind, keys, before_ms))
            self._stopping.wait(REST_S)
        return emptied

    def _run(self) -> None:
        empty_at = time.monotonic() + FIRST_S
        scrub_at = 0.0
        while not self._stopping.wait(min(LOOK_S, max(0.0, empty_at - time.monotonic()))):
            now = time.monotonic()
            try:
                if now >= empty_at:
                    log.info("retention has emptied %d rows", self.empty())
                    empty_at = now + EVERY_S
                elif now >= scrub_at:
                    self.scrub()
            except StoreError as error:
                log.error("retention has emptied nothing more for now: %s", error)
                scrub_at = now + AGAIN_S
                empty_at = max(empty_at, scrub_at)
