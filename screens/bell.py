"""News for the screens: any thread rings, and whoever waits in an event loop looks again."""

import asyncio
import threading
from contextlib import suppress

_Waiter = tuple[asyncio.AbstractEventLoop, asyncio.Event]


class Bell:
    """Counts how often something has changed."""

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._count = 0
        self._waiters: set[_Waiter] = set()

    @property
    def count(self) -> int:
        """How often it has rung."""
        return self._count

    def ring(self) -> None:
        """Something has changed; for any thread."""
        with self._gate:
            self._count += 1
            woken, self._waiters = self._waiters, set()
        for loop, event in woken:
            with suppress(RuntimeError):  # a loop that is closed has nobody left to wake
                loop.call_soon_threadsafe(event.set)

    async def wait(self, heard: int, seconds: float) -> int:
        """The count, as soon as it is not `heard` or `seconds` are over."""
        event = asyncio.Event()
        waiter = (asyncio.get_running_loop(), event)
        with self._gate:
            if self._count != heard:
                return self._count
            self._waiters.add(waiter)
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            pass
        finally:
            with self._gate:
                self._waiters.discard(waiter)
        return self._count
