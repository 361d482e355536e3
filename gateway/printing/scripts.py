"""What a text is made of before anyone prints it: clusters, scripts whose letters join, directions.

Pure. A *cluster* is what takes one place on paper: a character and the marks upon it. Letters of a
*shaped* script (Arabic, Tibetan, Mongolian and their like) change with their neighbours, so a word
of them is one piece and its width is what its drawing measures. Directions follow the Unicode
bidirectional algorithm as far as one line of a slip needs it: two levels, no embeddings.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Final

_SHAPED: Final = re.compile(
    "["
    "\u0590-\u109f"  # Hebrew, Arabic, Indic scripts, Thai, Lao, Tibetan, Myanmar
    "\u1780-\u18af"  # Khmer, Mongolian
    "\u1950-\u1aaf"  # the scripts of the Dai
    "\ua840-\ua87f"  # Phags-pa
    "\ufb1d-\ufdff\ufe70-\ufefe"
    "\u200c\u200d"
    "]"
)
_MONGOLIAN: Final = ("\u1800", "\u18af")
JOINERS: Final = frozenset("\u200c\u200d\u180e")
"""Invisible, but they change the letters beside them; other formatting characters are dropped."""

_MONGOLIAN_GAP: Final = "\u202f"
_VARIANTS: Final = (("\ufe00", "\ufe0f"), ("\U000e0100", "\U000e01ef"))
"""They choose among forms of a character; paper shows the plain one."""

_SAME_ON_PAPER: Final = str.maketrans(
    {
        "\u00a5": "￥",  # the narrow sign has four bytes in GB18030; the wide one is A3 A4
        "\u00a0": " ",
        "\u2011": "-",
        "\u2022": "·",
    }
)
_MIRRORED: Final = dict(zip("()[]{}<>（）《》「」【】", ")(][}{><）（》《」「】【", strict=True))


class ControlCharacterError(ValueError):
    """Text for paper holds a control character, which the head would obey instead of print."""


@lru_cache(maxsize=1024)
def settle(text: str) -> str:
    """One spelling for each sign: composed letters, no invisible formatting characters.

    Raises ControlCharacterError for a control character, a line end included.
    """
    if text.isascii() and text.isprintable():
        return text
    settled = unicodedata.normalize("NFC", text.translate(_SAME_ON_PAPER))
    kept, before = [], ""
    for char in settled:
        if unicodedata.category(char) == "Cc":
            raise ControlCharacterError(
                f"text for a ticket holds the control character U+{ord(char):04X}: {text!r}; "
                "remove it from the name in hall.toml"
            )
        before = _on_paper(char, before)
        kept.append(before)
    return "".join(kept)


def shaped(text: str) -> bool:
    """Whether any of its characters is drawn together with its neighbours."""
    return _SHAPED.search(text) is not None


def clusters(settled: str) -> Iterator[str]:
    """Characters with the marks upon them, in the order of the text."""
    cluster = ""
    for char in settled:
        if cluster and (_is_mark(char) or char in JOINERS):
            cluster += char
            continue
        if cluster:
            yield cluster
        cluster = char
    if cluster:
        yield cluster


def from_right(text: str) -> bool:
    """Whether the first letter that has a direction is of a script read from right to left."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("R", "AL", "L"):
            return direction != "L"
    return False


@dataclass(frozen=True)
class Piece:
    """What is drawn in one go, in a box of its own."""

    text: str
    cells: int
    """Width of the box in cells of one Latin letter."""
    joined: bool = False
    """True for a word of a shaped script."""


def in_order(pieces: Sequence[Piece]) -> list[Piece]:
    """From the order of reading to the order on paper, left to right; brackets turned over where
    the text runs from the right.
    """
    leftwards = from_right("".join(piece.text for piece in pieces))
    ways = _ways([_way(piece.text) for piece in pieces], leftwards)
    ordered: list[Piece] = []
    for right_to_left, run in groupby(zip(ways, pieces, strict=True), key=lambda pair: pair[0]):
        members = [piece for _, piece in run]
        if right_to_left != leftwards:
            members.reverse()
        if right_to_left:
            members = [replace(piece, text=_mirror(piece)) for piece in members]
        ordered += members
    return ordered[::-1] if leftwards else ordered


def _on_paper(char: str, before: str) -> str:
    """The character, another for it, or nothing; `before` is what stands before it."""
    if char == _MONGOLIAN_GAP:
        return char if _MONGOLIAN[0] <= before <= _MONGOLIAN[1] else " "
    if any(first <= char <= last for first, last in _VARIANTS):
        return ""
    if unicodedata.category(char) == "Cf":
        return char if char in JOINERS and before and shaped(before) else ""
    return char


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me", "Mc")


def _way(text: str) -> bool | None:
    """True for right to left, False for left to right, None for what takes its neighbours' way."""
    direction = unicodedata.bidirectional(text[0])
    if direction in ("R", "AL"):
        return True
    return False if direction in ("L", "EN", "AN") else None


def _ways(ways: Sequence[bool | None], leftwards: bool) -> list[bool]:
    """Signs between two letters of one direction go along with them, all others with the line."""
    settled: list[bool] = []
    after = _nearest_after(ways)
    before: bool | None = None
    for way, following in zip(ways, after, strict=True):
        if way is None:
            settled.append(before if before is not None and before == following else leftwards)
        else:
            settled.append(way)
            before = way
    return settled


def _nearest_after(ways: Sequence[bool | None]) -> list[bool | None]:
    nearest: bool | None = None
    after: list[bool | None] = []
    for way in reversed(ways):
        nearest = nearest if way is None else way
        after.append(nearest)
    return after[::-1]


def _mirror(piece: Piece) -> str:
    return piece.text if piece.joined else _MIRRORED.get(piece.text, piece.text)
