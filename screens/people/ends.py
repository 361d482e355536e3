"""When a session or a program's token ends, whatever somebody or NTP does to the wall clock."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol


class Lasting(Protocol):
    """What lasts from a wall clock's label to another."""

    @property
    def from_ms(self) -> int:
        """Since when."""

    @property
    def until_ms(self) -> int:
        """From then on no more."""


class Clock(Protocol):
    """A wall clock, which people and NTP may move, and one that nobody moves; milliseconds."""

    def wall_ms(self) -> int:
        """Unix time."""

    def mono_ms(self) -> int:
        """Since any moment."""


@dataclass(frozen=True)
class _Held:
    first_ms: int
    """mono_ms when it was first read in this run."""
    begun_here: bool
    """In this run, so that how long it has lasted is known without any label."""
    ends_ms: int | None
    """mono_ms at which it ends at the latest; None while the wall clock never said that it lasts:
    the clock may stand ahead, and be mended."""


class Ends:
    """Counted by the clock that nobody moves from the first moment at which the wall clock says
    that it lasts, and never lengthened from there. What began before this run ends too when the
    wall clock says so: that may have stood behind at the start. Safe for every thread.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._gate = threading.Lock()
        self._held: dict[bytes, _Held] = {}
        self._started = False

    def read(self, lasting: Mapping[bytes, Lasting]) -> None:
        """These there are now; of the first ones nobody knows how long they lasted before."""
        with self._gate:
            now_ms = self._clock.mono_ms()
            new = _Held(now_ms, self._started, None)
            self._started = True
            self._held = {
                digest: self._anchored(self._held.get(digest, new), one)
                for digest, one in lasting.items()
            }

    def is_over(self, digest: bytes, one: Lasting) -> bool:
        """Whether it has ended by now. What is read no more has."""
        with self._gate:
            held = self._held.get(digest)
            if held is None:
                return True
            held = self._held[digest] = self._anchored(held, one)
            if held.ends_ms is None or self._clock.mono_ms() >= held.ends_ms:
                return True
            return not held.begun_here and self._clock.wall_ms() >= one.until_ms

    def _anchored(self, held: _Held, one: Lasting) -> _Held:
        left_ms = one.until_ms - self._clock.wall_ms()
        if held.ends_ms is not None or left_ms <= 0:
            return held
        latest_ms = held.first_ms + one.until_ms - one.from_ms
        return replace(held, ends_ms=min(self._clock.mono_ms() + left_ms, latest_ms))
