"""Milliseconds since boot as the protocol counts them: u32, through the wraps of the chip.

On the RP2040 `ticks_ms` wraps at 2**30 (12.4 days). Everything in the firmware that measures
time asks this clock, so that the wrap is handled, and tested, in one place.
"""

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

U32 = 0xFFFFFFFF


def since(earlier: int, later: int) -> int:
    """Milliseconds from one u32 stamp to another; right for spans below 49 days."""
    return (later - earlier) & U32


class Clock:
    """Counts on from zero at its making. Ask it at least every 6 days (half a wrap)."""

    def __init__(
        self,
        ticks: "Callable[[], int] | None" = None,
        diff: "Callable[[int, int], int] | None" = None,
    ) -> None:
        """The chip's own ticks, unless a test brings others."""
        self._ticks: "Callable[[], int]" = ticks or time.ticks_ms  # type: ignore[assignment]
        self._diff: "Callable[[int, int], int]" = diff or time.ticks_diff
        self._last = self._ticks()
        self._ms = 0

    def stamp(self) -> int:
        """The chip's own ticks, for `at`: nothing is allocated, so an interrupt may ask."""
        return self._ticks()

    def at(self, stamp: int) -> int:
        """Milliseconds since boot at a stamp of the last 6 days."""
        now = self.now()
        return (now - self._diff(self._last, stamp)) & U32

    def now(self) -> int:
        """Milliseconds since boot, modulo 2**32."""
        ticks = self._ticks()
        self._ms = (self._ms + self._diff(ticks, self._last)) & U32
        self._last = ticks
        return self._ms
