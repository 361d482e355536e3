"""Wall time that goes on evenly while the wall clock is set: for terms and times of day."""

import threading

from gateway.clock import Clock
from protocol.stamp import Moment

SET_MS = 1_735_689_600_000
"""2025-01-01: a wall clock before this was never set."""


class SteadyClock:
    """The wall clock as it was when the business day was opened, and the monotonic one since.

    A clock that is set wrong in the middle of a day makes nothing overdue and no limit another one.
    That it is right, somebody has said again when the next day is opened.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._gate = threading.Lock()
        self._day: str | None = None
        self._offset_ms: int | None = None
        """Wall less monotonic; None: not known."""

    def now(self, day: str | None) -> Moment:
        """This moment; `day`: the business day that is open."""
        wall_ms, mono_ms = self._clock.wall_ms(), self._clock.mono_ms()
        with self._gate:
            kept = self._offset_ms
            if kept is None or day != self._day or kept + mono_ms < SET_MS:
                self._day, self._offset_ms = day, wall_ms - mono_ms
            return Moment((self._offset_ms or 0) + mono_ms, self._clock.boot, mono_ms)
