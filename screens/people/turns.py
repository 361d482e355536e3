"""The turn of whoever comes with a password: each costs a hash."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from screens.people.errors import BusyError
from screens.people.passwords import AT_ONCE

T = TypeVar("T")

MOST_WAITING: Final = 32
"""Who come with a password and wait for their turn: a quarter of the connections that are kept."""


class Turns:
    """Hashes are computed by two threads at most; the others wait without one."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def take(self, deed: Callable[[], Awaitable[T]]) -> T:
        """The deed, in its turn. Raises BusyError."""
        if self._waiting >= MOST_WAITING:
            raise BusyError
        self._waiting += 1
        try:
            async with self._turns:
                return await deed()
        finally:
            self._waiting -= 1
