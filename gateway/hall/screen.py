"""Text for the dispenser's screen: lines of 16 bytes GB2312, as its font chip reads them."""

from collections.abc import Iterator
from typing import Final

WIDTH: Final = 16
"""Bytes of a line: eight Hanzi or sixteen Latin letters."""


def cells(text: str) -> Iterator[bytes]:
    """The GB2312 bytes of each character: one for ASCII, two for the rest. Never raises.

    What the chip has no glyph for becomes a fullwidth question mark, control characters a blank.
    """
    for character in text:
        if character < " " or character == "\x7f":
            yield b" "
        elif character.isascii():
            yield character.encode("ascii")
        else:
            try:
                yield character.encode("gb2312")
            except UnicodeEncodeError:
                yield "\uff1f".encode("gb2312")


def wrap(text: str, lines: int) -> list[bytes]:
    """Exactly this many lines; what does not fit is left out, no character is ever split.

    Two bytes share one cell of the ST7920, so a Hanzi must start at an even byte: after an odd
    run of Latin letters it is moved by a blank.
    """
    rows = [b""]
    for cell in cells(text):
        gap = b" " if len(cell) == 2 and len(rows[-1]) % 2 else b""
        if len(rows[-1]) + len(gap) + len(cell) > WIDTH:
            rows.append(cell)
        else:
            rows[-1] += gap + cell
    rows += [b""] * (lines - len(rows))
    return [row.ljust(WIDTH) for row in rows[:lines]]


def line(text: str) -> bytes:
    """One line, cut at its end if need be."""
    return wrap(text, 1)[0]
