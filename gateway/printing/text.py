"""Text as the bytes that a Chinese thermal head prints, and how much room any text takes.

What every head agrees on is GBK in two bytes, in Hanzi mode; what else it knows its profile says
(`Coding`). A line that holds a character beyond that is not sent as text at all: it is drawn
(`gateway.printing.raster`), so 〓 is left only where no font of the machine has the character.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import groupby, takewhile
from typing import Final
from unicodedata import category, east_asian_width

from gateway.printing.fonts import Fonts, chosen
from gateway.printing.scripts import ControlCharacterError, Piece, clusters, settle, shaped

__all__ = [
    "GBK_MODE",
    "GETA",
    "Coding",
    "ControlCharacterError",
    "Mode",
    "cells",
    "encode",
    "knows",
    "pieces",
    "printable",
    "unprintable",
    "wrap",
]


class Coding(StrEnum):
    """How a head wants text that is not ASCII."""

    GBK = "gbk"
    """Two bytes a character: what every Chinese head knows."""
    GB18030 = "gb18030"
    """The four-byte forms of Extension A too, and € in two bytes."""
    UTF_8 = "utf-8"
    """The characters of GBK, since which others are in its font nobody can ask."""
    RASTER = "raster"
    """Not at all: as a picture."""


@dataclass(frozen=True)
class Mode:
    """What a head is told before text that is not ASCII, and after it."""

    enter: bytes
    leave: bytes
    """So that no later byte can be taken for the first half of a Hanzi."""


GBK_MODE: Final = Mode(b"\x1c\x26", b"\x1c\x2e")
"""FS & and FS . around every run: Chinese heads start in this mode, Japanese ones do not."""

GETA: Final = "〓"
"""What printers have always set where a type was missing."""

_NEVER_FIRST: Final = frozenset("，。、；：？！）》」』】〉”’％…·་།")
_NEVER_LAST: Final = frozenset("（《「『【〈“‘￥")
_SYLLABLE_ENDS: Final = frozenset("་།")
"""Tibetan has no spaces between words; a line may end after these."""

_EXTENSION_A: Final = ("\u3400", "\u4db5")
"""What GB18030-2000 asks of fonts beyond GBK."""


def encode(text: str, coding: Coding = Coding.GBK, mode: Mode = GBK_MODE) -> bytes:
    """One line of text as bytes for the head, without a line end.

    What the coding lacks is sent as 〓: see `knows` first. Raises ControlCharacterError for a
    control character, a line end included, and ValueError for a head that takes no text.
    """
    if coding is Coding.RASTER:
        raise ValueError("a head that is sent pictures takes no text")
    settled = settle(text)
    if settled.isascii():
        return settled.encode("ascii")
    sent = "".join(char if _knows(char, coding) else GETA for char in settled)
    if coding is Coding.UTF_8:
        return mode.enter + sent.encode("utf-8") + mode.leave
    out = bytearray()
    for narrow, run in groupby(sent, key=str.isascii):
        if narrow:
            out += "".join(run).encode("ascii")
        else:
            out += mode.enter + "".join(run).encode(coding.value) + mode.leave
    return bytes(out)


def knows(text: str, coding: Coding) -> bool:
    """Whether a head of this coding has every character of the line itself."""
    return coding is not Coding.RASTER and all(_knows(char, coding) for char in settle(text))


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of `text` that come out as 〓, each once, in the order of the text."""
    fonts = chosen()
    marked = clusters(settle(text))
    return tuple(dict.fromkeys(cluster for cluster in marked if not _appears(cluster, fonts)))


def printable(text: str) -> str:
    """`text` exactly as it will stand on the paper, with 〓 for what no font has.

    Raises ControlCharacterError as `encode` does.
    """
    settled = settle(text)
    return settled if settled.isascii() else _printable(settled, chosen())


def cells(text: str) -> int:
    """Width of `text` on paper in cells of one Latin letter; a Hanzi takes two, a word of a joined
    script what its drawing measures.
    """
    return _width(printable(text))


def pieces(text: str) -> tuple[Piece, ...]:
    """What a line is drawn of, in the order of reading; their cells add up to `cells`."""
    return _pieces(printable(text), chosen())


def wrap(text: str, width: int) -> tuple[str, ...]:
    """Break `text` into lines of at most `width` cells (2 or more); empty text is one empty line.

    Latin words stay whole where they fit, no line begins with a closing mark and none ends with an
    opening one. What alone is wider than a line is broken anywhere.
    """
    if width < 2:
        raise ValueError(f"a line of {width} cells cannot hold one Hanzi")
    lines = [""]
    for unit in _units(printable(text)):
        for part in (unit,) if _width(unit.rstrip()) <= width else _broken(unit, width):
            if not _fits(lines[-1], part.rstrip(), width):
                lines.append("")
            lines[-1] += part if lines[-1] else _begun(part)
    return tuple(line.rstrip() for line in lines)


