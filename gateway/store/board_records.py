"""The command that keeps what a board has sent: record, mark, outcome and guard rows together."""

import logging
import sqlite3
from dataclasses import dataclass

from gateway.hall import reasons
from gateway.hall.here import Here
from gateway.hall.history import as_history, is_over
from gateway.hall.requests import (
    ASKING,
    BEFORE_REBOOT,
    KINDS,
    Freshness,
    decide_record,
    subject_of,
)
from gateway.store import outside
from gateway.store.errors import (
    OutOfOrderError,
    PartlyDoneError,
    RefusedError,
    TransactionLostError,
)
from gateway.store.transaction import Transaction
from protocol import records
from protocol.facts import DeviceGap, DeviceMet, DeviceRecord, Fact, RequestRefused

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TakeRecords:
    """Records of a board's journal, as it sent them. Gives the new mark.

    Each record is one savepoint with its mark, its outcome and the outcome's guard rows. Records
    at or below the mark are repeats and change nothing. If one cannot be kept, those before it
    stay and PartlyDoneError says so (or the failure itself, if it was the first).
    """

    uid: str
    journal: int
    oldest: int
    """The first seq that the board still has (I_AM.first). Only what is missing below it is lost:
    a hole above it, left by a batch that was not kept, raises OutOfOrderError."""
    first_seq: int
    """seq of records[0], from 1."""
    records: tuple[tuple[int, int, bytes], ...]
    """(kind, ticks, payload)"""
    now_ticks: int
    """The board's ticks when it sent them, u32."""
    boot_seq: int
    """seq of the BOOT record of the board's running boot."""
    last: int = 0
    """The newest seq that the board had when its session was opened; 0: it is not told."""

    def run(self, tx: Transaction) -> int:
        """See the class."""
        if self.first_seq < 1:
            raise RefusedError(f"Board {self.uid} sent seq {self.first_seq}; they begin at 1.")
        self._meet(tx)
        self._close_gap(tx)
        for index, record in enumerate(self.records):
            try:
                self._take(tx, self.first_seq + index, *record)
            except TransactionLostError:
                raise
            except Exception as error:
                if index == 0:
                    raise
                raise PartlyDoneError(
                    f"Record {self.first_seq + index} of board {self.uid} could not be kept "
                    f"({error}); those before it are."
                ) from error
        return self._mark(tx)

    def _mark(self, tx: Transaction) -> int:
        return tx.head.marks.get((self.uid, self.journal), 0)

    def _meet(self, tx: Transaction) -> None:
        """What a board holds that this stream has never heard of, is of before."""
        if not self.last or not self.records or any(uid == self.uid for uid, _ in tx.head.marks):
            return
        is_new = self.last == self.boot_seq and self.records[0][0] == records.BOOT
        if not is_new or self.oldest < self.last:
            tx.write(DeviceMet(self.uid, self.journal, self.last))
            tx.meet(self.uid, self.journal, self.last)

    def _close_gap(self, tx: Transaction) -> None:
        lost_to = min(self.first_seq, self.oldest) - 1
        mark = self._mark(tx)
        if self.records and mark < lost_to:
            tx.write(DeviceGap(self.uid, self.journal, mark + 1, lost_to))
            tx.set_mark(self.uid, self.journal, lost_to)
            tx.count("gaps")
        if self.first_seq > self._mark(tx) + 1:
            raise OutOfOrderError(
                f"Board {self.uid} is kept up to record {mark}; {self.first_seq} came before "
                "those between were kept. Read it again from the mark."
            )

    def _take(self, tx: Transaction, seq: int, kind: int, ticks: int, payload: bytes) -> None:
        if seq <= self._mark(tx):
            tx.count("repeats")
            return
        record = DeviceRecord(self.uid, self.journal, seq, kind, ticks, payload.hex())
        with tx.savepoint():
            tx.write(record)
            tx.set_mark(self.uid, self.journal, seq)
            outcome = self._outcome(tx, record) if kind in ASKING else None
            if outcome is not None:
                _keep(tx, record, outcome)
            tx.count("records")
            if kind not in KINDS:
                tx.count("unknown_kinds")

    def _outcome(self, tx: Transaction, record: DeviceRecord) -> Fact | None:
        freshness = self._freshness(record.seq, record.ticks, tx.waited_ms)
        who, credit = _taxpayer(tx, subject_of(record, freshness))
        here = Here(tx.plan, tx.head.state, tx.now, who=who, credit=credit)
        outcome = decide_record(here, record, freshness, tx.at.stream)
        if record.seq <= self._history(tx) and is_over(here, freshness):
            return as_history(outcome)
        return outcome

    def _history(self, tx: Transaction) -> int:
        return tx.head.met.get((self.uid, self.journal), 0)

    def _freshness(self, seq: int, ticks: int, waited_ms: int) -> Freshness:
        if seq < self.boot_seq:
            return BEFORE_REBOOT
        return (self.now_ticks - ticks) % (1 << 32) + waited_ms


def _taxpayer(tx: Transaction, subject: bytes | None) -> tuple[str | None, bool]:
    """Token of whom a record names, and whether they stand on the list. Most name nobody: then the
    database is not asked, and the record stays among those that are written together."""
    if subject is None:
        return None, False
    who = outside.person(tx.db, subject, tx.now.wall_ms)
    return who, outside.has_credit(tx.db, tx.head.state.city.credit_version, subject)


def _keep(tx: Transaction, record: DeviceRecord, outcome: Fact) -> None:
    """The outcome; where a guard refuses that, a refusal in its place.

    A record that could not be kept would be read again for ever, and its board be stuck.
    """
    try:
        with tx.savepoint():
            tx.write(outcome, cause=record.identity)
    except sqlite3.IntegrityError as error:
        log.error("the database refuses %s of record %s: %s", outcome.TYPE, record.identity, error)
        refused = RequestRefused(record.uid, reasons.CONTRADICTS_FACTS.code)
        tx.write(refused, cause=record.identity)
        tx.count("guarded")
