"""Bytes from 80 on as the characters that a head makes of them. Pure."""

import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

NO_GLYPH: Final = "▯"
"""Stands in the text of a paper for a byte that the head has no character for."""

_DRAWN: Final = (
    (0x00A0, 0x052F),  # Latin, Greek, Cyrillic
    (0x1E00, 0x1EFF),
    (0x2000, 0x2BFF),  # signs, arrows, frames
    (0x2E80, 0x9FFF),  # kana, Hanzi and Extension A
    (0xAC00, 0xD7AF),  # Hangul
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
)
"""What the largest fonts of ticket printers hold: no Tibetan, no Uyghur, nothing beyond FFFF."""


class Coding(Enum):
    """How a head reads a byte from 80 on."""

    CODE_PAGE = auto()
    """Outside Hanzi mode: one byte, one sign of code page 437."""
    GBK = auto()
    GB18030 = auto()
    UTF_8 = auto()


@dataclass(frozen=True)
class Character:
    """One character to print."""

    char: str
    cells: int
    """2 for a Hanzi, 1 otherwise."""
    rubbish: bool = False
    """True if nobody can have meant it."""


_BOX: Final = Character(NO_GLYPH, 1, rubbish=True)
_WIDE_BOX: Final = Character(NO_GLYPH, 2, rubbish=True)


def take_high(buffer: bytearray, coding: Coding) -> Character | None:
    """Cut off the character that begins with a byte from 80 on; None if bytes of it are missing."""
    match coding:
        case Coding.CODE_PAGE:
            byte = _cut(buffer, 1)
            return Character(byte.decode("cp437"), 1, rubbish=True)
        case Coding.UTF_8:
            return _take_utf_8(buffer)
        case Coding.GBK | Coding.GB18030:
            return _take_gb(buffer, four_bytes=coding is Coding.GB18030)


def _take_gb(buffer: bytearray, *, four_bytes: bool) -> Character | None:
    if not 0x81 <= buffer[0] <= 0xFE:
        return _box_for_one(buffer)
    if len(buffer) < 2:
        return None
    trail = buffer[1]
    if four_bytes and 0x30 <= trail <= 0x39:
        if len(buffer) < 4:
            return None
        return _drawn(_cut(buffer, 4), "gb18030")
    if not 0x40 <= trail <= 0xFE or trail == 0x7F:
        # The four-byte forms of GB18030 end here: a box for the lead byte, then a plain digit.
        return _box_for_one(buffer)
    pair = _cut(buffer, 2)
    try:
        return Character(pair.decode("gbk"), 2)
    except UnicodeDecodeError:
        return _drawn(pair, "gb18030") if four_bytes else _WIDE_BOX


def _take_utf_8(buffer: bytearray) -> Character | None:
    lead = buffer[0]
    if not 0xC2 <= lead <= 0xF4:
        return _box_for_one(buffer)
    length = 2 + (lead >= 0xE0) + (lead >= 0xF0)
    for at in range(1, length):
        if at == len(buffer):
            return None
        if not 0x80 <= buffer[at] <= 0xBF:
            _cut(buffer, at)
            return _BOX
    return _drawn(_cut(buffer, length), "utf-8")


def _drawn(code: bytes, encoding: str) -> Character:
    try:
        char = code.decode(encoding)
    except UnicodeDecodeError:
        return _WIDE_BOX
    if not any(first <= ord(char) <= last for first, last in _DRAWN):
        return _WIDE_BOX
    return Character(char, _cells(char))


def _cells(char: str) -> int:
    width = unicodedata.east_asian_width(char)
    letter = unicodedata.category(char).startswith("L")
    return 2 if width in "WF" or (width == "A" and not letter) else 1


def _box_for_one(buffer: bytearray) -> Character:
    _cut(buffer, 1)
    return _BOX


def _cut(buffer: bytearray, length: int) -> bytes:
    piece = bytes(buffer[:length])
    del buffer[:length]
    return piece
