"""The one thread that writes. It takes what is queued, commits it as a group, and repeats.

There is no timer: while one group is on its way to the disk the next one gathers. Whoever asked is
answered after the commit, and nobody sees a state that is not committed. Only while the disk fails
and nobody asks, a row is written over with itself now and then, to see whether it takes it again.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from gateway.clock import Clock
from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState
from gateway.store import head as heads
from gateway.store import rows
from gateway.store.errors import (
    NotKeptError,
    PartlyDoneError,
    StoreError,
    StoreStoppedError,
    TransactionLostError,
)
from gateway.store.head import Head
from gateway.store.schema import BUSY_MS
from gateway.store.transaction import Command, Transaction
from protocol.envelope import Entry

log = logging.getLogger(__name__)

T = TypeVar("T")

Subscriber = Callable[[Sequence[Entry], HallState], None]
"""Called in the writer's thread after each commit that brought facts: with these, in the order of
n, and the state after them. Must be quick and must not wait for the store."""

MOST_IN_GROUP: Final = 512
"""Commands of one transaction at most, so that the first of them is not kept waiting."""

PROBE_S: Final = 5.0
"""While the disk fails and nobody asks, it is tried this often: a fault that is over is not told on
through a quiet evening."""


@dataclass(frozen=True)
class _Job:
    command: Command[Any]
    future: "Future[Any]"
    asked_ms: int


class Writer:
    """Owns the writing connection from here on."""

    def __init__(
        self, db: sqlite3.Connection, at: rows.Meta, plan: HallPlan, clock: Clock, head: Head
    ) -> None:
        self.head = head
        """The last committed one; replaced, never changed."""
        self._waiting_since_ms: int | None = None
        """mono_ms when the oldest command without an answer was asked; None: all have theirs."""
        self.trouble: str | None = None
        """See Store."""
        self._told: set[str] = set()
        self._db = db
        self._at = at
        self._plan = plan
        self._clock = clock
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._subscribers: tuple[Subscriber, ...] = ()
        self._gate = threading.Lock()
        self._stopped: str | None = None
        self._must_reload = False
        self._log_due = False
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, command: Command[T]) -> "Future[T]":
        """Queue a command. Raises StoreStoppedError once the store is closed."""
        future: Future[T] = Future()
        with self._gate:
            if self._stopped is not None:
                raise StoreStoppedError(self._stopped)
            self._jobs.put(_Job(command, future, self._clock.mono_ms()))
        return future

    def current_to_ms(self) -> int:
        """See Store."""
        if self._stopped is not None:
            raise StoreStoppedError(self._stopped)
        waiting = self._waiting_since_ms
        return self._clock.mono_ms() if waiting is None else waiting

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Be told of every commit from now on; the result ends it."""
        with self._gate:
            self._subscribers = (*self._subscribers, subscriber)

        def unsubscribe() -> None:
            with self._gate:
                self._subscribers = tuple(s for s in self._subscribers if s is not subscriber)

        return unsubscribe

    def close(self) -> None:
        """Commit what is queued, then end. Further commands are refused."""
        with self._gate:
            if self._stopped is None:
                self._stopped = "The store is closed; nothing of this was kept. Start it again."
                self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            while group := self._next_group():
                self._commit(group)
        except BaseException as error:
            log.critical("the store's writer has ended", exc_info=error)
            with self._gate:
                self._stopped = f"The store has stopped ({error}); restart the gateway."
            raise
        finally:
            self._refuse_rest()

    def _next_group(self) -> list[_Job]:
        """What is queued, at least one; empty when the store was closed and all is done."""
        group: list[_Job] = []
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

    def _first_job(self) -> _Job | None:
        while self.trouble is not None:
            try:
                return self._jobs.get(timeout=PROBE_S)
            except Empty:
                self._probe()
        return self._jobs.get()

    def _probe(self) -> None:
        """Commit a change that changes nothing."""
        try:
            self._reload_if_due()
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("UPDATE uplink SET through = through")
            self._db.execute("COMMIT")
        except (sqlite3.Error, StoreError) as error:
            self._fails(error)
            self._must_reload = True
        else:
            self._takes()

    def _refuse_rest(self) -> None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return
            if job is not None and job.future.set_running_or_notify_cancel():
                job.future.set_exception(StoreStoppedError(str(self._stopped)))

    def _commit(self, group: list[_Job]) -> None:
        self._waiting_since_ms = group[0].asked_ms
        self._commit_or_give_up(group)
        self._waiting_since_ms = None

    def _commit_or_give_up(self, group: list[_Job]) -> None:
        try:
            self._reload_if_due()
            self._db.execute("BEGIN IMMEDIATE")
            tx = Transaction(self._db, self._at, self._plan, self._clock, self.head)
            answers = [self._answer(tx, job) for job in group]
            self._db.execute("COMMIT")
        except (sqlite3.Error, StoreError) as error:
            self._give_up(group, error)
            return
        except BaseException as error:
            self._give_up(group, error)
            raise
        self._log_due = self._log_due or tx.log_due
        if self._log_due:
            self._empty_log()
        failed = sum(1 for _, failure in answers if failure is not None)
        self._judge([failure for _, failure in answers], written=tx.changed)
        self.head = tx.head.counted(commits=1, failed_commands=failed)
        for job, (result, failure) in zip(group, answers, strict=True):
            if failure is not None:
                job.future.set_exception(failure)
            else:
                job.future.set_result(result)
        self._publish(tx.entries)

    def _empty_log(self) -> None:
        """By this connection, as two must not do it. A reader who holds the log is not waited for:
        it is tried again after the next commit."""
        try:
            self._db.execute("PRAGMA busy_timeout = 0")
            (busy, _, _) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._log_due = bool(busy)
        except sqlite3.Error as error:
            log.warning("the log of the database could not be emptied yet: %s", error)
        finally:
            self._db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")

    def _answer(self, tx: Transaction, job: _Job) -> tuple[Any, Exception | None]:
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
            return None, _not_kept(error)
        except Exception as error:
            return None, error

    def _give_up(self, group: list[_Job], error: BaseException) -> None:
        """Nothing of the group is kept; state, n and chain head come from the database again."""
        self._fails(error)
        self.head = self.head.counted(failed_groups=1, failed_commands=len(group))
        self._must_reload = True
        try:
            self._reload_if_due()
        except (sqlite3.Error, StoreError) as worse:
            self._fails(worse)
        for job in group:
            job.future.set_exception(_not_kept(error))

    def _judge(self, failures: Sequence[Exception | None], written: bool) -> None:
        """A group that wrote nothing says nothing of the disk: SQLite did not need it."""
        causes = [failure.__cause__ for failure in failures if failure is not None]
        refused = next((one for one in causes if isinstance(one, sqlite3.OperationalError)), None)
        if refused is not None:
            self._fails(refused)
        elif written:
            self._takes()

    def _fails(self, error: BaseException) -> None:
        """Told in the log once for each kind of failure: boards ask again many times a second."""
        self.trouble = str(error).rstrip(".")
        if self.trouble not in self._told:
            self._told.add(self.trouble)
            log.error("the database does not take writes, nothing of them is kept: %s", error)

    def _takes(self) -> None:
        if self.trouble is not None:
            lost = self.head.counters.failed_groups
            log.info("the database takes writes again; %d groups were not kept since start", lost)
        self.trouble = None
        self._told.clear()

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
        if not entries:
            return
        for subscriber in self._subscribers:
            try:
                subscriber(entries, self.head.state)
            except Exception:
                log.exception("a subscriber of the store has failed; the facts are kept")
                self.head = self.head.counted(failed_subscribers=1)


def _not_kept(error: BaseException) -> NotKeptError:
    told = NotKeptError(
        f"The database did not take this ({error}); nothing was kept. Ask again when it does."
    )
    told.__cause__ = error
    return told
