"""Rows of one transaction that are written together: one statement for many costs a third."""

import sqlite3
from typing import Any, Final, NamedTuple

from gateway.store import rows
from protocol import facts

_MARK: Final = (
    "INSERT INTO mark(uid, journal, seq) VALUES (?, ?, ?) "
    "ON CONFLICT(uid, journal) DO UPDATE SET seq = excluded.seq"
)


class Place(NamedTuple):
    """How many facts and marks were told of before something."""

    facts: int = 0
    marks: int = 0


class Later:
    """Facts with their guard rows, and marks of boards, in the order in which they were told."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._rows: list[tuple[Any, ...]] = []
        self._facts: list[facts.Fact] = []
        """Of the rows, beside them."""
        self._marks: list[tuple[tuple[str, int], int]] = []
        self._done = Place()
        """What is in the database already."""

    def __bool__(self) -> bool:
        return self._done != self.end

    def fact(self, row: tuple[Any, ...], fact: facts.Fact) -> None:
        """One more, as the next row."""
        self._rows.append(row)
        self._facts.append(fact)

    def mark(self, uid: str, journal: int, seq: int) -> None:
        """A board's newest mark."""
        self._marks.append(((uid, journal), seq))

    def type_of(self, n: int) -> str | None:
        """Type of fact n, if this transaction has told it."""
        index = n - self._rows[0][0] if self._rows else -1
        return self._facts[index].TYPE if 0 <= index < len(self._facts) else None

    @property
    def end(self) -> Place:
        """Behind all of them."""
        return Place(len(self._rows), len(self._marks))

    @property
    def marks(self) -> dict[tuple[str, int], int]:
        """The newest of each (uid, journal), as told so far."""
        return dict(self._marks)

    def forget(self, after: Place) -> None:
        """What was told after that is not to be written. It has not been yet, or is undone."""
        del self._rows[after.facts :], self._facts[after.facts :], self._marks[after.marks :]
        self._done = Place(*map(min, self._done, after))

    def write(self, to: Place) -> None:
        """Write what was told up to there: facts, their guards, then the marks. What is written
        cannot be forgotten, only undone. Raises sqlite3.Error; then some of it may be written."""
        done, self._done = self._done, to
        told = self._rows[done.facts : to.facts]
        if len(told) > 1:
            self._db.executemany(rows.INSERT, told)
        elif told:
            self._db.execute(rows.INSERT, told[0])
        rows.guard(self._db, self._facts[done.facts : to.facts])
        marks = dict(self._marks[done.marks : to.marks])
        if marks:
            self._db.executemany(_MARK, [(*journal, seq) for journal, seq in marks.items()])
