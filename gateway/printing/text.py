"""Text as the bytes that a Chinese thermal head prints, and how much room it takes.

Heads agree on one thing only: GBK in two bytes, in Hanzi mode. The four-byte forms of GB18030 come
out as rubbish on many of them, so nothing here ever sends one. Pure: no printer, no clock.
"""

import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Final

HANZI_ON: Final = b"\x1c\x26"
"""Said before every two-byte run: Chinese heads start in this mode, Japanese ones do not."""

HANZI_OFF: Final = b"\x1c\x2e"
"""Said after it, so that no later byte can be taken for the first half of a Hanzi."""

GETA: Final = "〓"
"""What printers have always set where a type was missing."""

_SAME_ON_PAPER: Final = str.maketrans(
    {
        "\u00a5": "￥",  # the narrow sign has four bytes in GB18030; the wide one is A3 A4
        "\u00a0": " ",
        "\u2011": "-",
        "\u2022": "·",
    }
)
_NEVER_FIRST: Final = frozenset("，。、；：？！）》」』】〉”’％…·")
_NEVER_LAST: Final = frozenset("（《「『【〈“‘￥")


class ControlCharacterError(ValueError):
    """Text for paper holds a control character, which the head would obey instead of print."""


def encode(text: str) -> bytes:
    """One line of text as bytes for the head, without a line end.

    What two-byte GBK lacks is printed as 〓; `unprintable` names those characters.
    Raises ControlCharacterError for a control character, a line end included.
    """
    out = bytearray()
    for narrow, run in groupby(printable(text), key=str.isascii):
        if narrow:
            out += "".join(run).encode("ascii")
        else:
            out += HANZI_ON + "".join(run).encode("gbk") + HANZI_OFF
    return bytes(out)


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of `text` that come out as 〓, each once, in the order of the text."""
    return tuple(dict.fromkeys(char for char in _settle(text) if not _in_the_head(char)))


def printable(text: str) -> str:
    """`text` exactly as it will stand on the paper, with 〓 for what no head knows.

    Raises ControlCharacterError as `encode` does.
    """
    return "".join(char if _in_the_head(char) else GETA for char in _settle(text))


def cells(text: str) -> int:
    """Width of `text` on paper in cells of one Latin letter; a Hanzi takes two."""
    return _width(printable(text))


def wrap(text: str, width: int) -> tuple[str, ...]:
    """Break `text` into lines of at most `width` cells (2 or more); empty text is one empty line.

    Latin words stay whole where they fit, no line begins with a closing mark and none ends with an
    opening one. What alone is wider than a line is broken anywhere.
    """
    if width < 2:
        raise ValueError(f"a line of {width} cells cannot hold one Hanzi")
    lines, used = [""], 0
    for unit in _units(printable(text), width):
        if used + _width(unit.rstrip()) > width:
            lines.append("")
            used = 0
        piece = unit if lines[-1] else unit.lstrip()
        lines[-1] += piece
        used += _width(piece)
    return tuple(line.rstrip() for line in lines)


def centre(text: str, width: int) -> str:
    """`text` with spaces on its left so that it stands in the middle of `width` cells.

    Text that is too wide comes back unchanged.
    """
    return " " * max(0, (width - cells(text)) // 2) + text


def _settle(text: str) -> str:
    """One spelling for each sign: composed letters, no invisible formatting characters."""
    settled = unicodedata.normalize("NFC", text.translate(_SAME_ON_PAPER))
    for char in settled:
        if unicodedata.category(char) == "Cc":
            raise ControlCharacterError(
                f"text for a ticket holds the control character U+{ord(char):04X}: {text!r}; "
                "remove it from the name in hall.toml"
            )
    return "".join(char for char in settled if unicodedata.category(char) != "Cf")


def _in_the_head(char: str) -> bool:
    """True if the head has a glyph: ASCII, or GBK lead 81–FE with trail 40–7E or 80–FE."""
    if char.isascii():
        return True
    try:
        code = char.encode("gbk")
    except UnicodeEncodeError:
        return False
    lead, trail = code
    return 0x81 <= lead <= 0xFE and 0x40 <= trail <= 0xFE and trail != 0x7F


def _width(settled: str) -> int:
    """Of a text that is `printable` already, in cells."""
    return len(settled) if settled.isascii() else len(settled.encode("gbk"))


def _units(text: str, width: int) -> Iterator[str]:
    """Pieces that a line break may not cut, each with the spaces that follow it."""
    unit, used = "", 0
    for char in text:
        takes = _width(char)
        joins = not unit or _joined(unit[-1], char)
        if not joins or (used + takes > width and char != " "):
            yield unit
            unit, used = "", 0
        unit += char
        used += takes
    if unit:
        yield unit


def _joined(left: str, right: str) -> bool:
    """Whether no line may end between these two neighbours."""
    if right == " ":
        return True
    if left == " ":
        return False
    return right in _NEVER_FIRST or left in _NEVER_LAST or (left.isascii() and right.isascii())
