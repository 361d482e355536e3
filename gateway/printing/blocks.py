"""What a print job consists of, before it is bytes: lines, codes, blank paper, a cut. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

CELL_DOTS: Final = 12
"""Dots of one Latin letter across; a Hanzi takes two cells."""

LINE_DOTS: Final = 24
"""Dots of any character from top to bottom."""

SPACING_DOTS: Final = 30
"""Dots from line to line in normal size; letters of tall scripts use them all."""


class Align(StrEnum):
    """Where a line stands between the margins."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Roll:
    """Paper that a slip is laid out for."""

    mm: int
    """Width of the roll."""
    cells: int
    """Columns of Latin letters; a Hanzi takes two."""

    @property
    def dots(self) -> int:
        """Dots that the head reaches, at 203 dpi."""
        return self.cells * CELL_DOTS


ROLL_80: Final = Roll(mm=80, cells=48)
ROLL_58: Final = Roll(mm=58, cells=32)


@dataclass(frozen=True)
class Line:
    """One printed line that is known to fit: `cells(text) * width` is at most the paper's cells."""

    text: str
    align: Align = Align.CENTRE
    width: int = 1
    """Horizontal magnification, 1 to 8."""
    height: int = 1
    """Vertical magnification, 1 to 8."""
    bold: bool = False


@dataclass(frozen=True)
class Qr:
    """A QR code."""

    data: str
    size: int
    """Dots of one module, 1 to 16."""


@dataclass(frozen=True)
class Feed:
    """Blank paper."""

    dots: int
    """1 to 255; 8 dots are a millimetre."""


@dataclass(frozen=True)
class Cut:
    """Feed past the knife and cut."""


Block = Line | Qr | Feed | Cut
