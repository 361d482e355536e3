"""Commands on what people wrote and on who they are: looking is written down, and so is erasing."""

from dataclasses import dataclass

from gateway.hall.here import Actor, Duty
from gateway.hall.opinion_nouns import entry_of
from gateway.people import rights, scrub
from gateway.people.errors import NotThereError, NotYourTextError
from gateway.store import outside, rows
from gateway.store.transaction import Transaction


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
    it belongs to. The line of the audit trail is committed before it is shown, to whomever."""

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
        if not outside.erase(tx.db, "words", [(self.token,)]):
            raise _no_words()
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
class Scrub:
    """Let nothing that was ever deleted from texts and persons stay in the database's files."""

    def run(self, tx: Transaction) -> bool:
        """The first portion; gives whether anything is left for ScrubOn."""
        for table in outside.ERASED:
            scrub.want(tx.db, table)
        return scrub.go_on(tx)


@dataclass(frozen=True)
class ScrubOn:
    """One portion more."""

    def run(self, tx: Transaction) -> bool:
        """Gives whether anything is left."""
        return scrub.go_on(tx)


def _no_words() -> NotThereError:
    return NotThereError("这段文字", "such text, or it was erased already")
