"""The pause after wrong passwords: by name, whether anybody has that name or not.

It is measured by the clock that nobody moves. Only what was kept over a restart is judged by the
wall clock, once, and never as longer than the pause itself: so a wall clock that is a day wrong
locks nobody out for a day, and within a boot it ends no pause.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from screens.people.errors import PausedError

FREE: Final = 5
"""Wrong passwords in a row before there is a pause."""

FIRST_MS: Final = 60_000
LONGEST_MS: Final = 15 * 60_000
"""1, 2, 4, 8, 15, 15 … minutes: a slip of the hand costs a minute, and a guesser gets four tries
an hour."""

MOST_STRANGERS: Final = 512
"""Names that nobody has; the oldest is forgotten first."""


def pause_ms(failures: int) -> int:
    """How long no password is looked at after so many wrong ones in a row."""
    if failures < FREE:
        return 0
    return min(FIRST_MS << min(failures - FREE, 8), LONGEST_MS)


@dataclass(frozen=True)
class _Note:
    failures: int = 0
    until_ms: int = 0
    """mono_ms at which the pause ends."""


class Pauses:
    """Who has to wait. Safe to use from every thread."""

    def __init__(self, mono_ms: Callable[[], int]) -> None:
        self._mono_ms = mono_ms
        self._gate = threading.Lock()
        self._members: dict[str, _Note] = {}
        self._strangers: OrderedDict[str, _Note] = OrderedDict()

    def remember(self, name: str, failures: int, failed_ms: int, wall_ms: int) -> None:
        """What was kept of before this start."""
        pause = pause_ms(failures)
        left = min(max(failed_ms + pause - wall_ms, 0), pause)
        self._members[name] = _Note(failures, self._mono_ms() + left)

    def attempt(self, name: str, *, member: bool) -> None:
        """Somebody tries. Counts as wrong until `right` says otherwise, so that tries at the same
        moment are no way around the pause. Raises PausedError."""
        with self._gate:
            now = self._mono_ms()
            notes = self._members if member else self._strangers
            note = notes.get(name, _Note())
            if note.until_ms > now:
                raise PausedError(-(-(note.until_ms - now) // 1000))
            failures = note.failures + 1
            notes[name] = _Note(failures, now + pause_ms(failures))
            if not member:
                self._strangers.move_to_end(name)
                while len(self._strangers) > MOST_STRANGERS:
                    self._strangers.popitem(last=False)

    def right(self, name: str) -> None:
        """The password was right, or is a new one: the next wrong one is the first."""
        with self._gate:
            self._members.pop(name, None)
