"""A 128x64 screen with an ST7920 on its serial port: 4 lines of 16 bytes, GB2312 in the chip.

A Chinese character takes two bytes and must begin at an even column.
"""

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from machine import SPI, Pin

LINES = 4
COLUMNS = 16
BLANK = b" " * COLUMNS

BAUD = 300_000  # three bytes carry one: 80 us, more than the 72 us in which the chip obeys
_CLEAR_MS = 2  # clearing takes it 1.6 ms

_COMMAND = 0xF8  # five ones to synchronise, then RW = 0 and RS
_DATA = 0xFA
_BASIC = 0x30  # 8-bit transfers, basic instructions
_ON = 0x0C  # display on, no cursor
_CLEARED = 0x01
_FORWARD = 0x06  # the column counts up
_STARTS = (0x80, 0x90, 0x88, 0x98)  # the chip's addresses of the four lines


class Screen:
    """Shows text; sends a line only when it changes (1.4 ms each)."""

    def __init__(self, spi: "SPI", cs: "Pin") -> None:
        self._spi = spi
        self._cs = cs  # high while the chip listens
        self._cs.value(0)
        self._shown = [BLANK] * LINES
        self._out = bytearray(3 * (1 + COLUMNS))
        for command in (_BASIC, _BASIC, _ON, _CLEARED):
            self._send(_COMMAND, command)
        time.sleep_ms(_CLEAR_MS)
        self._send(_COMMAND, _FORWARD)

    def show(self, lines: "Sequence[bytes]") -> None:
        """Put up to 4 lines of GB2312 bytes on the screen; each is cut or filled to 16."""
        for row in range(LINES):
            line = lines[row] if row < len(lines) else BLANK
            line = (line + BLANK)[:COLUMNS]
            if line != self._shown[row]:
                self._write(row, line)
                self._shown[row] = line

    def _write(self, row: int, line: bytes) -> None:
        self._put(0, _COMMAND, _STARTS[row])
        for column in range(COLUMNS):
            self._put(column + 1, _DATA, line[column])
        self._cs.value(1)
        self._spi.write(self._out)
        self._cs.value(0)

    def _send(self, register: int, value: int) -> None:
        self._put(0, register, value)
        self._cs.value(1)
        self._spi.write(bytes(self._out[:3]))
        self._cs.value(0)

    def _put(self, place: int, register: int, value: int) -> None:
        self._out[3 * place] = register
        self._out[3 * place + 1] = value & 0xF0
        self._out[3 * place + 2] = value << 4 & 0xF0
