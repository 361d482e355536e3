"""One board as the gateway knows it: its session, its standing, and what it is asked next."""

import secrets
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from gateway.devices import why as reasons
from gateway.devices.keeper import Keeper, Output
from gateway.devices.manners import Manners
from gateway.devices.push import Push
from gateway.devices.reading import Reading
from gateway.devices.rest import REST_MS, Rest
from gateway.devices.schedule import Pace
from gateway.devices.showing import Showing
from gateway.devices.why import Why
from protocol.answers import (
    Answer,
    Done,
    Events,
    IAm,
    Idle,
    Renewing,
    Resting,
    Ticks,
    Want,
)
from protocol.host_link import Session, State, Unproved

SILENT_AFTER: Final = 3
"""Requests without an answer after which the board is asked to open a new session."""

GARBLED_AFTER: Final = 20
"""The same for requests to which something was heard that could not be believed: the board may
well be there, and a new session would not make its line better."""

TIME_EVERY_MS: Final = 60_000
HOLD_MS: Final = 3000
"""Pause of a board whose records could not be committed. It is longer than the two seconds after
which dispensers and call pads say that they are out of service, which is then the truth."""

ISOLATED_MS: Final = 60_000
"""A board that speaks out of turn is not asked for so long."""


class Standing(Enum):
    """What is known of a board; the value is the word in status pages and metrics."""

    SILENT = "silent"
    OPEN = "open"
    REFUSED = "refused"


@dataclass
class Counters:
    """What a board's page and /metrics tell of it."""

    answers: int = 0
    silences: int = 0
    garbled: int = 0
    """Silences in which something was heard that could not be believed."""
    sessions: int = 0
    failed_commits: int = 0
    rests: int = 0
    renewals: int = 0
    """Journals that it was told to give up because its flash went back in time."""
    isolations: int = 0
    """Times that it was left alone because it spoke out of turn."""


