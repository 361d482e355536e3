"""The board's watchdog, kept outside of the VM: a wedged VM could not keep it."""

import time
from asyncio import TimerHandle
from collections.abc import Callable

from hw_sim import background


class Watchdog:
    """Bites once when it was armed and not fed in time. Lives in the boards' thread."""

    def __init__(self, bite: Callable[[], None]) -> None:
        self._bite = bite
        self._timeout_s: float | None = None
        self._deadline = 0.0
        self._timer: TimerHandle | None = None

    def arm(self, timeout_s: float) -> None:
        """From now on it wants to be fed."""
        self._timeout_s = timeout_s
        self.feed()

    @property
    def armed(self) -> bool:
        """Whether it wants to be fed."""
        return self._timeout_s is not None

    def feed(self) -> None:
        """One timer stands; a feed only moves the deadline, since boards feed all the time."""
        if self._timeout_s is None:
            return
        self._deadline = time.monotonic() + self._timeout_s
        if self._timer is None:
            self._wait(self._timeout_s)

    def disarm(self) -> None:
        """As at power-off: it bites nobody until it is armed again."""
        self._timeout_s = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self, seconds: float) -> None:
        self._timer = background.loop().call_later(seconds, self._look)

    def _look(self) -> None:
        left = self._deadline - time.monotonic()
        if left > 0:
            self._wait(left)
        else:
            self.disarm()
            self._bite()
