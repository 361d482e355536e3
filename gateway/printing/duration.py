"""How long a head may take over a job, from what the job is. Pure."""

from collections.abc import Iterable
from typing import Final

from gateway.printing.blocks import LINE_DOTS, SPACING_DOTS, Block, Cut, Feed, Line, Qr
from gateway.printing.profile import Profile

DOTS_PER_MM: Final = 8
_QR_MODULES: Final = 57
"""Version 10, for `MOST_QR_BYTES`: no slip has a larger one."""

_CUT_DOTS: Final = 6 * SPACING_DOTS
"""The paper goes past the knife first."""

MARGIN_S: Final = 2.0
"""For the motor to start, the knife to fall, a print server between to make up its mind."""


def paper_mm(blocks: Iterable[Block]) -> float:
    """How much paper a job takes, at most."""
    return sum(map(_dots, blocks)) / DOTS_PER_MM


def expected_s(blocks: Iterable[Block], length: int, profile: Profile, baud: int | None) -> float:
    """So long after it was sent nobody has to wait any more for a job of `length` bytes. `baud` is
    that of a serial port, None of a way that is faster than any head."""
    on_the_wire = length * 10 / baud if baud else 0.0
    return on_the_wire + paper_mm(blocks) / profile.mm_per_s + MARGIN_S


def _dots(block: Block) -> int:
    match block:
        case Line(_, _, _, height):
            return max(SPACING_DOTS, LINE_DOTS * height)
        case Qr(_, size):
            return _QR_MODULES * size
        case Feed(dots):
            return dots
        case Cut():
            return _CUT_DOTS
