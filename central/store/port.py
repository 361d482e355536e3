"""What the rest of central asks of its database, whichever it is.

`Store` takes facts in; one group of messages is one durable transaction. `Database` is for all
else: SQL with `?` placeholders, in the words that SQLite >= 3.38 and PostgreSQL >= 15 share.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

from central.reading import Readable, Unreadable
from protocol.uplink import AHEAD, Ack, DeviceState, HallState

FARTHEST: Final = 4 * AHEAD
"""A row so far beyond `through` is not taken: no honest hall sends it, unless this database was set
back; then the acknowledgement tells the hall where to begin again."""

MOST_VALUES: Final = 4_000
"""Of one statement; either database takes more."""

Row = tuple[Any, ...]
T = TypeVar("T")


class StoreError(Exception):
    """Central's database cannot be used; the text says why. Nothing of the group was stored."""


class PoisonError(StoreError):
    """The database is there and cannot hold something of the group; nothing of it was stored."""


FAULTS: Final = (
    *(PoisonError, ValueError, TypeError, ArithmeticError, LookupError, AssertionError),
    *(AttributeError, RecursionError),
)
"""What one item can bring about: the database refuses it, or the program stumbles over it."""


@dataclass(frozen=True)
class Heard:
    """A hall's presence message. `fresh` is false for one that the broker had kept."""

    hall: str
    state: HallState | None
    fresh: bool


@dataclass(frozen=True)
class DeviceHeard:
    """How a board of a hall is, as its gateway says."""

    hall: str
    state: DeviceState


@dataclass
class Committed:
    """What one group came to."""

    stored: int = 0
    """Rows that were new."""
    duplicates: int = 0
    quarantined: int = 0
    ahead: int = 0
    acks: list[tuple[str, Ack]] = field(default_factory=list)
    """(hall, acknowledgement) of each stream that was touched; a hall's newest stream last."""


class Store(Protocol):
    """The taking in of facts. Every method raises StoreError when the database fails.

    Order-free and idempotent: any row may come in any order, any number of times, through any of
    several stores on one PostgreSQL. A row is never overwritten; what disagrees with it is kept in
    quarantine and counted.
    """

    def commit(
        self,
        items: Iterable[Readable | Unreadable],
        heard: Iterable[Heard | DeviceHeard],
        now_ms: int,
    ) -> Committed:
        """Store a group durably, in one transaction; on return it is committed."""
        ...

    def acks(self, halls: Collection[str] | None = None) -> list[tuple[str, Ack]]:
        """The acknowledgement of each hall's newest stream, to be retained by the broker anew.
        halls: of these alone."""
        ...

    def read_quarantine_again(self, now_ms: int) -> int:
        """Turn receipted events that this version can read into facts; how many there were."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


@dataclass(frozen=True)
class Result:
    """What a statement came to."""

    rows: Sequence[Row]
    """Of a SELECT, or of RETURNING; else none."""
    rowcount: int
    """Rows that were changed, of any other statement."""


class Transaction(Protocol):
    """Inside of one; every method raises StoreError."""

    for_update: str
    """To be put after a SELECT of rows that are then changed: nobody else changes them until the
    end. Empty where only one can write at all."""

    def execute(self, sql: str, *values: object) -> Result:
        """One statement."""
        ...

    def among(self, values: Sequence[str] | Sequence[int]) -> tuple[str, object]:
        """Words, with one placeholder, for being one of these, and the value for it."""
        ...

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Many new rows, the fastest way there is."""
        ...

    def alone(self, what: str) -> None:
        """From here to the end nobody else does this. Ask for it after the rows of halls and
        streams, so that no two wait for each other."""
        ...


class Database(Protocol):
    """Questions and changes. Safe to use from every thread; every method raises StoreError."""

    def select(self, sql: str, *values: object) -> Sequence[Row]:
        """Rows of any question, as they are committed now."""
        ...

    def transaction(self) -> AbstractContextManager[Transaction]:
        """All of what happens inside is durable at the end, or nothing of it."""
        ...

    def close(self) -> None:
        """Let go of every connection."""
        ...


def marks(of: Sequence[object]) -> str:
    """Placeholders for a few values in `IN (…)`; of nothing, what nothing is in."""
    return ", ".join("?" * len(of)) or "NULL"


def find(
    db: Transaction, sql: str, among: Sequence[str] | Sequence[int], then: str = "", *, of: Row = ()
) -> Sequence[Row]:
    """Rows of `sql` + among + `then`, where sql ends with the column that is one of these; of: its
    values before that."""
    if not among:
        return ()
    words, value = db.among(among)
    return db.execute(f"{sql} {words} {then}", *of, value).rows


def put(db: Transaction, sql: str, rows: Sequence[Row], then: str = "") -> None:
    """Few rows by `sql VALUES … then`, which says what becomes of those that are there."""
    for part in _parts(rows, MOST_VALUES // len(rows[0]) if rows else 1):
        values = ", ".join([f"({marks(part[0])})"] * len(part))
        db.execute(f"{sql} VALUES {values} {then}", *(value for row in part for value in row))


def _parts(of: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (of[first : first + size] for first in range(0, len(of), size))
