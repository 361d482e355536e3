"""Whether the gateway stands still, so that it had better be started again."""

from typing import Final

from gateway.clock import Clock
from gateway.store.errors import StoreStoppedError
from gateway.store.store import Store
from runtime.threads import Lasting

PATIENCE_S: Final = 60
"""So long a disk may take for one commit: a card that tidies itself up has been seen to take 20."""

LASTING: Final = ("store-writer", "line ", "uplink", "web", "due", "printer ")


class Standstill:
    """Made once all of the gateway's threads run."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._threads = Lasting(LASTING)

    def found(self) -> str:
        """What stands still, as a sentence's end; empty while all goes on.

        A disk that refuses writes is no standstill: the gateway shows it and goes on by itself.
        """
        ended = self._threads.ended()
        if ended:
            return ended
        try:
            behind_s = (self._clock.mono_ms() - self._store.current_to_ms()) // 1000
        except StoreStoppedError as stopped:
            return str(stopped)
        return f"the disk has taken nothing for {behind_s} s" if behind_s > PATIENCE_S else ""
