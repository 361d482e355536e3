"""Who is told of every commit, in the writer's thread."""

import logging
import threading
from collections.abc import Callable, Sequence

from gateway.hall.state import HallState
from protocol.envelope import Entry

log = logging.getLogger(__name__)

Subscriber = Callable[[Sequence[Entry], HallState], None]
"""Called in the writer's thread after each commit that brought facts: with these, in the order of
n, and the state after them. Must be quick and must not wait for the store."""


class Subscribers:
    """They come and go in any thread; the writer's tells them."""

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._all: tuple[Subscriber, ...] = ()

    def add(self, subscriber: Subscriber) -> Callable[[], None]:
        """Tell it of every commit from now on; the result ends it."""
        with self._gate:
            self._all = (*self._all, subscriber)

        def end() -> None:
            with self._gate:
                self._all = tuple(other for other in self._all if other is not subscriber)

        return end

    def tell(self, entries: Sequence[Entry], state: HallState) -> int:
        """Of what is committed. Gives how many have failed, which takes nothing back."""
        if not entries:
            return 0
        failed = 0
        for subscriber in self._all:
            try:
                subscriber(entries, state)
            except Exception:
                log.exception("a subscriber of the store has failed; the facts are kept")
                failed += 1
        return failed
