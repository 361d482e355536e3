"""A QR scanner on a UART of its own: it sends what it read as a line of text, and hears nothing."""

import asyncio

from kiosk_fw.clock import since

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from machine import UART

    from kiosk_fw.clock import Clock

BAUD = 9600  # as such modules leave the factory: 20 letters take 21 ms
LONGEST = 128  # room for the address of a page, with a code of ours at its end
BROKEN_MS = 200  # a scanner sends a line in one go: what came before such a pause is another's


class Scanner:
    """Puts the bytes of the UART together to lines."""

    def __init__(self, uart: "UART", clock: "Clock") -> None:
        self._uart = uart
        self._clock = clock
        self._line = bytearray()
        self._too_long = False
        self._heard_at = 0

    def feed(self, data: bytes, now: int) -> "list[str]":
        """The lines that end within these bytes; an empty one and one too long are none.

        What is not ASCII becomes a question mark, which no code and no identity has.
        """
        if self._line and since(self._heard_at, now) >= BROKEN_MS:
            self._line = bytearray()
        self._heard_at = now
        found = []
        for byte in data:
            if byte in b"\r\n":
                if self._line and not self._too_long:
                    found.append(self._line.decode())
                self._line = bytearray()
                self._too_long = False
            elif len(self._line) < LONGEST:
                self._line.append(byte if 32 <= byte < 127 else ord("?"))
            else:
                self._too_long = True
        return found

    async def run(self, scanned: "Callable[[str], None]") -> None:
        """Call scanned(text) for each line, for ever."""
        reader = asyncio.StreamReader(self._uart)
        heard = bytearray(LONGEST)
        while True:
            count = await reader.readinto(heard)
            if not count:
                continue  # woken for nothing, as serial drivers may
            for text in self.feed(bytes(heard[:count]), self._clock.now()):
                scanned(text)
