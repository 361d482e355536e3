"""One board as the gateway knows it: its session, what it should show, how far it is read."""

import secrets
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Protocol

from gateway.devices.schedule import ACTIVE_FOR_MS, Pace
from protocol import host_link
from protocol.host_link import Answer, Done, Events, IAm, Idle, Session, State, Ticks

SILENT_AFTER: Final = 3
"""Requests without an answer after which the board is asked to open a new session."""

TIME_EVERY_MS: Final = 60_000
HOLD_MS: Final = 3000
"""Pause of a board whose records could not be committed. It is longer than the two seconds after
which dispensers and call pads say that they are out of service, which is then the truth."""

MOST_NONSENSE: Final = 5
"""Answers in a row that contradict the board's own journal, after which it is not served."""

MOST_SEQ: Final = 0xFFFFFFFF

ROOM_TO_READ: Final = host_link.READ_AHEAD - 40
"""Records read but not committed, beyond which reading waits; one answer holds at most 38."""


class Standing(Enum):
    """What is known of a board; the value is the word in status pages and metrics."""

    SILENT = "silent"
    OPEN = "open"
    REFUSED = "refused"


@dataclass(frozen=True)
class Output:
    """What an output should show. The command number names the value: the same one, the same."""

    command: int
    value: bytes


class Keeper(Protocol):
    """What a line needs of the rest of the gateway."""

    def mark(self, uid: str, journal: int) -> int:
        """Highest seq of the journal that is committed without a hole, 0 if none."""

    def take(self, uid: str, i_am: IAm, events: Events) -> "Future[int]":
        """Store records; the future gives the new mark once they are committed."""

    def outputs(self, uid: str) -> dict[int, Output]:
        """What the board's outputs should show by what is committed now."""

    def shown(self, uid: str, output: int, value: bytes) -> None:
        """The board said that the output shows this."""

    def check(self, uid: str, i_am: IAm) -> str | None:
        """A sentence why this board cannot be served, or None."""

    def wall_ms(self) -> int:
        """Unix milliseconds."""


@dataclass
class Counters:
    """What a board's page and /metrics tell of it."""

    answers: int = 0
    silences: int = 0
    sessions: int = 0
    records: int = 0
    failed_commits: int = 0


