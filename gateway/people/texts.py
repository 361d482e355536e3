"""Commands on what people wrote and on who they are: looking is written down, and so is erasing."""

import sqlite3
from dataclasses import dataclass
from typing import Final

from gateway.hall import concerned
from gateway.hall.here import Actor, Duty
from gateway.hall.opinion_nouns import entry_of
from gateway.people import rights
from gateway.people.errors import AboutYouError, NotThereError, NotYourTextError
from gateway.store import outside, rows
from gateway.store.transaction import Transaction
from protocol.facts import OpinionConcerns, OpinionSubmitted, ServiceStarted


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
        sql = "SELECT token, n, text, at_ms FROM words WHERE token = ?"
        row = tx.db.execute(sql, (self.token,)).fetchone()
        leads = self.by.duty is Duty.LEADER
        if row is None:  # which tokens there are is told to leaders alone
            raise _no_words() if leads else NotYourTextError()
        words = Words(*row)
        if not (leads or self._is_theirs(tx, words)):
            raise NotYourTextError
        if _is_about(tx, words.n, self.by):
            raise AboutYouError
        outside.note(tx.db, tx.now.wall_ms, self.by.name, "words.shown", self.token)
        return words

    def _is_theirs(self, tx: Transaction, words: Words) -> bool:
        entry = entry_of(words.n, rows.fact_at(tx.db, words.n))
        opinion = None if entry is None else tx.head.state.opinions.get(entry)
        staff = self.by.staff
        return staff is not None and opinion is not None and opinion.holder == staff


@dataclass(frozen=True)
class EraseWords:
    """A text is erased now, without a trace in the database's files. The fact stays."""

    by: Actor
    token: str

    def run(self, tx: Transaction) -> None:
        """Raises NotYoursError, NotThereError."""
        rights.must(tx, self.by, rights.HEADS)
        row = tx.db.execute("SELECT n FROM words WHERE token = ?", (self.token,)).fetchone()
        if row is None:
            raise _no_words()
        if _is_about(tx, row[0], self.by):
            raise AboutYouError
        tx.db.execute("DELETE FROM words WHERE token = ?", (self.token,))
        outside.note(tx.db, tx.now.wall_ms, self.by.name, "words.erased", self.token)
        scrub(tx)


@dataclass(frozen=True)
class ErasePerson:
    """From now on nobody can tell whose facts these were. The facts stay."""

    by: Actor
    token: str

    def run(self, tx: Transaction) -> None:
        """Raises NotYoursError, NotThereError."""
        rights.must(tx, self.by, rights.HEADS)
        if not tx.db.execute("DELETE FROM person WHERE token = ?", (self.token,)).rowcount:
            raise NotThereError("这个人", "such person, or it was erased already")
        outside.note(tx.db, tx.now.wall_ms, self.by.name, "person.erased", self.token)
        scrub(tx)


@dataclass(frozen=True)
class Scrub:
    """After many rows were deleted, see `scrub`."""

    def run(self, tx: Transaction) -> None:
        """Takes about 20 ms for each thousand rows that are left."""
        scrub(tx)


_TABLES: Final = {"words": 4, "person": 3}
"""Tables of what is erased without a trace, with the number of their columns."""


def scrub(tx: Transaction) -> None:
    """Let nothing that was deleted stay in the database's files.

    SQLite's secure_delete fills deleted rows with zeros. But rows are moved from page to page as a
    table grows, and it leaves one copy in some hundred behind in the gaps of pages: so the tables
    are written anew, and the old pages, once free, are zero as a whole. The log is emptied after
    the commit.
    """
    for table, columns in _TABLES.items():
        kept = tx.db.execute(f"SELECT * FROM {table} ORDER BY token").fetchall()
        tx.db.execute(f"DELETE FROM {table}")
        places = ", ".join("?" * columns)
        tx.db.executemany(f"INSERT INTO {table} VALUES ({places})", kept)
    tx.empty_log()


def _is_about(tx: Transaction, n: int, by: Actor) -> bool:
    """Whether the text of fact n is about whoever asks, by what the state says; once it has
    forgotten, by the facts: whom an entry named last, and who began the service."""
    if by.staff is None:
        return False
    fact = rows.fact_at(tx.db, n)
    entry, service, state = entry_of(n, fact), concerned.service_of(fact), tx.head.state
    if entry is not None and entry not in state.opinions:
        return by.staff == _named(tx.db, entry)
    if service is not None and not concerned.is_remembered(state, service, fact):
        began = rows.fact_at(tx.db, service)
        return isinstance(began, ServiceStarted) and by.staff == began.staff
    return by.staff == concerned.of_text(state, n, fact)


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
