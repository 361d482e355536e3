"""What happened in the open day at each window, kept up fact by fact, for the live cards.

It holds one day, however long the hall's history is: turns of windows, time that people were
served, and who came in the last quarter of an hour.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from insight.scope import HALL, SLOT_MS, Scope
from insight.windows import Spell, Turn, spells
from protocol.envelope import Entry
from protocol.facts import (
    DayOpened,
    ServiceFinished,
    ServiceStarted,
    StaffLoggedIn,
    StaffLoggedOut,
    TicketHeld,
    TicketIssued,
    TicketResumed,
    TicketTransferred,
    WindowClosed,
)
from protocol.stamp import Moment, Stamp

RECENT_MS: Final = SLOT_MS
"""A quarter of an hour (06.1)."""


@dataclass(frozen=True, slots=True)
class _Running:
    """Somebody is served at a window."""

    since: Moment
    staff: str | None


class DayLog:
    """Take entries in the order of n; each one once."""

    def __init__(self) -> None:
        self._opened: Moment | None = None
        self._before: dict[str, tuple[Stamp, Turn]] = {}
        """The last turn of each window before the day."""
        self._turns: list[tuple[Stamp, Turn]] = []
        self._running: dict[str, _Running] = {}
        self._busy_ms: dict[Scope, int] = {}
        self._recent: deque[tuple[Moment, tuple[Scope, ...]]] = deque()

    def take(self, entries: Iterable[Entry]) -> None:
        """Take facts in."""
        for entry in entries:
            self._take(Stamp.of(entry), entry)

    def spells(self, now: Moment) -> list[Spell]:
        """What each window did since the day was opened, and does: in the wall time of `now`.

        By how long ago each turn was: a wall clock that was set meanwhile moves none.
        """
        told = [*self._before.values(), *self._turns]
        placed = [(Stamp(stamp.n, _placed(stamp.at, now)), turn) for stamp, turn in told]
        last = max((stamp.n for stamp, _ in placed), default=0)
        windows = {turn.window for _, turn in placed}
        ends = [(Stamp(last + 1, now), WindowClosed(window, "")) for window in sorted(windows)]
        return [spell for spell in spells([*placed, *ends]) if spell.until_ms is not None]

    def logins(self, now: Moment) -> dict[str, int]:
        """Window → when whoever sits there logged in, in the wall time of `now`. Nothing is known
        of a login on a day before, unless it was the last turn of its window."""
        found: dict[str, int] = {}
        for stamp, turn in (*self._before.values(), *self._turns):
            if isinstance(turn, StaffLoggedIn):
                found[turn.window] = _placed(stamp.at, now).wall_ms
            elif isinstance(turn, StaffLoggedOut):
                found.pop(turn.window, None)
        return found

    def opened_ms(self, now: Moment) -> int | None:
        """When the day was opened, in the wall time of `now`; None: it was not."""
        return None if self._opened is None else _placed(self._opened, now).wall_ms

    def busy_ms(self, now: Moment) -> dict[Scope, int]:
        """How long people were served in this day, by the hall, each window and each person."""
        found = dict(self._busy_ms)
        for window, running in self._running.items():
            _add(found, window, running, now)
        return found

    def recent(self, now: Moment) -> dict[Scope, int]:
        """In the last quarter of an hour: numbers of the hall and of businesses, services begun of
        windows and people."""
        self._let_go(now)
        found: dict[Scope, int] = {}
        for _, scopes in self._recent:
            for scope in scopes:
                found[scope] = found.get(scope, 0) + 1
        return found

    def _take(self, stamp: Stamp, entry: Entry) -> None:
        match entry.fact:
            case DayOpened():
                self._begin(stamp.at)
            case TicketIssued() as fact:
                self._note(stamp.at, (HALL, Scope("business", fact.business)))
            case ServiceStarted() as fact:
                self._note(stamp.at, tuple(_of_window(fact.window, fact.staff)))
                self._running[fact.window] = _Running(stamp.at, fact.staff)
            case TicketResumed() as fact:
                self._running[fact.window] = _Running(stamp.at, self._staff_at(fact.window))
            case ServiceFinished() | TicketHeld() | TicketTransferred() as fact:
                self._end(fact.window, stamp.at)
            case fact if isinstance(fact, Turn):
                self._turns.append((stamp, fact))
            case _:
                pass

    def _begin(self, at: Moment) -> None:
        self._before |= {turn.window: (stamp, turn) for stamp, turn in self._turns}
        self._turns.clear()
        self._busy_ms.clear()
        self._running = {window: _Running(at, one.staff) for window, one in self._running.items()}
        self._opened = at

    def _note(self, at: Moment, scopes: tuple[Scope, ...]) -> None:
        self._let_go(at)
        self._recent.append((at, scopes))

    def _let_go(self, now: Moment) -> None:
        while self._recent and now.since_ms(self._recent[0][0]) > RECENT_MS:
            self._recent.popleft()

    def _end(self, window: str, at: Moment) -> None:
        running = self._running.pop(window, None)
        if running is not None:
            _add(self._busy_ms, window, running, at)

    def _staff_at(self, window: str) -> str | None:
        of_day = (turn for _, turn in reversed(self._turns) if turn.window == window)
        last = next(of_day, None) or self._before.get(window, (None, None))[1]
        return None if last is None or isinstance(last, StaffLoggedOut) else last.staff


def _placed(at: Moment, now: Moment) -> Moment:
    """As long before `now` as it was, by the clocks of `now`."""
    ago = now.since_ms(at)
    return Moment(now.wall_ms - ago, now.boot, now.mono_ms - ago)


def _add(to: dict[Scope, int], window: str, running: _Running, until: Moment) -> None:
    took = until.since_ms(running.since)
    for scope in (HALL, *_of_window(window, running.staff)):
        to[scope] = to.get(scope, 0) + took


def _of_window(window: str, staff: str | None) -> Iterator[Scope]:
    yield Scope("window", window)
    if staff is not None:
        yield Scope("staff", staff)
