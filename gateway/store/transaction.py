"""What a command may do inside the writer's transaction."""

import sqlite3
from collections import Counter
from contextlib import AbstractContextManager
from hashlib import sha256
from types import TracebackType
from typing import Protocol, TypeVar

from gateway.clock import Clock
from gateway.hall.fold import MOVING, apply
from gateway.hall.plan import HallPlan
from gateway.store import rows
from gateway.store.errors import HastyError, TransactionLostError
from gateway.store.head import Head
from gateway.store.later import Later, Place
from protocol import facts
from protocol.envelope import Entry, canonical_of, chain
from protocol.stamp import Moment, Stamp

T_co = TypeVar("T_co", covariant=True)


class Transaction:
    """The stream as it will be if this transaction commits. Belongs to the writer's thread.

    Facts and marks are gathered, and written together before the commit: where nothing is asked of
    the database, no savepoint of its own is needed either, since what was only gathered is undone
    by forgetting it. Whoever takes `db` sees everything that was gathered before, and from there to
    the end of its savepoints all is written at once. If what was gathered is refused, HastyError
    says so, and a careful transaction, which gathers nothing, shows whose it was.
    """

    def __init__(
        self,
        db: sqlite3.Connection,
        at: rows.Meta,
        plan: HallPlan,
        clock: Clock,
        head: Head,
        careful: bool = False,
    ) -> None:
        self.at = at
        self.plan = plan
        self.clock = clock
        self.head = head
        self._db = db
        self._careful = careful
        self._later = Later(db)
        self._steps: list[_Step] = []
        self._counted: list[str] = []
        self._before = head
        self._marks: dict[tuple[str, int], int] | None = None
        """The head's, once one was set: this transaction's own, to be changed in place."""
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
    def db(self) -> sqlite3.Connection:
        """For rows that stand outside of the chain of facts, and to look something up."""
        for step in self._steps:
            step.begin()
        self.write_gathered()
        return self._db

    @property
    def moved(self) -> bool:
        """Whether the head tells that this is committed."""
        return bool(self.entries) or self.head.through != self._before.through

    @property
    def changed(self) -> bool:
        """Whether there is anything to commit so far: facts, or rows that stand outside of them."""
        return bool(self._later) or self._db.total_changes != self._changes

    def take_up(self, asked_ms: int) -> None:
        """A command's turn has come; asked_ms: mono_ms when it was asked."""
        self.now = Moment(self.clock.wall_ms(), self.clock.boot, self.clock.mono_ms())
        self.waited_ms = max(0, self.now.mono_ms - asked_ms)

    def write(self, fact: facts.Fact, cause: str | None = None) -> int:
        """Append a fact, with its guard rows, and return its n."""
        at, now = self.at, self.now
        before, digest, state, marks, met, through, counters = self.head
        n = before + 1
        entry = Entry(at.hall, at.stream, n, fact, cause, now.wall_ms, now.boot, now.mono_ms)
        identity = entry.identity
        data, in_order_of_names = facts.json_of(fact)
        leaf = sha256(canonical_of(entry, identity, in_order_of_names)).digest()
        digest = chain(digest, leaf)
        self._later.fact(rows.row_of(entry, identity, data, digest), fact)
        self._write_unless_gathered()
        if fact.TYPE in MOVING:
            state = apply(state, Stamp(n, now), fact)
        self.head = Head(n, digest, state, marks, met, through, counters)
        self.entries.append(entry)
        return n

    def type_of(self, n: int) -> str | None:
        """Type of fact n, None if there is none."""
        told = self._later.type_of(n)
        if told is not None:
            return told
        row = self._db.execute("SELECT type FROM fact WHERE n = ?", (n,)).fetchone()
        return None if row is None else str(row[0])

    def set_mark(self, uid: str, journal: int, seq: int) -> None:
        """Everything of this journal up to seq is kept, or known to be lost."""
        if self._marks is None:
            self._marks = dict(self.head.marks)
            self.head = self.head._replace(marks=self._marks)
        self._later.mark(uid, journal, seq)
        self._marks[uid, journal] = seq
        self._write_unless_gathered()

    def meet(self, uid: str, journal: int, last: int) -> None:
        """What this journal holds up to `last` was there before this stream met it."""
        sql = "INSERT INTO met(uid, journal, last) VALUES (?, ?, ?)"
        self.db.execute(sql, (uid, journal, last))
        self.head = self.head._replace(met={**self.head.met, (uid, journal): last})

    def set_through(self, n: int) -> None:
        """Central holds every row up to n."""
        self.db.execute("UPDATE uplink SET through = ?", (n,))
        self.head = self.head._replace(through=n)

    def count(self, name: str) -> None:
        """Raise a counter by one, if the transaction commits."""
        self._counted.append(name)

    def empty_log(self) -> None:
        """What was deleted leaves the database's log too, once this is committed."""
        self.log_due = True

    def savepoint(self) -> AbstractContextManager[None]:
        """All of what happens inside, or nothing of it.

        Raises TransactionLostError when SQLite has rolled back more than this savepoint.
        """
        return _Step(self)

    def write_gathered(self, to: Place | None = None) -> None:
        """Into the database with it, before the commit at the latest. Raises HastyError; a careful
        transaction sqlite3.Error."""
        try:
            self._later.write(self._later.end if to is None else to)
        except sqlite3.Error as error:
            if self._careful:
                raise
            raise HastyError(str(error)) from error

    def counted(self, **more: int) -> Head:
        """The head with all counters raised: those of its commands, and these."""
        return self.head.counted(**Counter(self._counted), **more)

    def _forget(self, to: Place) -> None:
        """What was told after that, of a step that is undone; the head is that of then already."""
        self._later.forget(to)
        if self._marks is not None:
            self._marks = {**self._before.marks, **self._later.marks}
            self.head = self.head._replace(marks=self._marks)

    def _write_unless_gathered(self) -> None:
        """Outside of every savepoint nobody would write later what is gathered."""
        if self._careful or not self._steps or self._steps[0].begun:
            self._later.write(self._later.end)


