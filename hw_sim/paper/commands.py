"""ESC/POS bytes cut into commands and characters, one at a time. Pure.

The table holds what a common Chinese 58/80 mm head understands. What it lacks is treated as such a
head treats it: the introducing byte is lost and the rest comes out as characters.
"""

import re
from dataclasses import dataclass
from typing import Final

from hw_sim.paper.characters import Character, Coding, take_high

DLE, ESC, FS, GS = 0x10, 0x1B, 0x1C, 0x1D

_PARAMETERS: Final[dict[bytes, int]] = {
    b"\x09": 0,  # HT
    b"\x0a": 0,  # LF
    b"\x0d": 0,  # CR
    b"\x10\x04": 1,
    b"\x10\x05": 1,
    b"\x1b@": 0,
    b"\x1b ": 1,
    b"\x1b!": 1,
    b"\x1b-": 1,
    b"\x1b2": 0,
    b"\x1b3": 1,
    b"\x1bB": 2,  # vendor: beep n times
    b"\x1bE": 1,
    b"\x1bG": 1,
    b"\x1bJ": 1,
    b"\x1bM": 1,
    b"\x1bR": 1,
    b"\x1ba": 1,
    b"\x1bd": 1,
    b"\x1bp": 3,
    b"\x1bt": 1,
    b"\x1bi": 0,
    b"\x1bm": 0,
    b"\x1c!": 1,
    b"\x1c&": 0,
    b"\x1c.": 0,
    b"\x1cC": 1,  # Sunmi: coding of the characters
    b"\x1cS": 2,
    b"\x1cW": 1,
    b"\x1d!": 1,
    b"\x1dB": 1,
    b"\x1dL": 2,
    b"\x1dP": 2,
    b"\x1dW": 2,
    b"\x1da": 1,
    b"\x1db": 1,
    b"\x1dr": 1,
}
"""Opening bytes → number of parameter bytes, for commands of fixed length."""

_CUT: Final = b"\x1dV"
_CUT_WITH_FEED: Final = frozenset({65, 66, 97, 98, 103, 104})
_BLOCKS: Final = (b"\x1d(", b"\x1c(")
"""GS ( x pL pH … and FS ( x …: the length is in the command, so even an unknown x is skipped."""
_RASTER: Final = b"\x1dv"
RASTER_HEADER: Final = 8
"""Bytes of GS v 0 m xL xH yL yH, after which the rows of dots follow."""
_PULSE: Final = b"\x10\x14"
_PULSE_LENGTHS: Final = {1: 5, 2: 5, 8: 10}
"""DLE DC4 fn …: whole lengths."""

OPENERS: Final = re.compile(rb"[\x10\x1b\x1c\x1d]")
"""Bytes that open a command of more than one byte."""


@dataclass(frozen=True)
class Command:
    """A complete command: its opening bytes and its parameters."""

    name: bytes
    arguments: bytes = b""


@dataclass(frozen=True)
class Lost:
    """A control byte that opens nothing this head knows; nothing is printed for it."""

    byte: int


Item = Command | Character | Lost


def take(buffer: bytearray, coding: Coding, *, raster: bool = True) -> Item | None:
    """Cut the first complete item off `buffer`; None if more bytes must come first.

    `coding` is how bytes from 80 on are read now, `raster` whether the head knows GS v 0. Of that
    command only the header is an item, the rows after it are for `head.Head` to take.
    """
    if not buffer:
        return None
    first = buffer[0]
    if first >= 0x80:
        return take_high(buffer, coding)
    if 0x20 <= first != 0x7F:
        del buffer[0]
        return Character(chr(first), 1)
    return _take_command(buffer, raster)


def command_length(start: bytes | bytearray, *, raster: bool = True) -> int | None:
    """Length of the command at the front, of a raster only its header.

    0 for one that this head does not know, None while it cannot be told yet.
    """
    if start[0] not in (DLE, ESC, FS, GS):
        return 1 if bytes(start[:1]) in _PARAMETERS else 0
    if len(start) < 2:
        return None
    name = bytes(start[:2])
    if name in _PARAMETERS:
        return 2 + _PARAMETERS[name]
    if name == _CUT:
        return None if len(start) < 3 else 3 + (start[2] in _CUT_WITH_FEED)
    if name in _BLOCKS:
        return None if len(start) < 5 else 5 + start[3] + (start[4] << 8)
    if name == _RASTER and raster:
        return None if len(start) < 3 else RASTER_HEADER * (start[2] == ord("0"))
    if name == _PULSE:
        return None if len(start) < 3 else _PULSE_LENGTHS.get(start[2], 0)
    return 0


def _take_command(buffer: bytearray, raster: bool) -> Item | None:
    length = command_length(buffer, raster=raster)
    if length is None or length > len(buffer):
        return None
    if length == 0:
        byte = buffer[0]
        del buffer[0]
        return Lost(byte)
    whole = bytes(buffer[:length])
    del buffer[:length]
    name = whole[:1] if whole[0] not in (DLE, ESC, FS, GS) else whole[:2]
    return Command(name, whole[len(name) :])