@lru_cache(maxsize=8192)
def _knows(char: str, coding: Coding) -> bool:
    """A cluster of several characters is not one of any coding."""
    if char.isascii() or _in_gbk(char):
        return True
    return coding is Coding.GB18030 and len(char) == 1 and _beyond_gbk(char)


def _in_gbk(char: str) -> bool:
    """Lead 81–FE with trail 40–7E or 80–FE."""
    try:
        code = char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return _is_pair(code)


def _beyond_gbk(char: str) -> bool:
    if _EXTENSION_A[0] <= char <= _EXTENSION_A[1]:
        return True
    return category(char) != "Co" and _is_pair(char.encode("gb18030", "replace"))


def _is_pair(code: bytes) -> bool:
    if len(code) != 2:
        return False
    lead, trail = code
    return 0x81 <= lead <= 0xFE and 0x40 <= trail <= 0xFE and trail != 0x7F


def _appears(cluster: str, fonts: Fonts) -> bool:
    """Whether the head or a font of this machine has it."""
    if cluster.isspace() or _knows(cluster, Coding.GBK):
        return True
    return fonts.face(cluster) is not None


@lru_cache(maxsize=1024)
def _printable(settled: str, fonts: Fonts) -> str:
    marked = clusters(settled)
    return "".join(cluster if _appears(cluster, fonts) else GETA for cluster in marked)


def _fits(line: str, part: str, width: int) -> bool:
    """Whether both stand on one line; joined words may be narrower together than apart."""
    if not part or _width(line) + _width(part) <= width:
        return True
    return shaped(part) and _width(line + part) <= width


def _begun(part: str) -> str:
    """Without the spaces before it, but for one that bears a sign, which alone is wider."""
    spaces = takewhile(str.isspace, clusters(part))
    return part[sum(map(len, spaces)) :]


def _width(settled: str) -> int:
    """Of a text that is `printable` already, in cells."""
    return len(settled) if settled.isascii() else _wide(settled, chosen())


@lru_cache(maxsize=4096)
def _wide(settled: str, fonts: Fonts) -> int:
    if shaped(settled):
        return sum(piece.cells for piece in _pieces(settled, fonts))
    return sum(map(_cluster_cells, clusters(settled)))


@lru_cache(maxsize=1024)
def _pieces(settled: str, fonts: Fonts) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for joined, run in groupby(clusters(settled), key=lambda cluster: shaped(cluster[0])):
        if joined:
            found += _words(run, fonts)
        else:
            found += (Piece(cluster, _cluster_cells(cluster)) for cluster in run)
    return tuple(found)


def _words(run: Iterator[str], fonts: Fonts) -> Iterator[Piece]:
    """Neighbours of one font are drawn together."""
    for _, group in groupby(run, key=fonts.face):
        word = "".join(group)
        yield Piece(word, fonts.cells(word), joined=True)


@lru_cache(maxsize=8192)
def _cluster_cells(cluster: str) -> int:
    char = cluster[0]
    if char.isascii():
        return 1
    return 2 if _in_gbk(char) or east_asian_width(char) in "WFA" else 1


@lru_cache(maxsize=1024)
def _units(settled: str) -> tuple[str, ...]:
    """Pieces that a line break should not cut, each with the spaces that follow it."""
    units: list[str] = []
    for cluster in clusters(settled):
        if units and _joined(units[-1][-1], cluster[0]):
            units[-1] += cluster
        else:
            units.append(cluster)
    return tuple(units)


def _broken(unit: str, width: int) -> Iterator[str]:
    """A piece that is wider than a line, cut so that each part fills one."""
    part = ""
    for cluster in clusters(unit):
        if part and cluster != " " and _width(part + cluster) > width:
            yield part
            part = ""
        part += cluster
    yield part


def _joined(left: str, right: str) -> bool:
    """Whether no line may end between these two neighbours."""
    if right == " ":
        return True
    if left == " ":
        return False
    if right in _NEVER_FIRST or left in _NEVER_LAST:
        return True
    return left not in _SYLLABLE_ENDS and _is_of_words(left) and _is_of_words(right)


def _is_of_words(char: str) -> bool:
    """Letters of scripts that put spaces between words."""
    return char.isascii() or char < "\u0530" or shaped(char)
