"""The fingers on a board's keys: contacts that bounce, and presses that follow each other."""

import asyncio
import random
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from hw_sim import background, contacts, wire

_SEEN_TIMEOUT_S = 1.0
_BETWEEN_PRESSES_S = 0.06  # a finger leaves the key before it comes again


class Fingers:
    """Moves the keys' contacts. `press` and `move` from any thread, the rest in the boards' thread.

    pins: GPIO of each key. order(kind, a, b): sends an order to the VM, False when none runs.
    """

    def __init__(
        self, pins: Sequence[int], chance: random.Random, order: Callable[[int, int, int], bool]
    ) -> None:
        self._pins = pins
        self._chance = chance
        self._order = order
        self._keys = [asyncio.Lock() for _ in pins]
        self._seen: dict[int, asyncio.Event] = {}
        self.held: set[int] = set()
        """Pins that are down now, with or without a VM that sees it."""

    def press(self, key: int, ms: float) -> "Future[None]":
        """Down, and up again ms after the VM saw it; done when it is up."""

        async def finger() -> None:
            async with self._keys[key]:
                await self._move(self._pins[key], contacts.CLOSED)
                await asyncio.sleep(ms / 1000)
                await self._move(self._pins[key], contacts.OPEN)
                await asyncio.sleep(_BETWEEN_PRESSES_S)

        return asyncio.run_coroutine_threadsafe(finger(), background.loop())

    def move(self, key: int, to: int) -> "Future[None]":
        """To contacts.CLOSED or contacts.OPEN, and leave it there."""

        async def finger() -> None:
            async with self._keys[key]:
                await self._move(self._pins[key], to)

        return asyncio.run_coroutine_threadsafe(finger(), background.loop())

    def seen(self, pin: int) -> None:
        """The VM says that it saw the last edge of this pin."""
        if pin in self._seen:
            self._seen[pin].set()

    def give_up(self) -> None:
        """The VM is gone: it will see nothing any more."""
        for waiting in self._seen.values():
            waiting.set()

    async def _move(self, pin: int, to: int) -> None:
        (self.held.add if to == contacts.CLOSED else self.held.discard)(pin)
        for wait_s, level in contacts.travel(self._chance, to):
            await asyncio.sleep(wait_s)
            self._order(wire.PIN_IN, pin, level)
        seen = self._seen[pin] = asyncio.Event()
        try:
            if self._order(wire.PIN_IN, pin, to | wire.WANT_SEEN):
                await asyncio.wait_for(seen.wait(), _SEEN_TIMEOUT_S)
        except TimeoutError:
            return  # a wedged VM: the finger goes on all the same
        finally:
            self._seen.pop(pin, None)
