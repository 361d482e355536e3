"""The store of one hall: facts in, state out."""

import logging
import os
import secrets
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Final, Self, TypeVar

from gateway.clock import Clock
from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState
from gateway.store import guards, rows
from gateway.store.errors import StoreError
from gateway.store.head import Counters, Head, load
from gateway.store.lock import StoreLock
from gateway.store.read import Reader
from gateway.store.schema import open_database
from gateway.store.subscribers import Subscriber
from gateway.store.transaction import Command, Transaction
from gateway.store.writer import Writer
from protocol.facts import StreamOpened

log = logging.getLogger(__name__)

T = TypeVar("T")

COMMIT_S: Final = 30.0
"""A commit that takes longer is treated as failed by those who wait for one."""


class Store:
    """What is committed, and the one way to commit more. Safe to use from every thread.

    All properties tell of the last commit and never block. Use as a context manager, or close it.
    """

    def __init__(
        self, path: Path, at: rows.Meta, writer: Writer, close: Callable[[], None]
    ) -> None:
        self.path = path
        self.hall = at.hall
        self.stream = at.stream
        self._writer = writer
        self._close = close

    @classmethod
    def open(cls, path: Path, plan: HallPlan, clock: Clock) -> Self:
        """Open the file, bring it to this version, fold its facts; an empty one begins a stream.

        Raises StoreError with a sentence when that cannot be.
        """
        if os.path.isdir(path):
            raise StoreError(
                f"The store {path} is a folder; name a file in it, such as {path / 'gateway.db'}."
            )
        if not os.path.isdir(path.parent):  # unlike Path's, it is no for one that may not be seen
            raise StoreError(
                f"There is no folder {path.parent} for the store that the gateway's user may see; "
                "create it."
            )
        lock = StoreLock(path)
        try:
            db = open_database(path)
            try:
                at = rows.meta(db) or _begin(db, plan, clock)
                if at.hall != plan.hall:
                    raise StoreError(
                        f"{path} holds the facts of hall {at.hall}, not of {plan.hall}; "
                        "name the right file."
                    )
                head = load(db, Head())
                guards.agree(db, head.state)
                writer = Writer(db, at, plan, clock, head)
            except sqlite3.Error as error:
                db.close()
                raise StoreError(f"The store {path} cannot be used: {error}.") from error
            except BaseException:
                db.close()
                raise
        except BaseException:
            lock.release()
            raise

        def close() -> None:
            try:
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                log.warning("the log of the database stays for the next start to read: %s", error)
            finally:
                db.close()
                lock.release()

        return cls(path, at, writer, close)

    @property
    def head(self) -> Head:
        """n, digest, state, marks and counters, all of the same moment."""
        return self._writer.head

    @property
    def state(self) -> HallState:
        """The hall after the last committed fact."""
        return self.head.state

    @property
    def n(self) -> int:
        """The last committed fact."""
        return self.head.n

    @property
    def through(self) -> int:
        """The last fact that central holds."""
        return self.head.through

    @property
    def counters(self) -> Counters:
        """What happened since the start."""
        return self.head.counters

    @property
    def trouble(self) -> str | None:
        """What the database says while it does not take writes; None while it does."""
        return self._writer.trouble

    def current_to_ms(self) -> int:
        """mono_ms up to which `head` tells all that was asked: now, unless the disk is behind.

        Raises StoreStoppedError when nothing is written any more.
        """
        return self._writer.current_to_ms()

    def mark(self, uid: str, journal: int) -> int:
        """Last seq of this journal that is kept without a hole, 0 if it was never heard."""
        return self.head.marks.get((uid, journal), 0)

    def submit(self, command: Command[T]) -> "Future[T]":
        """Queue a command; the future is resolved after its commit, in the writer's thread.

        The future raises what the command raised, or NotKeptError. This raises StoreStoppedError
        once the store is closed.
        """
        return self._writer.submit(command)

    def commit(self, command: Command[T]) -> T:
        """Submit a command and wait for its commit. Raises what it raised, or StoreError.

        After 30 s it raises StoreError too; the commit may still come.
        """
        try:
            return self._writer.wait_for(command, COMMIT_S)
        except TimeoutError as error:
            raise StoreError(f"The store has not committed within {COMMIT_S:.0f} s.") from error

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Be told of every commit from now on, in the writer's thread; the result ends it."""
        return self._writer.subscribe(subscriber)

    def reader(self) -> Reader:
        """A read-only connection of the caller's own, to be closed by the caller."""
        return Reader(self.path)

    def close(self) -> None:
        """Commit what is queued and let go of the file. Closing twice is closing once."""
        self._writer.close()
        close, self._close = self._close, lambda: None
        close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _begin(db: sqlite3.Connection, plan: HallPlan, clock: Clock) -> rows.Meta:
    at = rows.Meta(plan.hall, secrets.token_hex(4))
    db.execute("BEGIN IMMEDIATE")
    db.execute(
        "INSERT INTO meta(one, hall, stream, created) VALUES (1, ?, ?, ?)",
        (at.hall, at.stream, clock.wall_ms()),
    )
    Transaction(db, at, plan, clock, Head()).write(StreamOpened(plan.hall))
    db.execute("COMMIT")
    return at
