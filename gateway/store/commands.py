"""What the gateway and the hall's leader ask of the store. Each is one savepoint; none can write a
fact past the rules."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from gateway.hall import alarms, day, places, ratings, reasons, wishes
from gateway.hall.advising import Key, decide_advice
from gateway.hall.due import decide_due
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.numbers import ContinueNumbers
from gateway.hall.places import Sighting, Wish
from gateway.hall.reasons import Reason
from gateway.store import outside
from gateway.store.errors import RefusedError, WishRefusedError
from gateway.store.transaction import Transaction
from insight.advice import Advice
from protocol.facts import (
    PrintConfirmed,
    PrintFailed,
    PrintUncertain,
    SlipAsked,
    SlipDone,
    TicketIssued,
)


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


def _still_entitled(tx: Transaction, by: Actor | None) -> None:
    """As with every wish: whoever asked may have been sent away while this lay in the queue."""
    if by is not None and not outside.is_still(tx.db, by):
        raise WishRefusedError(reasons.NOT_YOUR_DUTY)
