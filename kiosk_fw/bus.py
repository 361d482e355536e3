"""The line: hears the gateway, lets the link answer, drives the transceiver, and knows silence.

Slow work on the flash is done here too, since only here it is known when nobody is heard.
"""

import asyncio

from kiosk_fw.board import BAUD
from kiosk_fw.clock import since

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from machine import UART, Pin

    from kiosk_fw.clock import Clock
    from protocol.device_link import DeviceLink

# One read of the chip's driver goes on until 1 ms of silence or a full buffer, and nothing else
# runs meanwhile: 64 bytes bound that to 5.5 ms on a busy line.
CHUNK = 64

SILENT_MS = 2000  # a gateway that polls asks every board several times a second


class Presence:
    """Whether the gateway has polled this board within the last 2 s.

    It holds on to "no" until the next poll: u32 stamps alone would say "yes" again in 49 days.
    """

    def __init__(self, link: "DeviceLink") -> None:
        self._link = link
        self._last = -1
        self._there = False

    def polled(self, now: int) -> bool:
        """Ask it at least every few seconds."""
        at = self._link.polled_at
        if at < 0 or (self._there and since(at, now) > SILENT_MS):
            self._there = False
        elif at != self._last:
            self._there = True
        self._last = at
        return self._there


class Bus:
    """UART, link and the pin that lets the transceiver speak (1) or listen (0).

    restart() begins the board anew and does not come back.
    """

    def __init__(
        self,
        uart: "UART",
        drive: "Pin",
        link: "DeviceLink",
        clock: "Clock",
        restart: "Callable[[], None]",
    ) -> None:
        self._uart = uart
        self._drive = drive
        self._link = link
        self._clock = clock
        self._restart = restart
        self._heard = bytearray(CHUNK)
        self._drive.value(0)

    async def run(self) -> None:
        """Answer for ever."""
        reader = asyncio.StreamReader(self._uart)
        while True:
            count = await reader.readinto(self._heard)
            if not count:
                continue  # woken for nothing, as serial drivers may
            answer = self._link.receive(bytes(self._heard[:count]), self._clock.now())
            if answer is None:
                continue
            if self._link.answer_after_ms:
                await asyncio.sleep_ms(self._link.answer_after_ms)
            await self._say(answer)
            if self._link.renewing:
                print("The gateway has the board begin a new journal: starting anew.")
                self._link.renew()
                self._restart()
            elif self._link.resting:
                self._rest()

    def rest_if_alone(self) -> None:
        """Erase ahead when no gateway asks. Call it now and then."""
        if self._link.wants_rest and self._link.left_alone(self._clock.now()):
            self._rest()

    async def _say(self, answer: bytes) -> None:
        self._drive.value(1)
        self._uart.write(answer)
        # Let others run while most of it goes out, then wait out the rest exactly: the line must
        # be free as soon as the last bit is gone.
        await asyncio.sleep_ms(len(answer) * 10_000 // BAUD)
        self._uart.flush()
        self._drive.value(0)

    def _rest(self) -> None:
        """Do the slow work; what came in meanwhile has lost bytes and was for others."""
        self._link.rest()
        while self._uart.any():
            self._uart.read()
