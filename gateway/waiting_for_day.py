"""How long boards wait, unread, for the open day to come back from central after a change of disks.

With it come the marks of what central holds of them. Whoever does not wait reads some thousand
records again, of which nothing follows: so after a while they are read all the same.
"""

from collections.abc import Callable
from typing import Final

from gateway.clock import Clock
from gateway.store.store import Store

PATIENCE_MS: Final = 20_000


def day_comes_back(store: Store, clock: Clock) -> Callable[[], bool]:
    """Whether it may still come. Once it is given up, or a day is open, that is so for good."""
    until_ms = clock.mono_ms() + PATIENCE_MS

    def waits() -> bool:
        return store.state.day is None and clock.mono_ms() < until_ms

    return waits
