"""Blocks as the picture that a head makes of them: rendered, and printed by a simulated one."""

from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from gateway.printing.blocks import Block, Roll
from gateway.printing.profile import Profile
from gateway.printing.render import render
from hw_sim.paper.head import Head
from hw_sim.paper.sheet import Sheet


def printed(blocks: Iterable[Block], roll: Roll) -> Sheet:
    """The paper. Raises NoChineseFontError where there is nothing to draw with."""
    sheets: list[Sheet] = []
    head = Head(roll.dots, False, lambda answer: None, sheets.append, lambda: 0)
    waiting = bytearray(render(blocks, Profile("preview", width_mm=roll.mm)))
    while waiting and head.consume(waiting) is not None:
        pass
    (sheet,) = sheets
    return sheet


def draw(blocks: Iterable[Block], roll: Roll, path: Path) -> None:
    """Write the paper as a PNG of one bit. Raises OSError."""
    printed(blocks, roll).save_png(path)
    with Image.open(path) as picture:
        picture.save(path, format="PNG", optimize=True, bits=1, dpi=(203, 203))
