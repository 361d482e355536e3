"""Gives a hall whose disk is new its open day back, as far as central has received it.

A hall that waits for it says so at its birth. What it is given is of the stream in which its newest
business day was opened: the facts of that day and of the one before it, whose people may wait past
midnight (H1), and the bookings of days to come. Nothing of it is kept here: who asks again, with a
new birth, is given it again, and a hall that has opened meanwhile refuses it.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

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
"""Until a part that was not answered goes out again."""


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


@dataclass
class _Given:
    """One part that a hall has not answered yet."""

    message: Due
    due_ms: int


class Restoring:
    """An Outgoing of the ingest: what is due for halls with a new disk."""

    def __init__(
        self, db: Database, clock_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    ) -> None:
        """clock_ms: wall clock, unix milliseconds."""
        self._reader = Reader(db)
        self._clock_ms = clock_ms
        self._given: dict[str, dict[str, _Given]] = {}
        """Hall → id of a command → it."""

    def born(self, hall: str, state: HallState) -> None:
        """A hall is there: with an empty store it waits for its day. Raises StoreError."""
        self._given.pop(hall, None)
        if not (state.online and state.empty):
            return
        now_ms = self._clock_ms()
        try:
            parts = day_of(self._reader, hall, state.stream)
        except ReaderError as error:
            raise StoreError(str(error)) from error
        given: dict[str, _Given] = {}
        for wanted in parts:
            id = f"{state.session[:32]}-restore-{wanted.part}"
            payload = write_command(Command(id, now_ms, now_ms + EXPIRY_MS, wanted))
            topic = command_topic(hall, wanted.NAME)
            given[id] = _Given(Due(id, topic, payload, EXPIRY_MS // 1000), now_ms)
        self._given[hall] = given
        log.info("hall %s came with an empty store: its day goes out in %d parts", hall, len(parts))

    def due(self, limit: int) -> Sequence[Due]:
        """Part after part."""
        now_ms = self._clock_ms()
        waiting = (one for of in self._given.values() for one in of.values())
        return [one.message for one in waiting if one.due_ms <= now_ms][:limit]

    def sent(self, ids: Sequence[str]) -> None:
        """They go out again if no reply comes."""
        again_ms = self._clock_ms() + AGAIN_MS
        for of in self._given.values():
            for id in ids:
                if id in of:
                    of[id].due_ms = again_ms

    def replied(self, hall: str, name: str, payload: bytes) -> None:
        """Whatever the hall says of a part, it has it; what it refuses, it refuses as a whole."""
        if name != RestoreDay.NAME or hall not in self._given:
            return
        try:
            reply = read_reply(payload)
        except UplinkError as error:
            log.warning("restoring: of hall %s: %s", hall, error)
            return
        of = self._given[hall]
        if reply.id not in of:
            return
        del of[reply.id]
        if reply.outcome != "done":
            log.warning("hall %s does not take its day back: %s", hall, reply.en)
            of.clear()
        if not of:
            del self._given[hall]

    @property
    def waiting(self) -> Mapping[str, int]:
        """Hall → parts that it has not answered yet."""
        return {hall: len(of) for hall, of in self._given.items()}
