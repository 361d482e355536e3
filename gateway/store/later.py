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
        self._facts: list[tuple[tuple[Any, ...], facts.Fact]] = []
        self._marks: list[tuple[str, int, int]] = []
        self._done = Place()
        """What is in the database already."""

    def __bool__(self) -> bool:
        return bool(self._facts or self._marks)

    def fact(self, row: tuple[Any, ...], fact: facts.Fact) -> None:
        """One more, as the next row."""
        self._facts.append((row, fact))

    def mark(self, uid: str, journal: int, seq: int) -> None:
        """A board's newest mark."""
        self._marks.append((uid, journal, seq))

    def type_of(self, n: int) -> str | None:
        """Type of fact n, if it is among these."""
        first = self._facts[0][0][0] if self._facts else n + 1
        return self._facts[n - first][1].TYPE if 0 <= n - first < len(self._facts) else None

    @property
    def end(self) -> Place:
        """Behind all of them."""
        return Place(self._done.facts + len(self._facts), self._done.marks + len(self._marks))

    def forget(self, after: Place) -> None:
        """What was told after that is not to be written. It has not been yet, or is undone."""
        del self._facts[max(0, after.facts - self._done.facts) :]
        del self._marks[max(0, after.marks - self._done.marks) :]
        self._done = Place(*map(min, self._done, after))

    def write(self, to: Place) -> None:
        """Write what was told up to there: facts, their guards, then the marks. What is written
        cannot be forgotten, only undone. Raises sqlite3.Error; then some of it may be written."""
        told, self._facts = _parted(self._facts, to.facts - self._done.facts)
        marks, self._marks = _parted(self._marks, to.marks - self._done.marks)
        self._done = to
        if len(told) > 1:
            self._db.executemany(rows.INSERT, [row for row, _ in told])
        elif told:
            self._db.execute(rows.INSERT, told[0][0])
        rows.guard(self._db, [fact for _, fact in told])
        newest = {(uid, journal): seq for uid, journal, seq in marks}
        if newest:
            self._db.executemany(_MARK, [(*journal, seq) for journal, seq in newest.items()])


def _parted(all_: list[Any], first: int) -> tuple[list[Any], list[Any]]:
    return all_[:first], all_[first:]
