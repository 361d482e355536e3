"""What many open pages show of one moment, made once for them all."""

import threading
import time
from collections.abc import Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

MOMENT_S: Final = 0.1
"""So long is one moment: a screen is drawn no more often than that."""


class Shared(Generic[T]):
    """Calls `make`, and gives what it made to everybody who asks within a moment of it. What it
    raises it raises to each. For every thread."""

    def __init__(
        self,
        make: Callable[[], T],
        news: Callable[[], int],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """news: counts what has changed, so that nobody is given what is from before; clock: s."""
        self._make, self._news, self._clock = make, news, clock
        self._gate = threading.Lock()
        self._made: tuple[int, float, T] | None = None

    def __call__(self) -> T:
        """Of this moment."""
        with self._gate:
            news, now = self._news(), self._clock()
            made = self._made
            if made is None or made[0] != news or now - made[1] >= MOMENT_S:
                made = self._made = (news, now, self._make())
            return made[2]
