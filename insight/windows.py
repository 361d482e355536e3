"""How long each window served people, paused and stood closed (F5), from its facts in any order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from protocol.facts import (
    Fact,
    StaffLoggedIn,
    StaffLoggedOut,
    WindowClosed,
    WindowOpened,
    WindowPaused,
    WindowResumed,
)
from protocol.stamp import Moment, Stamp

Mode = Literal["closed", "open", "paused"]

Turn = WindowOpened | WindowResumed | WindowPaused | WindowClosed | StaffLoggedIn | StaffLoggedOut
"""Facts that say what a window does."""

TURNS: Final[tuple[type[Turn], ...]] = get_args(Turn)
"""The same, one by one."""

STANDS: Final = (WindowOpened, WindowResumed, WindowPaused)
"""After these a window is not just closed."""

_MODES: Final[Mapping[type[Fact], Mode]] = {
    WindowOpened: "open",
    WindowResumed: "open",
    WindowPaused: "paused",
    WindowClosed: "closed",
    StaffLoggedIn: "closed",
    StaffLoggedOut: "closed",
}
"""What a window does after each fact. Somebody who has logged in has not opened it: a window is
never counted as open because of a login (F5)."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time in which a window did one thing."""

    window: str
    mode: Mode
    staff: str
    since_ms: int
    """Wall clock."""
    until_ms: int | None
    """None: it still does."""


def spells(told: Iterable[tuple[Stamp, Fact]]) -> list[Spell]:
    """The spells of every window, in the order of n; facts about other things are passed over.

    A spell is as long as the monotonic clock says, within one boot, and begins when the wall clock
    said so: a wall clock that is set meanwhile makes it neither longer nor shorter.
    """
    last: dict[str, tuple[Moment, Mode, str]] = {}
    found: list[Spell] = []
    for stamp, fact in sorted(told, key=lambda one: one[0].n):
        if not isinstance(fact, Turn):
            continue
        window, staff, mode = fact.window, fact.staff, _MODES[type(fact)]
        if window in last:
            since, was, who = last[window]
            until_ms = since.wall_ms + stamp.at.since_ms(since)
            found.append(Spell(window, was, who, since.wall_ms, until_ms))
        last[window] = stamp.at, mode, staff
    for window, (since, mode, staff) in last.items():
        found.append(Spell(window, mode, staff, since.wall_ms, None))
    return found


def overlap_ms(spell: Spell, hours: Iterable[tuple[int, int]], now_ms: int) -> int:
    """How much of a spell lies within the hall's hours, given as (from, to) in unix ms.

    The hours must not overlap. A spell that goes on counts until `now_ms`.
    """
    until_ms = now_ms if spell.until_ms is None else min(spell.until_ms, now_ms)
    return sum(max(0, min(until_ms, end) - max(spell.since_ms, begin)) for begin, end in hours)


@dataclass(frozen=True, slots=True)
class OpenRate:
    """F5 of some windows in some hours."""

    open_ms: int
    paused_ms: int
    hours_ms: int
    """Hours of all installed windows together, as far as they are past."""

    @property
    def share(self) -> float | None:
        """Open / hours, 0 to 1; None while no hour is past or no window is installed."""
        return self.open_ms / self.hours_ms if self.hours_ms else None


def open_rate(
    found: Iterable[Spell],
    installed: Iterable[str],
    hours: Iterable[tuple[int, int]],
    now_ms: int,
) -> OpenRate:
    """F5: of the windows that are installed, which is every window of hall.toml."""
    past = [(begin, min(end, now_ms)) for begin, end in hours if begin < now_ms]
    windows = set(installed)
    sums = {"open": 0, "paused": 0}
    for spell in found:
        if spell.mode in sums and spell.window in windows:
            sums[spell.mode] += overlap_ms(spell, past, now_ms)
    return OpenRate(sums["open"], sums["paused"], len(windows) * sum(e - b for b, e in past))