class _Step:
    """A savepoint. It is one of the database's too once something is written inside."""

    __slots__ = ("_before", "_changes", "_tx", "_undone", "begun")

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._before = (tx.head, len(tx.entries), len(tx._counted), tx._later.end)
        self.begun = False
        self._changes = self._undone = 0

    def begin(self) -> None:
        """Make it one of the database's; what was gathered before it is written before it."""
        if self.begun:
            return
        tx = self._tx
        tx.write_gathered(self._before[3])
        self._changes, self._undone = tx._db.total_changes, tx._changes
        tx._db.execute("SAVEPOINT step")
        self.begun = True

    def __enter__(self) -> None:
        tx = self._tx
        tx._steps.append(self)
        if tx._careful or tx._steps[0].begun:
            try:
                self.begin()
            except BaseException:
                tx._steps.pop()
                raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        tx = self._tx
        try:
            if error is None:
                try:
                    if self.begun:
                        tx._db.execute("RELEASE step")
                except BaseException as failed:
                    self._undo(failed)
                    raise
            else:
                self._undo(error)
        finally:
            tx._steps.pop()

    def _undo(self, error: BaseException) -> None:
        tx = self._tx
        if not tx._db.in_transaction:
            raise TransactionLostError(str(error)) from error
        if self.begun:
            try:
                tx._db.execute("ROLLBACK TO step")
                tx._db.execute("RELEASE step")
            except sqlite3.Error as worse:
                raise TransactionLostError(str(worse)) from error
            tx._changes = self._undone + tx._db.total_changes - self._changes
        tx.head, entries, counted, place = self._before
        del tx.entries[entries:]
        del tx._counted[counted:]
        tx._forget(place)


class Command(Protocol[T_co]):
    """Something to be done in one savepoint; what `run` returns is told after the commit."""

    def run(self, tx: Transaction) -> T_co:
        """Do it. Whatever it raises undoes it alone, and reaches its caller."""
