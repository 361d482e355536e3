"""How large a text can be set, and where its lines end, so that none is wider than the roll. Pure.

Few texts of a hall ever change, so what has been broken once is kept.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gateway.printing.template import Size
from gateway.printing.text import cells, wrap


@dataclass(frozen=True)
class Step:
    """A magnification to try."""

    width: int
    height: int
    most_lines: int = 1
    """With more lines than these the next, smaller step is better."""


@dataclass(frozen=True)
class Fitted:
    """A text in the lines and the magnification that it takes."""

    width: int
    height: int
    lines: tuple[str, ...]

    @property
    def size(self) -> tuple[int, int]:
        """The step's width and height."""
        return self.width, self.height


Steps = tuple[Step, ...]
"""From the largest; the last one takes what no other has taken, in any number of lines."""

_FLAT: Final = Step(1, 1)
_TALL: Final = Step(1, 2)
_DOUBLE: Final = Step(2, 2)


def _square(largest: int, smallest: int = 1) -> Steps:
    return tuple(Step(times, times) for times in range(largest, smallest - 1, -1))


USUAL: Final[Mapping[Size, Steps]] = {
    "small": (_FLAT,),
    "normal": (_FLAT,),
    "tall": (_TALL,),
    "large": (_DOUBLE, _TALL),
    "huge": (Step(3, 3), _DOUBLE, _TALL),
    "number": _square(5),
}

LARGE: Final[Mapping[Size, Steps]] = {
    "small": (_TALL,),
    "normal": (Step(2, 2, 6), _TALL),
    "tall": (Step(2, 2, 6), _TALL),
    "large": (Step(3, 3), Step(2, 2, 3), _TALL),
    "huge": (Step(4, 4), Step(3, 3), Step(2, 2, 3), _TALL),
    "number": (*_square(8, 2), _TALL),
}
"""Everything at least twice as high."""

_NARROW_NUMBER: Final = _square(4)
"""On 58 mm paper."""

_CLAUSE: Final = re.compile(r".+?(?:[，、；。：！？）》]+ *|[,;:.?!] +|$)")
"""A piece of a sentence, with the mark that ends it."""

_PLACE: Final = re.compile(r".+?(?:[，、；。：！？）》省市县区局]+ *|[,;:.?!] +|$)")
"""The same, where the parts of a hall's name end too: 石家庄市 桥西区 税务局 办税服务厅."""

_WORD: Final = re.compile(r".+?(?:(?<!\d) +| +(?!\d)|$)")
"""A word; a date and its time are one."""

_KOREAN: Final = re.compile("[가-힣]")
"""Its words stay whole, as those of Latin letters do."""

BOLD: Final = frozenset({"large", "huge", "number"})
"""Sizes that are bold by themselves."""


def steps_of(size: Size | int, roll_mm: int, *, large: bool) -> Steps:
    """The magnifications of a size, on this roll."""
    if isinstance(size, int):
        return (Step(size, size),)
    if large:
        return LARGE[size]
    return _NARROW_NUMBER if size == "number" and roll_mm == 58 else USUAL[size]


@lru_cache(maxsize=4096)
def fit(text: str, steps: Steps, room: int, before: int = 0) -> Fitted:
    """The text in the largest step that takes it. room, before: cells of the roll, and how many of
    them (in the text's own magnification) stay free before each line.

    Raises text.ControlCharacterError for a text that holds a control character.
    """
    for step in steps[:-1]:
        columns = room // step.width - before
        if columns < 2 or not _whole(text, columns):
            continue
        lines = evenly(text, columns)
        if len(lines) <= step.most_lines:
            return Fitted(step.width, step.height, lines)
    last = steps[-1]
    return Fitted(last.width, last.height, evenly(text, max(2, room // last.width - before)))


def evenly(text: str, room: int) -> tuple[str, ...]:
    """Break into as few lines as fit, of about one length, so that no word stands alone, and where
    the sentence has a break of its own, there."""
    fewest = wrap(text, room)
    if len(fewest) == 1:
        return fewest
    if _KOREAN.search(text):
        breaks = ((_WORD, len(fewest), 9), (_WORD, len(fewest) + 1, 9))
    else:
        breaks = ((_CLAUSE, len(fewest), 3), (_PLACE, len(fewest), 3))
    for ends, most, uneven in breaks:
        lines = _packed(ends.findall(text), room, most, uneven)
        if lines is not None:
            return lines
    widths = range(2, room + 1)
    enough = bisect_left(widths, True, key=lambda width: len(wrap(text, width)) <= len(fewest))
    return wrap(text, widths[enough])


def _packed(pieces: Sequence[str], room: int, most: int, uneven: int) -> tuple[str, ...] | None:
    """Lines of whole pieces, as even as they come; None where a line would be too wide, there would
    be more than these, or one so many times as wide as another."""
    wide = [cells(piece) for piece in pieces]
    widths = {sum(wide[first:last]) for first in range(len(wide)) for last in range(len(wide) + 1)}
    for width in sorted(one for one in widths if one <= room + 1):
        lines = [""]
        for piece in pieces:
            if lines[-1] and cells((lines[-1] + piece).rstrip()) > min(width, room):
                lines.append("")
            lines[-1] += piece
        taken = [cells(line.strip()) for line in lines]
        if max(taken) <= room and len(lines) <= most:
            return (
                tuple(line.strip() for line in lines) if uneven * min(taken) >= max(taken) else None
            )
    return None


def _whole(text: str, columns: int) -> bool:
    """Whether no word would have to be cut."""
    return all(
        cells(word) <= columns for word in text.split(" ") if word.isascii() or _KOREAN.search(word)
    )
