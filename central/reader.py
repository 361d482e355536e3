"""What the pages show, read from central's database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from central.store import Database, StoreError


class ReaderError(Exception):
    """Central's database cannot be read now; the text says why."""


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


_MISSING: Final = (
    "highest - through - (SELECT count(*) FROM receipt WHERE receipt.hall = head.hall"
    " AND receipt.stream = head.stream AND receipt.n > head.through)"
)
_SET_ASIDE: Final = (
    "SELECT count(*) FROM quarantine"
    " WHERE read_ms IS NULL AND hall IS NOT NULL AND quarantine.hall = hall.hall"
)


class Reader:
    """Every answer is of what is committed when it is asked. Raises ReaderError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def halls(self) -> Sequence[HallView]:
        """Every hall that was ever heard, by id."""
        streams: dict[str, list[StreamView]] = {}
        for hall, *rest in self.select(
            f"SELECT hall, stream, through, highest, {_MISSING} FROM head ORDER BY hall, place"
        ):
            streams.setdefault(hall, []).append(StreamView(*rest))
        return [
            HallView(
                hall,
                heard_ms,
                None if online is None else bool(online),
                version,
                facts,
                set_aside,
                tuple(streams.get(hall, ())),
            )
            for hall, heard_ms, online, version, facts, set_aside in self.select(
                f"SELECT hall, heard_ms, online, version, places, ({_SET_ASIDE}) FROM hall"
                " ORDER BY hall"
            )
        ]

    def presences(self) -> dict[str, Presence]:
        """Hall → how it was heard, of every hall that ever was."""
        missing = (
            f"(SELECT coalesce(CAST(sum({_MISSING}) AS BIGINT), 0) FROM head"
            " WHERE head.hall = hall.hall)"
        )
        stream = "SELECT stream FROM head WHERE head.hall = hall.hall ORDER BY place DESC LIMIT 1"
        found = self.select(
            f"SELECT hall, heard_ms, online, ({stream}), {missing}, ({_SET_ASIDE}) FROM hall"
        )
        return {
            hall: Presence(heard_ms, None if online is None else bool(online), *rest)
            for hall, heard_ms, online, *rest in found
        }

    def quarantine(self, limit: int = 50) -> Sequence[QuarantineView]:
        """The newest that was set aside and has not been read since."""
        found = self.select(
            "SELECT received_ms, kind, topic, reason, size, hall, n FROM quarantine"
            " WHERE read_ms IS NULL ORDER BY id DESC LIMIT ?",
            limit,
        )
        return [QuarantineView(*row) for row in found]

    def counters(self) -> Mapping[str, int]:
        """Alarm counts since the database began."""
        return dict(self.select("SELECT name, value FROM counter"))

    def openings(self, hall: str) -> Sequence[DayBegin]:
        """Every `day.opened` of a hall, those of its newest stream last, each stream's by n."""
        sql = (
            "SELECT fact.stream, fact.n, fact.data ->> 'day' FROM fact"
            " JOIN head ON head.hall = fact.hall AND head.stream = fact.stream"
            " WHERE fact.hall = ? AND fact.rare = 'day.opened' ORDER BY head.place, fact.n"
        )
        return [DayBegin(*row) for row in self.select(sql, hall)]

    def select(self, sql: str, *values: object) -> Sequence[tuple[Any, ...]]:
        """Rows of any question."""
        try:
            return self._database.select(sql, *values)
        except StoreError as error:
            raise ReaderError(f"Central's database cannot be read: {error}") from error