@dataclass
class Board:
    """A board on a line, driven by its line's thread alone."""

    uid: str
    addr: int
    keeper: Keeper
    standing: Standing = Standing.SILENT
    why: Why = reasons.NOT_HEARD_YET
    heard_at_ms: float | None = None
    noticed_at_ms: float | None = None
    """When it last answered, believed or not: one whose seal does not fit is there all the same."""
    since_ms: float | None = None
    """When its standing last changed; None: never heard."""
    counters: Counters = field(default_factory=Counters)
    session: Session = field(init=False)
    reading: Reading = field(init=False)
    showing: Showing = field(init=False)
    push: Push | None = None
    """A file that is on its way to the board."""
    _misses: int = 0
    _garbled: int = 0
    _held_until: float = 0.0
    _time_due: float = 0.0
    _rest: Rest = field(default_factory=Rest)
    _manners: Manners = field(default_factory=Manners)
    _verdict: Unproved | None = None
    _verdicts: int = 0

    def __post_init__(self) -> None:
        self.session = Session(bytes.fromhex(self.uid), self.addr)
        self.reading = Reading(self.uid, self.keeper)
        self.showing = Showing(self.uid, self.keeper)

    @property
    def i_am(self) -> IAm | None:
        """What the board said when the session opened."""
        return self.session.i_am

    def request(self, now: float) -> bytes | None:
        """The next request to this board; None while its records outrun the disk, or it fails."""
        has_set, self.showing.setting = self.showing.setting is not None, None
        if not self._may_be_asked(now):
            return None
        before_all = self._before_all()
        if before_all is not None:
            return before_all
        if self._rest.is_due(now, self.reading.drained and not self.reading.is_active(now)):
            return self.session.rest(REST_MS)
        if self.reading.drained:
            if now >= self._time_due:
                return self.session.time(self.keeper.wall_ms())
            waiting = None if has_set else self.showing.next(awaited=True)
            if waiting:  # every other turn at most: a busy output must not keep records waiting
                return self._set(*waiting)
            if self.push is not None and not has_set and self.push.is_its_turn():
                return self.session.put(*self.push.piece())
        return self.reading.poll(self.session)

    def notice(self, now: float) -> bytes | None:
        """A request that shows what nobody waits for; None if there is no such thing, or records
        may be."""
        if not self._may_be_asked(now) or self._before_all() or not self.reading.drained:
            return None
        waiting = self.showing.next(awaited=False)
        return self._set(*waiting) if waiting else None

    def next_to_read_out(self, now: float) -> bytes | None:
        """The next request of a line that is about to stop: nothing but reading."""
        self.showing.setting = None
        if not self._may_be_asked(now):
            return None
        return self._before_all() or self.reading.poll(self.session)

    @property
    def is_read_out(self) -> bool:
        """It has nothing more, and our acknowledgement of all; or it is not to be read."""
        return self.standing is Standing.REFUSED or self.reading.is_done

    def answered(self, answer: Answer, now: float) -> None:
        """Take the answer to the last request."""
        self._misses = self._garbled = 0
        self.heard_at_ms = self.noticed_at_ms = now
        self.counters.answers += 1
        self._rest.wanted(self.session.wants_rest, now)
        match answer:
            case IAm():
                self._opened(answer, now)
            case Events():
                refusal = self.reading.came(answer, now)
                if refusal is not None:
                    self._stand(Standing.REFUSED, refusal, now)
            case Idle():
                self.reading.ended()
            case Ticks():
                self._time_due = now + TIME_EVERY_MS
            case Done():
                self.showing.shown()
            case Resting():
                self.counters.rests += 1
                self._rest.granted()
                self._held_until = now + REST_MS
            case Renewing():
                self.lost(reasons.NEW_JOURNAL, now)
            case Want(offset):
                self._wanted(offset, now)

    def silent(self, now: float, garbled: bool = False) -> None:
        """No believable answer came in time; garbled: though something was heard."""
        self.counters.silences += 1
        self._misses += not garbled
        self._garbled += garbled
        if garbled:
            self.counters.garbled += 1
            self.reading.portion.came_garbled()
        unproved = self._unproved(now)
        why = reasons.UNPROVED[unproved] if unproved else reasons.NO_ANSWER
        too_many = unproved or self._misses >= SILENT_AFTER or self._garbled >= GARBLED_AFTER
        if too_many and (self.standing is not Standing.SILENT or self.why != why):
            self.lost(why, now)

    def lost(self, why: Why, now: float) -> None:
        """The board or its line is gone; the next request opens a new session."""
        self.session.close()
        self._misses = self._garbled = 0
        self._stand(Standing.SILENT, why, now)

    def spoke_out_of_turn(self, raw: bytes, now: float) -> bool:
        """Whether a frame that nobody was waiting for is this board's; too many isolate it."""
        if self.session.state is State.CLOSED or not self.session.sent(raw):
            return False
        if self._manners.spoke(raw == self.session.believed, now):
            self.counters.isolations += 1
            self.session.close()
            self._held_until = now + ISOLATED_MS
            self._stand(Standing.REFUSED, reasons.ISOLATED, now)
        return True

    def pace(self, now: float) -> Pace:
        """How soon to ask again."""
        if self._must_renew():
            return Pace.IDLE
        if self.session.state is State.CLOSED or self.standing is Standing.REFUSED:
            return Pace.SILENT
        waits = (
            self.reading.waits_for_disk or self.showing.next(awaited=True) or self.push is not None
        )
        busy = self._misses or self._garbled or not self.reading.drained or waits
        return Pace.ACTIVE if busy or self.reading.is_active(now) else Pace.IDLE

    def _may_be_asked(self, now: float) -> bool:
        """Whether it is neither resting, nor isolated, nor waiting for a disk that failed."""
        failed = int(not self.reading.take_note()) + self.showing.take_note()
        if failed:
            self._hold(failed, now)
        if now < self._held_until:
            return False
        self._manners.asked()
        return True

    def _before_all(self) -> bytes | None:
        """What must be asked before the board can be read; None if it can."""
        if self._must_renew():
            return self.session.renew()
        if self.session.state is State.CLOSED or self.standing is Standing.REFUSED:
            return self._open()
        return None

    def _must_renew(self) -> bool:
        return self.reading.giving_up is not None and self.session.state is State.OPEN

    def _unproved(self, now: float) -> Unproved | None:
        """Why it is not believed, once it has said the same often enough: noise says it once."""
        verdict = self.session.unproved
        if verdict is None:
            return None
        self.noticed_at_ms = now
        self._verdicts = self._verdicts + 1 if verdict is self._verdict else 1
        self._verdict = verdict
        return verdict if self._verdicts >= SILENT_AFTER else None

    def _open(self) -> bytes:
        self.session.key = self.keeper.key(self.uid)
        self.session.unproved = None
        return self.session.open(secrets.randbits(64))

    def _stand(self, standing: Standing, why: Why, now: float) -> None:
        if standing is not self.standing:
            self.since_ms = None if self.heard_at_ms is None else now
        self.standing, self.why = standing, why

    def _opened(self, i_am: IAm, now: float) -> None:
        self.counters.sessions += 1
        self.counters.renewals += self.reading.giving_up not in (None, i_am.journal)
        self._verdicts = 0
        self.showing.begin()
        self._time_due = 0.0
        self.reading.begin(i_am)
        refusal = self.keeper.check(self.uid, i_am) or self.reading.compare()
        standing = Standing.OPEN if refusal is None else Standing.REFUSED
        self._stand(standing, refusal or reasons.IN_SESSION, now)

    def _hold(self, failed: int, now: float) -> None:
        """The disk failed so often: leave the board alone for a while."""
        self.counters.failed_commits += failed
        self._held_until = max(self._held_until, now + HOLD_MS)

    def _set(self, output: int, wanted: Output) -> bytes:
        self.showing.setting = output, wanted
        return self.session.set(wanted.command, output, wanted.value)

    def _wanted(self, offset: int, now: float) -> None:
        if self.push is None:
            return
        if self.push.wants(offset, self.session.wants_rest):
            self.push = None
        elif self.session.wants_rest:
            self._rest.hurry()
