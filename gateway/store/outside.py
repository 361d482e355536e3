"""What stands outside the chain of facts and is written with them: answers, persons, texts.

The tables are in migrations/003_outside.sql, 006_scrub.sql and 008_city.sql. Everything here
runs in a command's savepoint.
"""

import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.hall.here import Actor, Duty
from protocol.stamp import DAY_MS

_TOKEN_BYTES = 8

SERVE: Final = (Duty.CLERK, Duty.GUIDE, Duty.LEADER)
"""Duties of those who serve people, and answer what they write."""

WEB_TOKEN: Final = "web-token"
"""The program that holds the gateway's own token: it makes the first account, and is always there
when nobody else is."""


ERASED: Final = ("words", "person")
"""Tables of what may be erased without a trace. While gateway.people.scrub writes one anew, some of
its rows are in a second table."""

WORDS: Final = """
    SELECT token, n, text, at_ms FROM words WHERE token = ? UNION ALL
    SELECT token, n, text, at_ms FROM words_anew WHERE token = ?"""
"""A text by its token, given twice."""

_PERSON: Final = """
    SELECT token, at_ms FROM person WHERE digest = ? UNION ALL
    SELECT token, at_ms FROM person_anew WHERE digest = ?"""


@dataclass(frozen=True)
class Answer:
    """What a client was told for its key."""

    request: bytes
    """SHA-256 of what it had asked."""
    n: int
    """The fact that it became."""


def anew(table: str) -> str:
    """The second table of one that may be erased."""
    return f"{table}_anew"


def both(table: str) -> tuple[str, ...]:
    """The tables in which its rows are."""
    return (table, anew(table)) if table in ERASED else (table,)


def erase(db: sqlite3.Connection, table: str, tokens: Sequence[tuple[str]]) -> int:
    """Delete these rows; gives how many there were."""
    return sum(
        db.executemany(f"DELETE FROM {name} WHERE token = ?", tokens).rowcount
        for name in both(table)
    )


def new_token() -> str:
    """A random name for something outside the chain: 16 hex digits."""
    return secrets.token_hex(_TOKEN_BYTES)


def answer(db: sqlite3.Connection, asker: str, key: str) -> Answer | None:
    """What this asker was told for this key, None if it is a new one."""
    sql = "SELECT request, n FROM answer WHERE asker = ? AND key = ?"
    row = db.execute(sql, (asker, key)).fetchone()
    return None if row is None else Answer(*row)


def keep_answer(db: sqlite3.Connection, asker: str, key: str, told: Answer, at_ms: int) -> None:
    """So that the same request finds it."""
    db.execute(
        "INSERT INTO answer(asker, key, request, n, at_ms) VALUES (?, ?, ?, ?, ?)",
        (asker, key, told.request, told.n, at_ms),
    )


def person(db: sqlite3.Connection, digest: bytes, at_ms: int) -> str:
    """Token of whoever has this keyed hash of 12 bytes; a new one for somebody new.

    A visit is noted once a day: retention counts from the last one, to the day.
    """
    row = db.execute(_PERSON, (digest, digest)).fetchone()
    if row is not None:
        if at_ms - row[1] > DAY_MS:
            for table in both("person"):
                db.execute(f"UPDATE {table} SET at_ms = ? WHERE token = ?", (at_ms, row[0]))
        return str(row[0])
    token = new_token()
    db.execute("INSERT INTO person(token, digest, at_ms) VALUES (?, ?, ?)", (token, digest, at_ms))
    return token


def has_credit(db: sqlite3.Connection, version: int, subject: bytes | None) -> bool:
    """Whether this keyed hash of 12 bytes stands on the list of this version; 0: there is none."""
    if subject is None or not version:
        return False
    sql = "SELECT 1 FROM credit WHERE version = ? AND digest = ?"
    return db.execute(sql, (version, subject)).fetchone() is not None


def members(db: sqlite3.Connection) -> frozenset[str] | None:
    """Tokens of the active accounts of those who serve and answer; None: there is no account."""
    if not _has_accounts(db):
        return None
    sql = "SELECT token FROM account WHERE active AND duty IN (?, ?, ?)"
    return frozenset(token for (token,) in db.execute(sql, SERVE))


def is_still(db: sqlite3.Connection, by: Actor) -> bool:
    """Whether the account and the API token of whoever asks are what they were when it was asked.

    No account ever goes, so where there is none nobody can be looked up. Boards and owners of codes
    have neither.
    """
    if by.staff is not None:
        sql = "SELECT 1 FROM account WHERE token = ? AND duty = ? AND active"
        if db.execute(sql, (by.staff, by.duty)).fetchone() is None and _has_accounts(db):
            return False
    if by.program and by.program != WEB_TOKEN:
        sql = "SELECT 1 FROM api_token WHERE name = ? AND duty = ? AND account IS ?"
        return db.execute(sql, (by.program, by.duty, by.staff)).fetchone() is not None
    return True


def keep_words(db: sqlite3.Connection, token: str, n: int, text: str, at_ms: int) -> None:
    """The text that fact n names by this token."""
    sql = "INSERT INTO words(token, n, text, at_ms) VALUES (?, ?, ?, ?)"
    db.execute(sql, (token, n, text, at_ms))


def note(db: sqlite3.Connection, at_ms: int, who: str, did: str, about: str) -> None:
    """A line of the audit trail."""
    sql = "INSERT INTO audit(at_ms, who, did, about) VALUES (?, ?, ?, ?)"
    db.execute(sql, (at_ms, who, did, about))


def _has_accounts(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM account LIMIT 1").fetchone() is not None
