"""Gateways with one rule removed: of what is acknowledged, told, named, and done about a record."""

from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest

from gateway.devices.reading import Reading
from gateway.devices.store_keeper import StoreKeeper
from gateway.devices.why import Why
from gateway.hall import ratings, requests
from gateway.hall.state import HallState
from gateway.store.board_records import TakeRecords
from gateway.store.transaction import Transaction
from protocol.answers import Events, IAm
from protocol.facts import DeviceGap, DeviceRecord, Fact
from tests.fault_model.disk import HandWriter

Patch = pytest.MonkeyPatch


# -- the gateway acknowledges what it has committed


def acknowledge_before_the_commit(patch: Patch) -> None:
    """The next poll acknowledges what was read."""
    came = Reading.came

    def hasty(self: Reading, events: Events, now: float) -> Why | None:
        why = came(self, events, now)
        self.mark = self._read_to
        return why

    patch.setattr(Reading, "came", hasty)


def take_a_failed_commit_for_one(patch: Patch) -> None:
    """Whatever became of the commit, its records count as kept."""
    take = StoreKeeper.take

    def hopeful(self: StoreKeeper, uid: str, i_am: IAm, events: Events) -> "Future[int]":
        told: Future[int] = Future()
        last = events.first + len(events.records) - 1
        take(self, uid, i_am, events).add_done_callback(lambda _: told.set_result(last))
        return told

    patch.setattr(StoreKeeper, "take", hopeful)


def mark_after_the_records(patch: Patch) -> None:
    """Records in one transaction, their mark in the next."""
    pending: dict[tuple[str, int], int] = {}
    commit, set_mark = HandWriter.commit, Transaction.set_mark

    def later(self: Transaction, uid: str, journal: int, seq: int) -> None:
        pending[uid, journal] = seq
        self.head = self.head._replace(marks={**self.head.marks, (uid, journal): seq})

    def both(self: HandWriter) -> None:
        commit(self)
        kept = {at: seq for at, seq in pending.items() if self.head.marks.get(at) == seq}
        pending.clear()
        if kept and not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
            tx = Transaction(self._db, self._at, self._plan, self._clock, self.head)
            for (uid, number), seq in kept.items():
                set_mark(tx, uid, number, seq)
            self._db.execute("COMMIT")

    patch.setattr(Transaction, "set_mark", later)
    patch.setattr(HandWriter, "commit", both)


def mark_before_the_records(patch: Patch) -> None:
    """The mark in one transaction, its records in the next."""
    run = TakeRecords.run

    def hasty(self: TakeRecords, tx: Transaction) -> int:
        last = self.first_seq + len(self.records) - 1
        before = tx.head
        if tx.head.marks.get((self.uid, self.journal), 0) < last:
            tx.set_mark(self.uid, self.journal, last)
            for sql in ("RELEASE step", "COMMIT", "BEGIN IMMEDIATE", "SAVEPOINT step"):
                tx.db.execute(sql)
            tx.head = before
        return run(self, tx)

    patch.setattr(TakeRecords, "run", hasty)


def take_what_is_out_of_order(patch: Patch) -> None:
    """A hole that a failed commit has left is told as a loss."""
    close = TakeRecords._close_gap

    def rash(self: TakeRecords, tx: Transaction) -> None:
        close(replace(self, oldest=self.first_seq), tx)

    patch.setattr(TakeRecords, "_close_gap", rash)


def tell_no_gap(patch: Patch) -> None:
    """The mark moves over a hole, and nobody is told."""
    write = Transaction.write

    def silent(self: Transaction, fact: Fact, cause: str | None = None) -> int:
        return self.head.n if isinstance(fact, DeviceGap) else write(self, fact, cause)

    patch.setattr(Transaction, "write", silent)


def name_records_without_their_journal(patch: Patch) -> None:
    """A flash that was formatted begins at 1 again, under the same names."""
    patch.setattr(DeviceRecord, "identity", property(lambda self: f"{self.uid}-{self.seq}"))


def see_no_flash_go_back(patch: Patch) -> None:
    """A board that has lost records goes on in its old journal."""
    patch.setattr(Reading, "_give_up", lambda *_: None)


def see_no_flash_that_caught_up(patch: Patch) -> None:
    """One that has written as many records as it had lost goes on in its old journal."""

    def believing(self: Reading, events: Events) -> None:
        self._proving = False

    patch.setattr(Reading, "_prove", believing)


# -- what a request or a rating leads to


def believe_every_request_fresh(patch: Patch) -> None:
    """Neither age nor reboots count."""
    patch.setattr(TakeRecords, "_freshness", lambda *_: 0)


def forget_reboots(patch: Patch) -> None:
    """Age is reckoned in ticks, of whichever boot."""

    def age(self: TakeRecords, seq: int, ticks: int, waited_ms: int) -> int:
        return (self.now_ticks - ticks) % (1 << 32) + waited_ms

    patch.setattr(TakeRecords, "_freshness", age)


def ask_not_which_screen(patch: Patch) -> None:
    """A request counts for whatever is on the screen now."""

    class Whatever:
        def __ne__(self, other: object) -> bool:
            return False

    patch.setattr(requests, "current_face", lambda *_: Whatever())


def rate_the_newest_service(patch: Patch) -> None:
    """A rating is bound to whoever was served last, not to whom the pad asked about."""
    decide = ratings.decide_rating

    def newest(state: HallState, stream: str, rated: str, service: int, level: int) -> Any:
        last = [w.last_service for w in state.windows.values() if w.last_service is not None]
        return decide(state, stream, stream, max(last, default=service), level)

    patch.setattr(ratings, "decide_rating", newest)
