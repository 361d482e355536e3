"""Gives a hall whose disk is new its open day back, as far as central has received it.

A hall that waits for it says so at its birth. What it is given is of the stream in which its newest
business day was opened: the facts of that day and of the one before it, whose people may wait past
midnight (H1), and the bookings of days to come. Nothing of it is kept here: who asks again, with a
new birth, is given it again, and a hall that has opened meanwhile refuses it. It ends with the last
reply, with the day that the new stream opens, or after a day.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from central.commands import untaken_day
from central.hall_facts import HallFacts
from central.ingest.outgoing import Due
from central.reader import Reader, ReaderError
from central.store import Database, StoreError
from protocol.commands import Command, RestoreDay, read_reply, write_command
from protocol.envelope import Entry, to_cloudevent
from protocol.restoring import BOOKED, TAKEN
from protocol.uplink import HallState, UplinkError, command_topic

log = logging.getLogger(__name__)

BOOKED_DAYS: Final = 40
"""Business days before the open one in which somebody may have booked a day to come."""

LAST: Final = (1 << 62) - 1
"""Beyond every n."""

MOST_ROWS: Final = 1_000_000
"""More than two days of any hall have."""

MOST_EVENTS: Final = 1024
MOST_PART_BYTES: Final = 900_000
"""Of the events of one part: a message has 1 MiB at most."""

EXPIRY_MS: Final = 24 * 3_600_000
"""A hall that has waited so long opens by hand, or asks anew."""

AGAIN_MS: Final = 30_000
"""Until a part that was not answered goes out again, and the day is read anew."""


def day_of(reader: Reader, hall: str, to: str) -> Sequence[RestoreDay]:
    """What the new stream `to` of the hall is to be given: one part at least, whose `stream` is
    None where no day is known. Nothing if that stream has opened a day already. Raises ReaderError.
    """
    openings = reader.openings(hall)
    if any(begin.stream == to for begin in openings):
        return ()
    if not openings:
        return (RestoreDay(to, None, 0, {}, 1, 1, ()),)
    newest = openings[-1]
    begins = [begin for begin in openings if begin.stream == newest.stream]
    first = begins[-2:][0].n
    facts = HallFacts(reader, hall)
    earlier = begins[-BOOKED_DAYS:][0].n
    booked = facts.rows_of(newest.stream, earlier, first - 1, sorted(BOOKED), MOST_ROWS)
    coming = [entry for entry in booked if getattr(entry.fact, "day", "") >= newest.day]
    rows = facts.rows_of(newest.stream, first, LAST, sorted(TAKEN), MOST_ROWS)
    ((through,),) = reader.select(
        "SELECT through FROM head WHERE hall = ? AND stream = ?", hall, newest.stream
    )
    marks = {
        str(uid): (int(journal), int(seq))
        for uid, journal, seq in reader.select(
            "SELECT uid, journal, seq FROM mark WHERE hall = ?", hall
        )
    }
    portions = list(_portions([*coming, *rows]))
    return [
        RestoreDay(
            to=to,
            stream=newest.stream,
            through=int(through),
            marks=marks if part == 1 else {},
            part=part,
            parts=len(portions),
            events=events,
        )
        for part, events in enumerate(portions, 1)
    ]


def _portions(entries: Sequence[Entry]) -> Iterator[tuple[dict[str, Any], ...]]:
    portion: list[dict[str, Any]] = []
    size = 0
    for entry in entries:
        event = to_cloudevent(entry)
        bytes_of = len(json.dumps(event, ensure_ascii=False).encode()) + 1
        if portion and (len(portion) == MOST_EVENTS or size + bytes_of > MOST_PART_BYTES):
            yield tuple(portion)
            portion, size = [], 0
        portion.append(event)
        size += bytes_of
    yield tuple(portion)


def id_of(session: str, wanted: RestoreDay) -> str:
    """Of the command that brings this part to the birth of this session. Workers that have read the
    same of the day give it the same id, so the hall does once what comes from both; those that
    know more of it, another."""
    return f"{session[:20]}-restore-{wanted.through}-{wanted.part}-{wanted.parts}"


@dataclass
class _Given:
    """One part that a hall has not answered yet."""

    topic: str
    payload: bytes
    due_ms: int


@dataclass
class _Asking:
    """A hall that waits for its day."""

    state: HallState
    ends_ms: int
    read_ms: int = 0
    """When the day was read."""
    parts: dict[str, _Given] = field(default_factory=dict)
    """By id of the command."""
    answered: set[str] = field(default_factory=set)


class Restoring:
    """An Outgoing of the ingest: what is due for halls with a new disk.

    Each worker gives what it has read, and a reply comes to one of them. So nothing goes out a
    second time before the day was read again: by then the hall may have its day, or there may be
    more of it.
    """

    def __init__(
        self, db: Database, clock_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    ) -> None:
        """clock_ms: wall clock, unix milliseconds."""
        self._db = db
        self._reader = Reader(db)
        self._clock_ms = clock_ms
        self._asking: dict[str, _Asking] = {}
        """Hall → what it waits for."""

    def born(self, hall: str, state: HallState) -> None:
        """A hall is there: with an empty store it waits for its day. Raises StoreError."""
        self._asking.pop(hall, None)
        if not (state.online and state.empty):
            return
        asking = _Asking(state, self._clock_ms() + EXPIRY_MS)
        self._read(hall, asking)
        if asking.parts:
            self._asking[hall] = asking
            log.info("hall %s has a new disk: its day goes out in %d", hall, len(asking.parts))

    def _read(self, hall: str, asking: _Asking) -> None:
        """Let its parts be those of the day as central has it now, but for the answered ones."""
        now_ms = self._clock_ms()
        try:
            day = day_of(self._reader, hall, asking.state.stream)
        except ReaderError as error:
            raise StoreError(str(error)) from error
        parts: dict[str, _Given] = {}
        for wanted in day:
            id = id_of(asking.state.session, wanted)
            if id in asking.answered:
                continue
            payload = write_command(Command(id, now_ms, asking.ends_ms, wanted))
            was = asking.parts.get(id)
            due_ms = now_ms if was is None else was.due_ms
            parts[id] = _Given(command_topic(hall, wanted.NAME), payload, due_ms)
        asking.parts, asking.read_ms = parts, now_ms

    def due(self, limit: int) -> Sequence[Due]:
        """Part after part. Raises StoreError."""
        now_ms = self._clock_ms()
        found: list[Due] = []
        for hall, asking in list(self._asking.items()):
            if asking.ends_ms <= now_ms:
                log.warning("hall %s has not taken its day back within a day", hall)
                del self._asking[hall]
                continue
            if len(found) == limit or not _due(asking, now_ms):
                continue
            if now_ms - asking.read_ms >= AGAIN_MS:
                self._read(hall, asking)
                if not asking.parts:
                    del self._asking[hall]
            expiry_s = -(-(asking.ends_ms - now_ms) // 1000)
            found += [
                Due(id, one.topic, one.payload, expiry_s) for id, one in _due(asking, now_ms)
            ][: limit - len(found)]
        return found

    def sent(self, ids: Sequence[str]) -> None:
        """They go out again if no reply comes."""
        again_ms = self._clock_ms() + AGAIN_MS
        for asking in self._asking.values():
            for id in ids:
                if id in asking.parts:
                    asking.parts[id].due_ms = again_ms

    def replied(self, hall: str, name: str, payload: bytes) -> None:
        """Whatever the hall says of a part, it has it; what it refuses, it refuses as a whole.
        Raises StoreError."""
        if name != RestoreDay.NAME or hall not in self._asking:
            return
        try:
            reply = read_reply(payload)
        except UplinkError as error:
            log.warning("restoring: of hall %s: %s", hall, error)
            return
        asking = self._asking[hall]
        if reply.id not in asking.parts:
            return
        if reply.outcome in untaken_day.TOLD:
            asked_ms = asking.ends_ms - EXPIRY_MS
            untaken_day.keep(self._db, hall, reply, asked_ms, asking.ends_ms, self._clock_ms())
        del asking.parts[reply.id]
        asking.answered.add(reply.id)
        if reply.outcome != "done":
            log.warning("hall %s does not take its day back: %s", hall, reply.en)
            asking.parts.clear()
        if not asking.parts:
            del self._asking[hall]

    @property
    def waiting(self) -> Mapping[str, int]:
        """Hall → parts that it has not answered yet."""
        return {hall: len(asking.parts) for hall, asking in self._asking.items()}


def _due(asking: _Asking, now_ms: int) -> list[tuple[str, _Given]]:
    return [(id, one) for id, one in asking.parts.items() if one.due_ms <= now_ms]
