"""Facts as rows. The guard rows of a fact are written with it, by one table."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from protocol import facts
from protocol.envelope import Entry

COLUMNS: Final = "n, type, cause, at_ms, boot, mono_ms, data, digest"


@dataclass(frozen=True)
class Meta:
    """Whose facts these are."""

    hall: str
    stream: str


def meta(db: sqlite3.Connection) -> Meta | None:
    """None in a database that was made but never begun."""
    row = db.execute("SELECT hall, stream FROM meta").fetchone()
    return Meta(*row) if row else None


def insert(db: sqlite3.Connection, entry: Entry, digest: bytes) -> None:
    """Write a fact and its guard rows. Raises sqlite3.IntegrityError where the database refuses."""
    fact = entry.fact
    data = json.dumps(facts.to_data(fact), ensure_ascii=False, separators=(",", ":"))
    db.execute(
        "INSERT INTO fact(n, identity, type, cause, at_ms, boot, mono_ms, data, digest) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.n,
            entry.identity,
            fact.TYPE,
            entry.cause,
            entry.at_ms,
            entry.boot,
            entry.mono_ms,
            data,
            digest,
        ),
    )
    guard = _GUARDS.get(type(fact))
    if guard is not None:
        sql, values = guard
        if db.execute(sql, values(fact)).rowcount != 1:
            raise sqlite3.IntegrityError(f"{fact.TYPE} of what is not at that window")


def read(at: Meta, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Entry, bytes]]:
    """Rows of COLUMNS as entries, each with the running digest that stands beside it."""
    for n, kind, cause, at_ms, boot, mono_ms, data, digest in rows:
        fact = facts.from_data(kind, json.loads(data))
        yield Entry(at.hall, at.stream, n, fact, cause, at_ms, boot, mono_ms), digest


_LEAVES: Final = 'DELETE FROM serving WHERE "window" = ? AND ticket = ?'

_GUARDS: Final[dict[type[facts.Fact], tuple[str, Callable[[Any], tuple[object, ...]]]]] = {
    facts.TicketIssued: (
        "INSERT INTO issued(day, business, number) VALUES (?, ?, ?)",
        lambda fact: (fact.day, fact.business, fact.number),
    ),
    facts.TicketCalled: (
        'INSERT INTO serving("window", ticket) VALUES (?, ?)',
        lambda fact: (fact.window, fact.ticket),
    ),
    facts.TicketNoShow: (_LEAVES, lambda fact: (fact.window, fact.ticket)),
    facts.ServiceFinished: (_LEAVES, lambda fact: (fact.window, fact.ticket)),
    facts.RatingGiven: ("INSERT INTO rated(service) VALUES (?)", lambda fact: (fact.service,)),
}
