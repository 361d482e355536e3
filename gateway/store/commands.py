"""What can be asked of the store. Each is one savepoint; none can write a fact past the rules."""

import logging
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from gateway.hall import alarms, day, places, ratings, reasons, wishes
from gateway.hall.advising import Key, decide_advice
from gateway.hall.due import decide_due
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.history import as_history, is_over
from gateway.hall.numbers import ContinueNumbers
from gateway.hall.places import Sighting, Wish
from gateway.hall.reasons import Reason
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
    DigestDiffersError,
    OutOfOrderError,
    PartlyDoneError,
    RefusedError,
    TransactionLostError,
    UnknownRowError,
    WishRefusedError,
)
from gateway.store.transaction import Transaction
from insight.advice import Advice
from protocol import records
from protocol.envelope import GENESIS
from protocol.facts import (
    DeviceGap,
    DeviceMet,
    DeviceRecord,
    Fact,
    PrintConfirmed,
    PrintFailed,
    PrintUncertain,
    RequestRefused,
    SlipAsked,
    SlipDone,
    TicketIssued,
)

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


@dataclass(frozen=True)
class Append:
    """What became of a ticket's paper, or of a slip. Gives the n of the fact."""

    fact: PrintConfirmed | PrintUncertain | PrintFailed | SlipDone

    def run(self, tx: Transaction) -> int:
        """Raises RefusedError if there is no such ticket, or nobody asked for such a slip."""
        match self.fact:
            case PrintConfirmed(n) | PrintUncertain(n) | PrintFailed(n):
                kind, named = TicketIssued.TYPE, "ticket"
            case SlipDone(n):
                kind, named = SlipAsked.TYPE, "slip"
            case other:
                raise RefusedError(f"{other.TYPE} follows from the rules and cannot be appended.")
        if tx.type_of(n) != kind:
            raise RefusedError(f"Fact {n} is no {named}; nothing was written.")
        return tx.write(self.fact)


@dataclass(frozen=True)
class Prompted:
    """A rating pad has confirmed that it shows the question. Gives n, None if that is no news."""

    service: int
    window: str

    def run(self, tx: Transaction) -> int | None:
        """See the class."""
        fact = ratings.decide_prompted(tx.head.state, self.service, self.window)
        return None if fact is None else tx.write(fact)


LEADER: Final = Actor(Duty.LEADER)
"""Who has the token of the hall's page."""


@dataclass(frozen=True)
class Due:
    """What the passage of time alone has brought about. Gives how many facts it became."""

    def run(self, tx: Transaction) -> int:
        """See the class."""
        found = decide_due(Here(tx.plan, tx.head.state, tx.now))
        for fact in found:
            tx.write(fact)
        return len(found)


@dataclass(frozen=True)
class Advise:
    """What the rules of `insight.advice` recommend now, and take back. Gives the n of the facts."""

    standing: Sequence[Advice]
    """Pieces that have stood for long enough, the most urgent first."""
    gone: Collection[Key]
    """Those that have not for long enough."""

    def run(self, tx: Transaction) -> list[int]:
        """See the class."""
        here = Here(tx.plan, tx.head.state, tx.now)
        return [tx.write(fact) for fact in decide_advice(here, self.standing, self.gone)]


@dataclass(frozen=True)
class ChangeAlarms:
    """What has become of alarms. Gives how many facts it became: those that still follow."""

    changes: tuple[alarms.Change, ...]

    def run(self, tx: Transaction) -> int:
        """See the class."""
        written = 0
        for change in self.changes:
            fact = alarms.decide_change(tx.head.state, change)
            if fact is not None:
                tx.write(fact)
                written += 1
        return written


@dataclass(frozen=True)
class OpenDay:
    """Open a business day, an ISO date. Gives the n of the fact."""

    day: str
    after: Mapping[str, int] = field(default_factory=dict)
    """Business → the last number that was given out on this day already, 0 for none."""
    by: Actor = LEADER
    asked_by: Actor | None = None
    """Who asked for it, by whose right it is done; None: the gateway itself."""

    def run(self, tx: Transaction) -> int:
        """Raises RefusedError unless the day is later than the open one, or for other numbers;
        WishRefusedError when the right of whoever asked has gone meanwhile."""
        _still_entitled(tx, self.asked_by)
        fact = day.decide_open(tx.head.state, self.day)
        if isinstance(fact, Reason):
            raise RefusedError(f"{fact.en} Asked for {self.day}, open is {tx.head.state.day}.")
        n = tx.write(fact)
        for business, last in self.after.items():
            if last:
                self._go_on(tx, ContinueNumbers(business, last))
        return n

    def _go_on(self, tx: Transaction, wish: ContinueNumbers) -> None:
        fact = wishes.decide(Here(tx.plan, tx.head.state, tx.now, by=self.by), wish)
        if isinstance(fact, Reason):
            raise RefusedError(f"{fact.en} Business {wish.business}; the day was not opened.")
        tx.write(fact)


@dataclass(frozen=True)
class Adopt:
    """Let a board take a place of the hall. Gives the n of the fact."""

    wish: Wish
    seen: Mapping[str, Sighting]
    """What the lines heard just now."""
    keyed: Collection[str]
    """Uids for which this gateway keeps a key."""
    asked_by: Actor | None = None
    """Who asked for it, by whose right it is done; None: the gateway itself."""

    def run(self, tx: Transaction) -> int:
        """Raises RefusedError with the rule that says no, in both languages; WishRefusedError when
        the right of whoever asked has gone meanwhile."""
        _still_entitled(tx, self.asked_by)
        fact = places.decide_adopt(tx.plan, tx.head.state, self.wish, self.seen, self.keyed)
        if isinstance(fact, Reason):
            raise RefusedError(f"{fact.zh} {fact.en}")
        return tx.write(fact)


@dataclass(frozen=True)
class ConfirmThrough:
    """Central has committed every row up to `through`. Gives the highest row it has confirmed."""

    stream: str
    through: int
    digest: bytes
    """Running SHA-256 at `through` as central computed it."""

    def run(self, tx: Transaction) -> int:
        """Raises UnknownRowError or DigestDiffersError; an older `through` changes nothing."""
        if self.stream != tx.at.stream or not 0 <= self.through <= tx.head.n:
            raise UnknownRowError(
                f"Central acknowledges row {self.through} of stream {self.stream}; this store "
                f"ends at row {tx.head.n} of {tx.at.stream}. Nothing was confirmed."
            )
        if self.digest != _digest_at(tx.db, self.through):
            raise DigestDiffersError(
                f"Central's digest of the facts up to {self.through} is not ours: the copies "
                "differ. Nothing was confirmed; run the audit."
            )
        if self.through > tx.head.through:
            tx.set_through(self.through)
        return tx.head.through


def _still_entitled(tx: Transaction, by: Actor | None) -> None:
    """As with every wish: whoever asked may have been sent away while this lay in the queue."""
    if by is not None and not outside.is_still(tx.db, by):
        raise WishRefusedError(reasons.NOT_YOUR_DUTY)


def _digest_at(db: sqlite3.Connection, n: int) -> bytes:
    if n == 0:
        return GENESIS
    (digest,) = db.execute("SELECT digest FROM fact WHERE n = ?", (n,)).fetchone()
    assert isinstance(digest, bytes)
    return digest
