"""Keys: interrupt, flag, 20 ms of quiet, one press.

The interrupt only marks its key, with the time, and sets a flag: nothing is allocated there.
"""

import asyncio

from machine import Pin

from kiosk_fw.clock import Clock, since

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

QUIET_MS = 20  # a level counts once no edge has come for so long; contacts bounce up to 10 ms


class _Key:
    """One key. `moved` is set by the interrupt and cleared by the task."""

    def __init__(self, pin: Pin, flag: asyncio.ThreadSafeFlag, clock: Clock) -> None:
        self._pin = pin
        self._flag = flag
        self._clock = clock
        self._moved = False
        self._moved_at = 0  # stamp of the last edge; the task may come to it much later
        self._changed_at = 0
        self.settling = False
        self.down = pin.value() == 0  # held while power came is no press
        pin.irq(self._edge, Pin.IRQ_FALLING | Pin.IRQ_RISING)

    def _edge(self, pin: Pin) -> None:
        self._moved_at = self._clock.stamp()
        self._moved = True
        self._flag.set()

    def went_down(self, now: int) -> bool:
        """Take note of edges; True once when the key has newly settled down.

        The level is compared too: with many contacts bouncing at once the scheduler drops
        interrupts, and a release that was missed would make the next press look like none.
        """
        down = self._pin.value() == 0
        if self._moved:
            self._moved = False
            self.settling = True
            self._changed_at = self._clock.at(self._moved_at)
        elif down != self.down and not self.settling:
            self.settling = True
            self._changed_at = now
        if not self.settling or since(self._changed_at, now) < QUIET_MS:
            return False
        self.settling = False
        was_down, self.down = self.down, down
        return down and not was_down

    def left_ms(self, now: int) -> int:
        """Milliseconds of quiet that are still missing, at least 1."""
        return max(1, QUIET_MS - since(self._changed_at, now))


class Keys:
    """The keys of a board, active low. A stuck key is one press, and none if stuck at boot."""

    def __init__(self, pins: "Sequence[Pin]", clock: Clock) -> None:
        self._clock = clock
        self._flag = asyncio.ThreadSafeFlag()
        self._keys = [_Key(pin, self._flag, clock) for pin in pins]

    def presses(self) -> "list[int]":
        """Indices of the keys that have gone down and stayed so since the last call."""
        found = []
        for i in range(len(self._keys)):
            if self._keys[i].went_down(self._clock.now()):
                found.append(i)
        return found

    def wait_ms(self) -> int:
        """Milliseconds until `presses` may find more; 0 when all keys are at rest."""
        now = self._clock.now()
        waits = [key.left_ms(now) for key in self._keys if key.settling]
        return min(waits) if waits else 0

    async def run(self, pressed: "Callable[[int], None]") -> None:
        """Call pressed(index) for each press, for ever."""
        while True:
            await self._flag.wait()
            while True:
                for index in self.presses():
                    pressed(index)
                wait = self.wait_ms()
                if not wait:
                    break
                await asyncio.sleep_ms(wait)
