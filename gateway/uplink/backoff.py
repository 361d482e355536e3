"""How long to wait before the next try. No clock; chance comes in."""

from collections.abc import Callable

from gateway.uplink.settings import Timing


class Backoff:
    """Full jitter: each wait is drawn evenly between nothing and a bound that doubles, so that the
    halls of a city do not all come back in the same second."""

    def __init__(self, timing: Timing, draw: Callable[[], float]) -> None:
        """draw: a number from 0 to below 1, another each time."""
        self._timing = timing
        self._draw = draw
        self._bound = timing.first_wait

    def wait(self, lived_s: float) -> float:
        """Seconds to wait after a connection that lived so long."""
        if lived_s >= self._timing.steady:
            self._bound = self._timing.first_wait
        bound, self._bound = self._bound, min(2 * self._bound, self._timing.longest_wait)
        return bound * self._draw()
