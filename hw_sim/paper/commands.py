"""ESC/POS bytes cut into commands and characters, one at a time. Pure.

The table holds what a common Chinese 58/80 mm head understands. What it lacks is treated as such a
head treats it: the introducing byte is lost and the rest comes out as characters.
"""

from dataclasses import dataclass
from typing import Final

DLE, ESC, FS, GS = 0x10, 0x1B, 0x1C, 0x1D

NO_GLYPH: Final = "▯"
"""Stands in the text of a paper for a byte that the head has no character for."""

_PARAMETERS: Final[dict[bytes, int]] = {
    b"\x09": 0,  # HT
    b"\x0a": 0,  # LF
    b"\x0d": 0,  # CR
    b"\x10\x04": 1,  # DLE EOT n where it stands in a buffer that was not looked through
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
_BLOCK: Final = b"\x1d("
"""GS ( x pL pH …: the length is in the command, so even an unknown x is skipped whole."""


@dataclass(frozen=True)
class Command:
    """A complete command: its opening bytes and its parameters."""

    name: bytes
    arguments: bytes = b""


@dataclass(frozen=True)
class Character:
    """One character to print."""

    char: str
    cells: int
    """2 for a Hanzi, 1 otherwise."""
    rubbish: bool = False
    """True if nobody can have meant it."""


@dataclass(frozen=True)
class Lost:
    """A control byte that opens nothing this head knows; nothing is printed for it."""

    byte: int


Item = Command | Character | Lost


def take(buffer: bytearray, hanzi: bool) -> Item | None:
    """Cut the first complete item off `buffer`; None if more bytes must come first.

    `hanzi` tells whether the head is in Hanzi mode, where a byte from 81 on opens a pair.
    """
    if not buffer:
        return None
    first = buffer[0]
    if first >= 0x80:
        return _take_high(buffer, hanzi)
    if 0x20 <= first != 0x7F:
        del buffer[0]
        return Character(chr(first), 1)
    return _take_command(buffer)


def _take_high(buffer: bytearray, hanzi: bool) -> Character | None:
    lead = buffer[0]
    if not hanzi:
        del buffer[0]
        return Character(bytes([lead]).decode("cp437"), 1, rubbish=True)
    if not 0x81 <= lead <= 0xFE:
        del buffer[0]
        return Character(NO_GLYPH, 1, rubbish=True)
    if len(buffer) < 2:
        return None
    trail = buffer[1]
    if not 0x40 <= trail <= 0xFE or trail == 0x7F:
        # The four-byte forms of GB18030 end here: a box for the lead byte, then a plain digit.
        del buffer[0]
        return Character(NO_GLYPH, 1, rubbish=True)
    pair = bytes(buffer[:2])
    del buffer[:2]
    try:
        return Character(pair.decode("gbk"), 2)
    except UnicodeDecodeError:
        return Character(NO_GLYPH, 2, rubbish=True)


def _take_command(buffer: bytearray) -> Item | None:
    length = _length(buffer)
    if length is None:
        return None
    if length == 0:
        byte = buffer[0]
        del buffer[0]
        return Lost(byte)
    whole = bytes(buffer[:length])
    del buffer[:length]
    name = whole[:1] if whole[0] not in (DLE, ESC, FS, GS) else whole[:2]
    return Command(name, whole[len(name) :])


def _length(buffer: bytearray) -> int | None:
    """Length of the command at the front, 0 for an unknown one, None while it cannot be told."""
    if buffer[0] not in (DLE, ESC, FS, GS):
        return 1 if bytes(buffer[:1]) in _PARAMETERS else 0
    if len(buffer) < 2:
        return None
    name = bytes(buffer[:2])
    if name == _CUT:
        if len(buffer) < 3:
            return None
        length = 4 if buffer[2] in _CUT_WITH_FEED else 3
    elif name == _BLOCK:
        if len(buffer) < 5:
            return None
        length = 5 + buffer[3] + (buffer[4] << 8)
    elif name in _PARAMETERS:
        length = 2 + _PARAMETERS[name]
    else:
        return 0
    return length if len(buffer) >= length else None
