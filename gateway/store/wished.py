"""The command by which people and programs act on the hall: one wish, one fact, one savepoint."""

import logging
import sqlite3
from dataclasses import dataclass
from typing import Any

from gateway.hall import reasons, wishes
from gateway.hall.here import Actor, Here
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from gateway.hall.wish import AtWindow, NamesCounted, NamesStaff, WithWords
from gateway.store import outside, rows, scored
from gateway.store.errors import KeyUsedError, WishRefusedError
from gateway.store.outside import Answer
from gateway.store.transaction import Transaction
from protocol.facts import Fact, TicketCarried, TicketIssued

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Once:
    """A client's mark on a request that it may repeat until it hears an answer."""

    key: str
    """Its Idempotency-Key."""
    request: bytes
    """SHA-256 of what it asks: another request under the same key is a mistake of the client."""


@dataclass(frozen=True)
class Done:
    """What a wish became."""

    n: int
    fact: Fact
    again: bool = False
    """This very request had been answered before; nothing was done now."""
    label: str | None = None
    """Of the ticket that the fact is about; None for other facts, and for `ticket.issued`, which
    says it itself."""


@dataclass(frozen=True)
class Do:
    """Do what somebody wishes, if they still are who they were when they asked. The fact, its guard
    rows, the taxpayer's token, the text that came along, the answer for a repetition and the line
    of the trail about a window of somebody else's are one savepoint."""

    wish: Any
    """One of gateway.hall.wishes.RULES."""
    by: Actor
    once: Once | None = None
    subject: bytes | None = None
    """Keyed hash of the taxpayer whom it is about, 12 bytes."""

    def run(self, tx: Transaction) -> Done:
        """Raises WishRefusedError with the hall's reason, KeyUsedError.

        Where a guard of the database refuses what the rules let pass, that is a refusal too:
        whoever asked again would be told the same.
        """
        if not outside.is_still(tx.db, self.by):
            raise WishRefusedError(reasons.NOT_YOUR_DUTY)
        earlier = self._earlier(tx)
        if earlier is not None:
            return earlier
        db, at_ms, token = tx.db, tx.now.wall_ms, outside.new_token()
        who = None if self.subject is None else outside.person(db, self.subject, at_ms)
        members = outside.members(db) if isinstance(self.wish, NamesStaff) else None
        wish, staff = self.wish, self.by.staff
        counted = scored.counted(db, wish.month, staff) if isinstance(wish, NamesCounted) else {}
        credit = outside.has_credit(db, tx.head.state.city.credit_version, self.subject)
        here = Here(tx.plan, tx.head.state, tx.now, self.by, who, token, members, counted, credit)
        fact = wishes.decide(here, self.wish)
        if isinstance(fact, Reason):
            raise WishRefusedError(fact)
        n = self._written(tx, fact)
        if isinstance(self.wish, WithWords):
            outside.keep_words(db, token, n, self.wish.kept, at_ms)
        if self.once is not None:
            told = Answer(self.once.request, n)
            outside.keep_answer(db, self.by.name, self.once.key, told, at_ms)
        if isinstance(self.wish, AtWindow):
            self._note_if_elsewhere(tx, here.state, n)
        return Done(n, fact, label=_label_of(tx, fact))

    def _written(self, tx: Transaction, fact: Fact) -> int:
        try:
            return tx.write(fact)
        except sqlite3.IntegrityError as error:
            log.error("the database refuses %s of %s: %s", fact.TYPE, self.by.name, error)
            raise WishRefusedError(reasons.CONTRADICTS_FACTS) from error

    def _note_if_elsewhere(self, tx: Transaction, before: HallState, n: int) -> None:
        """The fact names the clerk whose window it is; that it was somebody else who acted there
        stands on the trail alone. Who sits down or leaves acts at the own window."""
        window, staff = self.wish.window, self.by.staff
        at = (before.at(window).staff, tx.head.state.at(window).staff)
        if not self.by.is_staff or (staff is not None and staff in at):
            return
        about = f"{type(self.wish).__name__} window={window} n={n}"
        outside.note(tx.db, tx.now.wall_ms, self.by.name, "window.acted", about)

    def _earlier(self, tx: Transaction) -> Done | None:
        if self.once is None:
            return None
        told = outside.answer(tx.db, self.by.name, self.once.key)
        if told is None:
            return None
        if told.request != self.once.request:
            raise KeyUsedError(
                f"The Idempotency-Key {self.once.key} was used for another request; nothing was"
                " changed. Use a new key for a new request."
            )
        fact = rows.fact_at(tx.db, told.n)
        return Done(told.n, fact, again=True, label=_label_of(tx, fact))


def _label_of(tx: Transaction, fact: Fact) -> str | None:
    """A state forgets tickets, and a request may be repeated days later: then the store knows."""
    ticket = getattr(fact, "ticket", None)
    if ticket is None:
        return None
    known = tx.head.state.tickets.get(ticket)
    issued = rows.fact_at(tx.db, ticket) if known is None else known.issued
    return issued.label if isinstance(issued, TicketIssued | TicketCarried) else None
