"""Facts as rows. The guard rows of a fact are written with it, by one table."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from pydantic import ValidationError

from gateway.store.errors import StoreError
from protocol import fact_readers, facts
from protocol.envelope import Entry

COLUMNS: Final = "n, type, cause, at_ms, boot, mono_ms, data, digest"

INSERT: Final = (
    "INSERT INTO fact(n, identity, type, cause, at_ms, boot, mono_ms, data, digest) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
"""A fact's own row, without its guards."""


@dataclass(frozen=True)
class Meta:
    """Whose facts these are."""

    hall: str
    stream: str


def meta(db: sqlite3.Connection) -> Meta | None:
    """None in a database that was made but never begun."""
    row = db.execute("SELECT hall, stream FROM meta").fetchone()
    return Meta(*row) if row else None


def row_of(entry: Entry, identity: str, data: str, digest: bytes) -> tuple[Any, ...]:
    """The values of INSERT. identity: the entry's; data: the fact's fields as JSON, in their own
    order."""
    return (
        entry.n,
        identity,
        entry.fact.TYPE,
        entry.cause,
        entry.at_ms,
        entry.boot,
        entry.mono_ms,
        data,
        digest,
    )


def guard(db: sqlite3.Connection, told: Sequence[facts.Fact]) -> None:
    """Write the guard rows of facts that are written, in their order: one statement for those of a
    kind that stand side by side. Raises sqlite3.IntegrityError where the database refuses."""
    for (kind, sql), alike in groupby(_guards_of(told), itemgetter(0)):
        rows = [row for _, row in alike]
        # None of these statements touches more than one row, so the sum tells of each.
        if db.executemany(sql, rows).rowcount != len(rows):
            raise sqlite3.IntegrityError(f"{kind} of what is not at that window")


def _guards_of(
    told: Sequence[facts.Fact],
) -> Iterator[tuple[tuple[str, str], tuple[object, ...]]]:
    for fact in told:
        for sql, values in _GUARDS.get(type(fact), ()):
            row = values(fact)
            if None not in row:
                yield (fact.TYPE, sql), row


class UnreadableFactError(StoreError):
    """A row that this program cannot have written as it is; nothing is built on it."""

    def __init__(self, n: int, why: object) -> None:
        text = " ".join(str(why).split())
        super().__init__(
            f"Fact {n} of the store cannot be read ({text:.200}): the file was altered or damaged, "
            "or a newer version wrote it. Nothing was changed; compare it with central (taxhall "
            "audit), or install the newer version again."
        )


def read(at: Meta, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Entry, bytes]]:
    """Rows of COLUMNS as entries, each with the running digest that stands beside it.

    Raises UnreadableFactError.
    """
    for n, kind, cause, at_ms, boot, mono_ms, data, digest in rows:
        fact = fact_of(n, kind, data)
        yield Entry(at.hall, at.stream, n, fact, cause, at_ms, boot, mono_ms), digest


def fact_at(db: sqlite3.Connection, n: int) -> facts.Fact:
    """The fact of a row that is there. Raises UnreadableFactError."""
    kind, data = db.execute("SELECT type, data FROM fact WHERE n = ?", (n,)).fetchone()
    return fact_of(n, kind, data)


def fact_of(n: int, kind: str, data: str) -> facts.Fact:
    """The fact of row n, every field of the right type. Raises UnreadableFactError."""
    if kind not in facts.TYPES:
        raise UnreadableFactError(n, f"its type {kind!r} is unknown")
    try:
        fact = fact_readers.read(kind, data)  # knows a wrong type, and a field that lacks
        unknown = json.loads(data).keys() - vars(fact).keys()
        if unknown:
            raise TypeError(f"it has a field {min(unknown)!r} that is unknown")
        return fact
    except ValidationError as error:
        first = error.errors()[0]
        why = f"{kind}: {'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise UnreadableFactError(n, why) from error
    except (TypeError, ValueError, RecursionError) as error:
        raise UnreadableFactError(n, f"{kind}: {error}") from error


_COMES: Final = 'INSERT INTO serving("window", ticket) VALUES (?, ?)'
_LEAVES: Final = 'DELETE FROM serving WHERE "window" = ? AND ticket = ?'

_Guard = tuple[str, Callable[[Any], tuple[object, ...]]]
"""SQL of one guard row, and its values by the fact; with a None among them there is no row."""

_GUARDS: Final[dict[type[facts.Fact], tuple[_Guard, ...]]] = {
    facts.TicketIssued: (
        (
            "INSERT INTO issued(day, business, number) VALUES (?, ?, ?)",
            lambda fact: (fact.day, fact.business, fact.number),
        ),
        ("INSERT INTO redeemed(service) VALUES (?)", lambda fact: (fact.card,)),
    ),
    facts.TicketCarried: (
        (
            "INSERT INTO issued(day, business, number) VALUES (?, ?, ?)",
            lambda fact: (fact.day, fact.business, fact.number),
        ),
    ),
    facts.TicketCalled: ((_COMES, lambda fact: (fact.window, fact.ticket)),),
    facts.TicketNoShow: ((_LEAVES, lambda fact: (fact.window, fact.ticket)),),
    facts.TicketTransferred: ((_LEAVES, lambda fact: (fact.window, fact.ticket)),),
    facts.TicketHeld: ((_LEAVES, lambda fact: (fact.window, fact.ticket)),),
    facts.TicketResumed: ((_COMES, lambda fact: (fact.window, fact.ticket)),),
    facts.StaffLoggedIn: (
        (
            'INSERT INTO login("window", staff) VALUES (?, ?)',
            lambda fact: (fact.window, fact.staff),
        ),
    ),
    facts.StaffLoggedOut: (
        (
            'DELETE FROM login WHERE "window" = ? AND staff = ?',
            lambda fact: (fact.window, fact.staff),
        ),
    ),
    facts.ServiceFinished: ((_LEAVES, lambda fact: (fact.window, fact.ticket)),),
    facts.RatingGiven: (("INSERT INTO rated(service) VALUES (?)", lambda fact: (fact.service,)),),
    facts.ScoreFrozen: (
        (
            "INSERT INTO frozen(month, version) VALUES (?, ?)",
            lambda fact: (fact.month, fact.version),
        ),
    ),
}
