"""Blocks as the picture that a head makes of them: rendered, and printed by a simulated one."""

from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from gateway.printing.blocks import Block, Roll
from gateway.printing.profile import Profile
from gateway.printing.render import render
from hw_sim.paper.head import Head
from hw_sim.paper.model import Model
from hw_sim.paper.sheet import Sheet


class _Tray:
    """All of a printer that a picture needs: it keeps what is cut, and says nothing."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []

    def answer(self, reply: bytes) -> None:
        """Nobody asks."""

    def tell_changes(self, items: int) -> None:
        """Nothing changes."""

    def paper_byte(self) -> int:
        """There is paper."""
        return 0

    def cut(self, sheet: Sheet) -> bool:
        """The knife falls."""
        self.sheets.append(sheet)
        return True


def printed(blocks: Iterable[Block], roll: Roll) -> Sheet:
    """The paper. Raises NoChineseFontError where there is nothing to draw with."""
    tray = _Tray()
    head = Head(Model(width_dots=roll.dots), tray)
    waiting = bytearray(render(blocks, Profile("preview", width_mm=58 if roll.mm == 58 else 80)))
    while waiting and head.consume(waiting) is not None:
        pass
    (sheet,) = tray.sheets
    return sheet


def draw(blocks: Iterable[Block], roll: Roll, path: Path) -> None:
    """Write the paper as a PNG of one bit. Raises OSError."""
    printed(blocks, roll).save_png(path)
    with Image.open(path) as picture:
        picture.save(path, format="PNG", optimize=True, bits=1, dpi=(203, 203))
