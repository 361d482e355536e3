"""How long to wait before the next try. No clock; chance comes in."""

import random
from collections.abc import Callable


class Backoff:
    """Full jitter: each wait is drawn evenly between nothing and a bound that doubles, so that the
    halls of a city, or central's workers, do not all come back in the same second."""

    def __init__(
        self,
        first_s: float,
        longest_s: float,
        steady_s: float,
        draw: Callable[[], float] = random.random,
    ) -> None:
        """The bound goes from the first to the longest; after a connection that lived for steady_s
        it is the first again. draw: a number from 0 to below 1, another each time."""
        self._first, self._longest, self._steady = first_s, longest_s, steady_s
        self._draw = draw
        self._bound = first_s

    def wait(self, lived_s: float) -> float:
        """Seconds to wait after a connection that lived so long."""
        if lived_s >= self._steady:
            self._bound = self._first
        bound, self._bound = self._bound, min(2 * self._bound, self._longest)
        return bound * self._draw()

    def rest(self) -> float:
        """Seconds to wait where the next try is of no use soon: drawn below the longest, as are
        those that follow."""
        self._bound = self._longest
        return self.wait(0.0)
