"""The one thread that writes. It takes what is queued, commits it as a group, and repeats.

There is no timer: while one group is on its way to the disk the next one gathers. Whoever asked is
answered after the commit, and nobody sees a state that is not committed. Only while the disk fails
and nobody asks, something is written and taken back now and then, to see whether it takes it again.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Final, TypeVar

from gateway.clock import Clock
from gateway.hall.plan import HallPlan
from gateway.store import head as heads
from gateway.store import rows, snapshots
from gateway.store.errors import (
    HastyError,
    PartlyDoneError,
    StoreError,
    StoreStoppedError,
    TransactionLostError,
)
from gateway.store.head import Head
from gateway.store.jobs import Job, Told, Waited, not_kept, not_known, settle
from gateway.store.schema import BUSY_MS
from gateway.store.snapshots import Snapshot
from gateway.store.subscribers import Subscriber, Subscribers
from gateway.store.transaction import Command, Transaction
from gateway.store.trouble import Trouble, probe
from protocol.envelope import Entry
from protocol.facts import DayOpened

log = logging.getLogger(__name__)

T = TypeVar("T")

MOST_IN_GROUP: Final = 512
"""Commands of one transaction at most, so that the first of them is not kept waiting."""

PROBE_S: Final = 5.0
"""While the disk fails and nobody asks, it is tried this often: a fault that is over is not told on
through a quiet evening."""


class Writer:
    """Owns the writing connection from here on."""

    def __init__(
        self, db: sqlite3.Connection, at: rows.Meta, plan: HallPlan, clock: Clock, head: Head
    ) -> None:
        self.head = head
        """The last committed one; replaced, never changed."""
        self._waiting_since_ms: int | None = None
        """mono_ms when the oldest command without an answer was asked; None: all have theirs."""
        self._trouble = Trouble()
        self._db = db
        self._at = at
        self._plan = plan
        self._clock = clock
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._subscribers = Subscribers()
        self._gate = threading.Lock()
        self._stopped: str | None = None
        self._must_reload = False
        self._log_due = False
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, command: Command[T]) -> "Future[T]":
        """Queue a command. Raises StoreStoppedError once the store is closed."""
        future: Future[T] = Future()
        self._queue(Job(command, future, self._clock.mono_ms()))
        return future

    def wait_for(self, command: Command[T], timeout_s: float) -> T:
        """The same, and wait for its commit. Raises what it raised, or TimeoutError."""
        waited: Waited[T] = Waited()
        self._queue(Job(command, waited, self._clock.mono_ms()))
        return waited.result(timeout_s)

    def _queue(self, job: Job) -> None:
        with self._gate:
            if self._stopped is not None:
                raise StoreStoppedError(self._stopped)
            self._jobs.put(job)

    @property
    def trouble(self) -> str | None:
        """See Store."""
        return self._trouble.now

    def current_to_ms(self) -> int:
        """See Store."""
        if self._stopped is not None:
            raise StoreStoppedError(self._stopped)
        waiting = self._waiting_since_ms
        return self._clock.mono_ms() if waiting is None else waiting

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Be told of every commit from now on; the result ends it."""
        return self._subscribers.add(subscriber)

    def close(self) -> None:
        """Commit what is queued, then end. Further commands are refused."""
        with self._gate:
            if self._stopped is None:
                self._stopped = "The store is closed; nothing of this was kept. Start it again."
                self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            self._empty_log()  # a kill may have left something there that was erased
            while group := self._next_group():
                self._commit(group)
        except BaseException as error:
            log.critical("the store's writer has ended", exc_info=error)
            with self._gate:
                self._stopped = f"The store has stopped ({error}); restart the gateway."
            raise
        finally:
            self._refuse_rest()

    def _next_group(self) -> list[Job]:
        """What is queued, at least one; empty when the store was closed and all is done."""
        group: list[Job] = []
        job = self._first_job()
        while job is not None:
            if job.future.set_running_or_notify_cancel():
                group.append(job)
            if len(group) == MOST_IN_GROUP:
                return group
            try:
                job = self._jobs.get(block=not group)
            except Empty:
                return group
        if group:
            self._jobs.put(None)  # the end was found behind the group: to be found again
        return group

    def _first_job(self) -> Job | None:
        while self._trouble.now is not None:
            try:
                return self._jobs.get(timeout=PROBE_S)
            except Empty:
                self._probe()
        return self._jobs.get()

    def _probe(self) -> None:
        try:
            self._reload_if_due()
            probe(self._db)
        except (sqlite3.Error, StoreError) as error:
            self._trouble.fails(error)
            self._must_reload = True
        else:
            self._trouble.takes()

    def _refuse_rest(self) -> None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return
            if job is not None and job.future.set_running_or_notify_cancel():
                job.future.set_exception(StoreStoppedError(str(self._stopped)))

    def _commit(self, group: list[Job]) -> None:
        self._waiting_since_ms = group[0].asked_ms
        self._commit_or_give_up(group)
        self._waiting_since_ms = None

    def _commit_or_give_up(self, group: list[Job]) -> None:
        tx: Transaction | None = None
        answers: list[Told] = []
        try:
            self._reload_if_due()
            tx, answers = self._done(group)
            self._db.execute("COMMIT")
        except (sqlite3.Error, StoreError) as error:
            self._recover(group, answers, tx, error)
            return
        except BaseException as error:
            self._recover(group, [], tx, error)
            raise
        self._log_due = self._log_due or tx.log_due
        if self._log_due:
            self._empty_log()
        failed = sum(1 for _, failure in answers if failure is not None)
        self._trouble.judge([failure for _, failure in answers], written=tx.changed)
        self.head = tx.counted(commits=1, failed_commands=failed)
        settle(group, answers)
        self._publish(tx.entries)
        if len(group) > 1:
            self._let_ask_again(len(group))
        if any(isinstance(entry.fact, DayOpened) for entry in tx.entries):
            self._keep_snapshot()

    def _let_ask_again(self, answered: int) -> None:
        """Who has its answer may ask again, so that the next group is not of one. It is over when
        as many have as were answered, or when the others had their turn and nobody more did."""
        before = -1
        while before < (asked := self._jobs.qsize()) < answered:
            before = asked
            time.sleep(0)

    def _done(self, group: list[Job]) -> tuple[Transaction, list[Told]]:
        """Everything but the COMMIT."""
        try:
            return self._try(group, careful=False)
        except HastyError as error:
            log.warning("a group of %d is done again step by step: %s", len(group), error)
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            return self._try(group, careful=True)

    def _try(self, group: list[Job], careful: bool) -> tuple[Transaction, list[Told]]:
        self._db.execute("BEGIN IMMEDIATE")
        tx = Transaction(self._db, self._at, self._plan, self._clock, self.head, careful)
        answers = [self._answer(tx, job) for job in group]
        tx.write_gathered()
        return tx, answers

    def _keep_snapshot(self) -> None:
        """A commit of its own: a cache that cannot be written must not undo the day's opening, and
        whoever asked for that has the answer already."""
        head = self.head
        if not snapshots.keep(self._db, Snapshot(head.n, head.digest, head.state)):
            self.head = head.counted(failed_snapshots=1)
        if self._db.in_transaction:
            self._trouble.fails(sqlite3.OperationalError("what failed cannot be taken back"))
            self._must_reload = True

    def _empty_log(self) -> None:
        """By this connection, as two must not do it. A reader who holds the log is not waited for:
        it is tried again after the next commit."""
        try:
            self._db.execute("PRAGMA busy_timeout = 0")
            (busy, _, _) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._log_due = bool(busy)
        except sqlite3.Error as error:
            self._log_due = True
            log.warning("the log of the database could not be emptied yet: %s", error)
        finally:
            self._db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")

    def _answer(self, tx: Transaction, job: Job) -> Told:
        """Run a command in its savepoint; its failure is its caller's alone."""
        tx.take_up(job.asked_ms)
        try:
            with tx.savepoint():
                try:
                    return job.command.run(tx), None
                except PartlyDoneError as error:
                    return None, error
        except TransactionLostError:
            raise
        except sqlite3.OperationalError as error:
            return None, not_kept(error)
        except Exception as error:
            return None, error

    def _recover(
        self, group: list[Job], answers: list[Told], tx: Transaction | None, error: BaseException
    ) -> None:
        """State, n and chain head come from the database again, and it says what of the group is
        kept: all of it, if only the COMMIT failed after it was on the disk, or else nothing.
        """
        self._trouble.fails(error)
        self._must_reload = True
        self._log_due = True  # a COMMIT that failed may be on the disk, and have erased something
        ended = bool(answers) and not self._db.in_transaction  # a COMMIT, done or not
        try:
            self._reload_if_due()
        except (sqlite3.Error, StoreError) as worse:
            self._trouble.fails(worse)
        known = not self._must_reload
        if known and answers and tx is not None and tx.moved and self._ends_with(tx.head):
            settle(group, answers)
            return
        if ended and tx is not None and tx.changed and not tx.moved:
            known = False  # an account, a text: no n says whether the database has it
        self.head = self.head.counted(failed_groups=1, failed_commands=len(group))
        for job in group:
            job.future.set_exception(not_kept(error) if known else not_known(error))

    def _ends_with(self, head: Head) -> bool:
        """Whether the database holds everything up to there."""
        return (self.head.n, self.head.digest, self.head.through) == (
            head.n,
            head.digest,
            head.through,
        )

    def _reload_if_due(self) -> None:
        """A COMMIT may have failed after it reached the disk: only the database knows."""
        if not self._must_reload:
            return
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        before = self.head.n
        self.head = heads.load(self._db, self.head)
        self._must_reload = False
        if self.head.n > before:
            sql = f"SELECT {rows.COLUMNS} FROM fact WHERE n > ? ORDER BY n"
            found = rows.read(self._at, self._db.execute(sql, (before,)))
            self._publish([entry for entry, _ in found])

    def _publish(self, entries: Sequence[Entry]) -> None:
        failed = self._subscribers.tell(entries, self.head.state)
        if failed:
            self.head = self.head.counted(failed_subscribers=failed)