@dataclass
class Board:
    """A board on a line, driven by its line's thread alone."""

    uid: str
    addr: int
    keeper: Keeper
    standing: Standing = Standing.SILENT
    why: str = "not heard yet"
    heard_at_ms: float | None = None
    since_ms: float | None = None
    """When its standing last changed; None: never heard."""
    counters: Counters = field(default_factory=Counters)
    mark: int = 0
    session: Session = field(init=False)
    _misses: int = 0
    _read_to: int = 0
    _drained: bool = False
    _rested: bool = False
    _held_until: float = 0.0
    _nonsense: int = 0
    _polled_ack: int = -1
    _active_until: float = 0.0
    _time_due: float = 0.0
    _delivered: dict[int, Output] = field(default_factory=dict)
    _setting: tuple[int, Output] | None = None
    _commits: "list[Future[int]]" = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = Session(bytes.fromhex(self.uid), self.addr)

    @property
    def i_am(self) -> IAm | None:
        """What the board said when the session opened."""
        return self.session.i_am

    def request(self, now: float) -> bytes | None:
        """The next request to this board; None while its records outrun the disk, or it fails."""
        has_set, self._setting = self._setting is not None, None
        self._look_at_commits(now)
        if now < self._held_until:
            return None
        if self.session.state is State.CLOSED or self.standing is Standing.REFUSED:
            return self.session.open(secrets.randbits(32))
        if self._drained:
            if now >= self._time_due:
                return self.session.time(self.keeper.wall_ms())
            waiting = None if has_set else self._next_output()
            if waiting:  # every other turn at most: a busy output must not keep records waiting
                self._setting = waiting
                return self.session.set(waiting[1].command, waiting[0], waiting[1].value)
        return self._poll()

    def unrest(self) -> None:
        """Whatever its last answer was, there may be something new on it."""
        self._rested = False

    def next_to_read_out(self, now: float) -> bytes | None:
        """The next request of a line that is about to stop: nothing but reading."""
        self._setting = None
        self._look_at_commits(now)
        if self.session.state is State.CLOSED:
            return self.session.open(secrets.randbits(32))
        return self._poll()

    @property
    def at_rest(self) -> bool:
        """Its last answer was that there is nothing more, and it has our acknowledgement of all."""
        return self._rested and not self._commits

    def answered(self, answer: Answer, now: float) -> None:
        """Take the answer to the last request."""
        self._misses = 0
        self.heard_at_ms = now
        self.counters.answers += 1
        if isinstance(answer, IAm):
            self._opened(answer, now)
        elif isinstance(answer, Events):
            self._read(answer, now)
        elif isinstance(answer, Ticks):
            self._time_due = now + TIME_EVERY_MS
        elif isinstance(answer, Done):
            self._shown()
        elif isinstance(answer, Idle):
            self._drained = True
            self._rested = self._polled_ack == self._read_to

    def silent(self, now: float) -> None:
        """No believable answer came in time."""
        self._misses += 1
        self.counters.silences += 1
        if self._misses >= SILENT_AFTER and self.standing is not Standing.SILENT:
            self.lost("no answer", now)

    def lost(self, why: str, now: float) -> None:
        """The board or its line is gone; the next request opens a new session."""
        self.session.close()
        self._stand(Standing.SILENT, why, now)

    def pace(self, now: float) -> Pace:
        """How soon to ask again."""
        if self.session.state is State.CLOSED or self.standing is Standing.REFUSED:
            return Pace.SILENT
        busy = self._misses or not self._drained or self._commits or self._next_output()
        return Pace.ACTIVE if busy or now < self._active_until else Pace.IDLE

    def _poll(self) -> bytes | None:
        ahead = self._read_to - self.mark
        if ahead > ROOM_TO_READ:
            return None
        self._polled_ack = self.mark
        return self.session.poll(self.mark, ahead)

    def _stand(self, standing: Standing, why: str, now: float) -> None:
        if standing is not self.standing:
            self.since_ms = None if self.heard_at_ms is None else now
        self.standing, self.why = standing, why

    def _opened(self, i_am: IAm, now: float) -> None:
        self.counters.sessions += 1
        self._delivered.clear()
        self._commits.clear()
        self._drained = False
        self._time_due = 0.0
        self.mark = self._read_to = self.keeper.mark(self.uid, i_am.journal)
        refusal = self.keeper.check(self.uid, i_am)
        if refusal is None and i_am.next <= self.mark:
            refusal = (
                f"its journal ends at {i_am.next - 1} but {self.mark} records of it are kept here:"
                " its flash went back in time"
            )
        standing = Standing.OPEN if refusal is None else Standing.REFUSED
        self._stand(standing, refusal or "in session", now)

    def _read(self, events: Events, now: float) -> None:
        """Hand records on; the next poll acknowledges only what is committed by then."""
        assert self.i_am is not None
        last = events.first + len(events.records) - 1
        if events.first <= self._read_to or last > MOST_SEQ:
            self._contradicted(now)
            return
        self._active_until = now + ACTIVE_FOR_MS
        if events.first != self._read_to + 1 and self._commits:
            return  # earlier ones are not committed yet: a hole now would be told as a loss
        self._nonsense = 0
        self.counters.records += len(events.records)
        self._read_to = last
        self._commits.append(self.keeper.take(self.uid, self.i_am, events))

    def _contradicted(self, now: float) -> None:
        self._nonsense += 1
        if self._nonsense >= MOST_NONSENSE:
            self._nonsense = 0
            self._stand(Standing.REFUSED, "its answers contradict its own journal", now)

    def _look_at_commits(self, now: float) -> None:
        while self._commits and self._commits[0].done():
            done = self._commits.pop(0)
            if done.cancelled() or done.exception() is not None:
                self.counters.failed_commits += 1
                self._held_until = now + HOLD_MS
                self._commits.clear()
                assert self.i_am is not None
                self.mark = self._read_to = self.keeper.mark(self.uid, self.i_am.journal)
                return
            self.mark = max(self.mark, done.result())

    def _next_output(self) -> tuple[int, Output] | None:
        for output, wanted in self.keeper.outputs(self.uid).items():
            if self._delivered.get(output) != wanted:
                return output, wanted
        return None

    def _shown(self) -> None:
        assert self._setting is not None
        output, shown = self._setting
        self._delivered[output] = shown
        self.keeper.shown(self.uid, output, shown.value)
