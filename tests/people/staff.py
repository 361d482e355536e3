"""People of a hall for the tests of this room."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.hall.here import Actor, Duty
from gateway.people.people import People, Sessions
from gateway.people.rights import WEB_TOKEN
from gateway.store import Store
from tests.store.fakes import Do as Run
from tests.store.fakes import FakeClock

ROOT = Actor(Duty.ADMINISTRATOR, program=WEB_TOKEN)
PASSWORD = "four words of a hall"
OTHER = "another one of those"

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass
class Staff:
    """A store with people, and its clock."""

    store: Store
    clock: FakeClock
    people: People

    def add(self, name: str, duty: Duty = Duty.CLERK, password: str | None = PASSWORD) -> Actor:
        """Somebody with an account."""
        token = self.people.add(ROOT, name, name, duty, password)
        return Actor(duty, staff=token)

    def come_again(self) -> "Staff":
        """As after a restart of the program, on the same store."""
        self.people.close()
        self.people = People(self.store, self.clock, Sessions())
        return self

    def passes(self, ms: int) -> None:
        """Time, on both clocks."""
        self.clock.wall += ms
        self.clock.mono += ms

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What is committed."""
        with sqlite3.connect(self.store.path) as db:
            return db.execute(sql).fetchall()

    def trail(self) -> list[tuple[str, str, str]]:
        """(who, did, about)"""
        return self.rows("SELECT who, did, about FROM audit ORDER BY id")


def write(store: Store, token: str, text: str) -> None:
    """Keep this text, whatever fact it belongs to."""
    sql = "INSERT INTO words(token, n, text, at_ms) VALUES (?, 1, ?, ?)"
    store.commit(Run(lambda tx: tx.db.execute(sql, (token, text, tx.now.wall_ms)) and None))


def in_files(path: Path, *texts: bytes) -> list[bytes]:
    """Which of these texts are anywhere in the files of the database."""
    raw = b"".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))
    return [text for text in texts if text in raw]
