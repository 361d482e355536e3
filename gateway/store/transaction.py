"""What a command may do inside the writer's transaction."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol, TypeVar

from gateway.clock import Clock
from gateway.hall.fold import apply
from gateway.hall.plan import HallPlan
from gateway.store import rows
from gateway.store.errors import TransactionLostError
from gateway.store.head import Head
from protocol import facts
from protocol.envelope import Entry, chain, leaf
from protocol.stamp import Moment, Stamp

T_co = TypeVar("T_co", covariant=True)


class Transaction:
    """The stream as it will be if this transaction commits. Belongs to the writer's thread."""

    def __init__(
        self, db: sqlite3.Connection, at: rows.Meta, plan: HallPlan, clock: Clock, head: Head
    ) -> None:
        self.db = db
        self.at = at
        self.plan = plan
        self.clock = clock
        self.head = head
        self._through = head.through
        self._changes = db.total_changes
        self.entries: list[Entry] = []
        """Facts written so far, to be published after the commit."""
        self.waited_ms = 0
        """How long the running command lay in the queue."""
        self.now = Moment(clock.wall_ms(), clock.boot, clock.mono_ms())
        """When the running command was taken up: for all that it decides and writes."""
        self.log_due = False
        """Whether the database's log is to be emptied after the commit."""

    @property
    def moved(self) -> bool:
        """Whether the head tells that this is committed."""
        return bool(self.entries) or self.head.through != self._through

    @property
    def changed(self) -> bool:
        """Whether there is anything to commit so far: facts, or rows that stand outside of them."""
        return self.db.total_changes != self._changes

    def take_up(self, asked_ms: int) -> None:
        """A command's turn has come; asked_ms: mono_ms when it was asked."""
        self.now = Moment(self.clock.wall_ms(), self.clock.boot, self.clock.mono_ms())
        self.waited_ms = max(0, self.now.mono_ms - asked_ms)

    def write(self, fact: facts.Fact, cause: str | None = None) -> int:
        """Append a fact, with its guard rows, and return its n."""
        entry = Entry(
            hall=self.at.hall,
            stream=self.at.stream,
            n=self.head.n + 1,
            fact=fact,
            cause=cause,
            at_ms=self.now.wall_ms,
            boot=self.now.boot,
            mono_ms=self.now.mono_ms,
        )
        digest = chain(self.head.digest, leaf(entry))
        rows.insert(self.db, entry, digest)
        state = apply(self.head.state, Stamp(entry.n, self.now), fact)
        self.head = replace(self.head, n=entry.n, digest=digest, state=state)
        self.entries.append(entry)
        return entry.n

    def set_mark(self, uid: str, journal: int, seq: int) -> None:
        """Everything of this journal up to seq is kept, or known to be lost."""
        self.db.execute(
            "INSERT INTO mark(uid, journal, seq) VALUES (?, ?, ?) "
            "ON CONFLICT(uid, journal) DO UPDATE SET seq = excluded.seq",
            (uid, journal, seq),
        )
        self.head = replace(self.head, marks={**self.head.marks, (uid, journal): seq})

    def meet(self, uid: str, journal: int, last: int) -> None:
        """What this journal holds up to `last` was there before this stream met it."""
        sql = "INSERT INTO met(uid, journal, last) VALUES (?, ?, ?)"
        self.db.execute(sql, (uid, journal, last))
        self.head = replace(self.head, met={**self.head.met, (uid, journal): last})

    def set_through(self, n: int) -> None:
        """Central holds every row up to n."""
        self.db.execute("UPDATE uplink SET through = ?", (n,))
        self.head = replace(self.head, through=n)

    def count(self, **more: int) -> None:
        """Raise counters, if the transaction commits."""
        self.head = self.head.counted(**more)

    def empty_log(self) -> None:
        """What was deleted leaves the database's log too, once this is committed."""
        self.log_due = True

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """All of what happens inside, or nothing of it.

        Raises TransactionLostError when SQLite has rolled back more than this savepoint.
        """
        before, written = self.head, len(self.entries)
        changes, undone = self.db.total_changes, self._changes
        self.db.execute("SAVEPOINT step")
        try:
            yield
            self.db.execute("RELEASE step")
        except BaseException as error:
            self._undo(error)
            self.head = before
            del self.entries[written:]
            self._changes = undone + self.db.total_changes - changes
            raise

    def _undo(self, error: BaseException) -> None:
        if not self.db.in_transaction:
            raise TransactionLostError(str(error)) from error
        try:
            self.db.execute("ROLLBACK TO step")
            self.db.execute("RELEASE step")
        except sqlite3.Error as worse:
            raise TransactionLostError(str(worse)) from error


class Command(Protocol[T_co]):
    """Something to be done in one savepoint; what `run` returns is told after the commit."""

    def run(self, tx: Transaction) -> T_co:
        """Do it. Whatever it raises undoes it alone, and reaches its caller."""
