"""Commands on what people wrote and on who they are: looking is written down, and so is erasing."""

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from gateway.hall import concerned
from gateway.hall.here import Actor, Duty
from gateway.hall.opinion_nouns import entry_of
from gateway.people import rights, scrub
from gateway.people.errors import AboutYouError, NamelessError, NotThereError, NotYourTextError
from gateway.store import outside, rows
from gateway.store.transaction import Transaction
from protocol.facts import (
    OpinionConcerns,
    OpinionSubmitted,
    ServiceFinished,
    ServiceStarted,
    TicketTransferred,
)


@dataclass(frozen=True)
class Words:
    """A text that somebody wrote."""

    token: str
    n: int
    """The fact that names it."""
    text: str
    at_ms: int


@dataclass(frozen=True)
class ShowWords:
    """Let somebody read a text: a leader, or who has the entry of the comment book to answer that
    it belongs to, and never the person whom it is about. The line of the audit trail is committed
    before it is shown, to whomever."""

    by: Actor
    token: str

    def run(self, tx: Transaction) -> Words:
        """Raises NotYoursError, NotThereError."""
        rights.must(tx, self.by, rights.READERS)
        row = tx.db.execute(outside.WORDS, (self.token, self.token)).fetchone()
        leads = self.by.duty is Duty.LEADER
        if row is None:  # which tokens there are is told to leaders alone
            raise _no_words() if leads else NotYourTextError()
        words = Words(*row)
        if not (leads or self._is_theirs(tx, words)):
            raise NotYourTextError
        _keep_apart(tx, words.n, self.by)
        outside.note(tx.db, tx.now.wall_ms, self.by.name, "words.shown", self.token)
        return words

    def _is_theirs(self, tx: Transaction, words: Words) -> bool:
        entry = entry_of(words.n, rows.fact_at(tx.db, words.n))
        opinion = None if entry is None else tx.head.state.opinions.get(entry)
        staff = self.by.staff
        return staff is not None and opinion is not None and opinion.holder == staff


@dataclass(frozen=True)
class EraseWords:
    """A text is erased now; where few are kept there is no trace of it in the database's files when
    this returns, else once `Retention` has rewritten them all. The fact stays."""

    by: Actor
    token: str

    def run(self, tx: Transaction) -> None:
        """Raises NotYoursError, NotThereError."""
        rights.must(tx, self.by, rights.HEADS)
        row = tx.db.execute(outside.WORDS, (self.token, self.token)).fetchone()
        if row is None:
            raise _no_words()
        _keep_apart(tx, Words(*row).n, self.by)
        outside.erase(tx.db, "words", [(self.token,)])
        outside.note(tx.db, tx.now.wall_ms, self.by.name, "words.erased", self.token)
        scrub.want(tx.db, "words")
        scrub.go_on(tx)


@dataclass(frozen=True)
class ErasePerson:
    """From now on nobody can tell whose facts these were. The facts stay."""

    by: Actor
    token: str

    def run(self, tx: Transaction) -> None:
        """Raises NotYoursError, NotThereError."""
        rights.must(tx, self.by, rights.HEADS)
        if not outside.erase(tx.db, "person", [(self.token,)]):
            raise NotThereError("这个人", "such person, or it was erased already")
        outside.note(tx.db, tx.now.wall_ms, self.by.name, "person.erased", self.token)
        scrub.want(tx.db, "person")
        scrub.go_on(tx)


@dataclass(frozen=True)
class ScrubOn:
    """One portion of writing anew what something was erased from."""

    def run(self, tx: Transaction) -> bool:
        """Gives whether anything is left."""
        return scrub.go_on(tx)


def _keep_apart(tx: Transaction, n: int, by: Actor) -> None:
    """Raises AboutYouError where the text of fact n is about whoever asks, NamelessError where it
    is about anybody and a leader's program asks that acts for nobody: it could be that person's."""
    about = _whom_about(tx, n)
    if by.staff in about:
        raise AboutYouError
    if about and by.staff is None and by.duty is Duty.LEADER:
        raise NamelessError


def _whom_about(tx: Transaction, n: int) -> Collection[str]:
    """Whom the text of fact n is about, by what the state says; once it has forgotten, by the
    facts: whom an entry named last, and who began the service or ended it."""
    fact = rows.fact_at(tx.db, n)
    entry, service, state = entry_of(n, fact), concerned.service_of(fact), tx.head.state
    if entry is not None and entry not in state.opinions:
        people = [_named(tx.db, entry)]
    elif service is not None and not concerned.is_remembered(state, service, fact):
        people = _had_a_hand(tx.db, service)
    else:
        people = [concerned.of_text(state, n, fact)]
    return {one for one in people if one is not None}


def _had_a_hand(db: sqlite3.Connection, service: int) -> list[str | None]:
    """Who began the service, and who ended it: what rested may have been gone on with by another
    one, who was rated."""
    began = rows.fact_at(db, service)
    people = [began.staff] if isinstance(began, ServiceStarted) else []
    for kind in (TicketTransferred, ServiceFinished):  # few are sent on, and an end comes soon
        sql = (
            "SELECT n FROM fact WHERE type = ? AND n > ? AND json_extract(data, '$.service') = ?"
            " ORDER BY n LIMIT 1"
        )
        row = db.execute(sql, (kind.TYPE, service, service)).fetchone()
        ended = None if row is None else rows.fact_at(db, row[0])
        if isinstance(ended, TicketTransferred | ServiceFinished):
            return [*people, ended.staff]
    return people


def _named(db: sqlite3.Connection, entry: int) -> str | None:
    """Few entries are said later to be about somebody: so few rows are looked at."""
    sql = (
        "SELECT n FROM fact WHERE type = ? AND n > ? AND json_extract(data, '$.opinion') = ?"
        " ORDER BY n DESC LIMIT 1"
    )
    row = db.execute(sql, (OpinionConcerns.TYPE, entry, entry)).fetchone()
    fact = rows.fact_at(db, entry if row is None else row[0])
    return fact.about if isinstance(fact, OpinionConcerns | OpinionSubmitted) else None


def _no_words() -> NotThereError:
    return NotThereError("这段文字", "such text, or it was erased already")
