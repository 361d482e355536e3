"""What the page shows, read from central.db over a connection that cannot write."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote


class ReaderError(Exception):
    """central.db cannot be read now; the text says why."""


@dataclass(frozen=True)
class StreamView:
    """A stream of a hall, and how far central has it."""

    stream: str
    through: int
    highest: int
    missing: int
    """Rows below `highest` that are not here."""


@dataclass(frozen=True)
class HallView:
    """What central knows of a hall."""

    hall: str
    heard_ms: int | None
    """When a message of its own came last, by central's clock; None: never."""
    online: bool | None
    """What its gateway's presence said last; None: nothing."""
    version: str | None
    facts: int
    set_aside: int
    """Events of its own that are in quarantine, and not facts."""
    streams: tuple[StreamView, ...]
    """In the order in which central met them; the last is the hall's present one."""


@dataclass(frozen=True)
class Presence:
    """The little of a hall that is asked for often: no fact is counted for it."""

    heard_ms: int | None
    online: bool | None
    stream: str | None
    """Its present one; None: no event of it was taken."""
    missing: int
    """Rows that are not here although later ones are, of all streams."""
    set_aside: int


@dataclass(frozen=True)
class QuarantineView:
    """Something that was not taken as a fact."""

    received_ms: int
    kind: str
    topic: str
    reason: str
    size: int
    hall: str | None
    n: int | None


@dataclass(frozen=True)
class DayBegin:
    """Where a business day begins in a stream."""

    stream: str
    n: int
    day: str


class Reader:
    """Opens a connection per question, so it holds no old snapshot. Raises ReaderError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._uri = f"file:{quote(str(path))}?mode=ro"

    def halls(self) -> Sequence[HallView]:
        """Every hall that was ever heard, by id."""
        with self._reading() as db:
            facts = dict(db.execute("SELECT hall, count(*) FROM fact GROUP BY hall").fetchall())
            set_aside = dict(
                db.execute(
                    "SELECT hall, count(*) FROM quarantine"
                    " WHERE read_ms IS NULL AND hall IS NOT NULL GROUP BY hall"
                ).fetchall()
            )
            streams: dict[str, list[StreamView]] = {}
            for hall, *rest in db.execute(
                "SELECT hall, stream, through, highest, highest - through - (SELECT count(*)"
                " FROM receipt WHERE receipt.hall = head.hall AND receipt.stream = head.stream"
                " AND receipt.n > head.through) FROM head ORDER BY place"
            ):
                streams.setdefault(hall, []).append(StreamView(*rest))
            return [
                HallView(
                    hall,
                    heard_ms,
                    None if online is None else bool(online),
                    version,
                    facts.get(hall, 0),
                    set_aside.get(hall, 0),
                    tuple(streams.get(hall, ())),
                )
                for hall, heard_ms, online, version in db.execute(
                    "SELECT hall, heard_ms, online, version FROM hall ORDER BY hall"
                )
            ]

    def presences(self) -> dict[str, Presence]:
        """Hall → how it was heard, of every hall that ever was."""
        missing = (
            "coalesce((SELECT sum(highest - through - (SELECT count(*) FROM receipt"
            " WHERE receipt.hall = head.hall AND receipt.stream = head.stream"
            " AND receipt.n > head.through)) FROM head WHERE head.hall = hall.hall), 0)"
        )
        stream = "SELECT stream FROM head WHERE head.hall = hall.hall ORDER BY place DESC LIMIT 1"
        set_aside = (
            "SELECT count(*) FROM quarantine"
            " WHERE read_ms IS NULL AND hall IS NOT NULL AND quarantine.hall = hall.hall"
        )
        found = self.select(
            f"SELECT hall, heard_ms, online, ({stream}), {missing}, ({set_aside}) FROM hall"
        )
        return {
            hall: Presence(heard_ms, None if online is None else bool(online), *rest)
            for hall, heard_ms, online, *rest in found
        }

    def quarantine(self, limit: int = 50) -> Sequence[QuarantineView]:
        """The newest that was set aside and has not been read since."""
        with self._reading() as db:
            return [
                QuarantineView(*row)
                for row in db.execute(
                    "SELECT received_ms, kind, topic, reason, size, hall, n FROM quarantine"
                    " WHERE read_ms IS NULL ORDER BY id DESC LIMIT ?",
                    (limit,),
                )
            ]

    def counters(self) -> Mapping[str, int]:
        """Alarm counts since the database began."""
        with self._reading() as db:
            return dict(db.execute("SELECT name, value FROM counter").fetchall())

    def openings(self, hall: str) -> Sequence[DayBegin]:
        """Every `day.opened` of a hall, those of its newest stream last, each stream's by n."""
        sql = (
            "SELECT fact.stream, fact.n, json_extract(fact.data, '$.day')"
            " FROM fact JOIN head USING (hall, stream)"
            " WHERE fact.hall = ? AND fact.type = 'day.opened' ORDER BY head.place, fact.n"
        )
        return [DayBegin(*row) for row in self.select(sql, hall)]

    def select(self, sql: str, *values: object) -> Sequence[tuple[Any, ...]]:
        """Rows of any question."""
        with self._reading() as db:
            return db.execute(sql, values).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        db: sqlite3.Connection | None = None
        try:
            db = sqlite3.connect(self._uri, uri=True, timeout=5.0)
            yield db
        except sqlite3.Error as error:
            raise ReaderError(f"central.db cannot be read: {error}") from error
        finally:
            if db is not None:
                db.close()
