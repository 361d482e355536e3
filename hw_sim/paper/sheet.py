"""One piece of paper between two cuts: its text, and its picture dot by dot."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import qrcode
from PIL import Image
from qrcode import constants
from qrcode.exceptions import DataOverflowError

from hw_sim.paper.font import CELL, HEIGHT, glyph
from hw_sim.paper.raster import Raster

_ROLL_DOTS: Final = {576: 640, 384: 464}
"""Printable dots → dots of the whole roll at 203 dpi: 80 mm and 58 mm."""

_TOP_DOTS: Final = 32

_QR_LEVELS: Final = (
    constants.ERROR_CORRECT_L,
    constants.ERROR_CORRECT_M,
    constants.ERROR_CORRECT_Q,
    constants.ERROR_CORRECT_H,
)


@dataclass(frozen=True)
class Glyph:
    """A character in the size and weight it is printed with."""

    char: str
    cells: int
    width: int = 1
    height: int = 1
    bold: bool = False

    @property
    def dots(self) -> int:
        """Dots across."""
        return self.cells * CELL * self.width


class Sheet:
    """Paper that has left the head but has not been cut yet.

    Without `draw` it keeps what can be read and has no picture, which takes a fifth of the time.
    """

    def __init__(self, width_dots: int, *, draw: bool = True) -> None:
        self.width_dots = width_dots
        self.draws = draw
        self.lines: list[str] = []
        self.qr: list[str] = []
        self.rubbish = 0
        """Bytes that came out as rubbish or were lost."""
        self._strips: list[tuple[int, Image.Image]] = []
        self._height = 0

    @property
    def text(self) -> str:
        """What can be read on the paper, line by line, all in one size."""
        return "\n".join(line.rstrip() for line in self.lines).strip("\n") + "\n"

    @property
    def blank(self) -> bool:
        """Whether nothing is printed on it, however far it has been fed."""
        return not any(line.strip() for line in self.lines)

    def feed(self, dots: int) -> None:
        """Move the paper on."""
        self._height += dots

    def print_line(self, glyphs: Iterable[Glyph], align: int, spacing: int) -> int:
        """Print one line and feed; returns the dots fed. `align` is 0 left, 1 centre, 2 right."""
        line = list(glyphs)
        tall = max((glyph.height for glyph in line), default=0) * HEIGHT
        left = self._left(sum(item.dots for item in line), align)
        if self.draws and any(item.char != " " for item in line):
            self._strips.append((self._height, self._draw(line, left, tall)))
        self._note("".join(item.char for item in line), sum(item.cells for item in line), align)
        fed = max(tall, spacing)
        self.feed(fed)
        return fed

    def print_qr(self, data: bytes, module: int, level: int, align: int) -> int:
        """Print a QR code of `module` dots, level 0 to 3 for L M Q H; returns the dots fed.

        Data that no QR code can hold is not printed, and counted as rubbish.
        """
        code = qrcode.QRCode(border=0, box_size=1, error_correction=_QR_LEVELS[level])
        code.add_data(data)
        try:
            modules = 17 + 4 * code.best_fit(start=1)
        except DataOverflowError:
            self.rubbish += len(data)
            return 0
        side = modules * module
        if self.draws:
            left = self._left(side, align)
            self._strips.append((self._height, self._draw_qr(code, module, left)))
        text = data.decode("utf-8", "replace")
        self.qr.append(text)
        self._note(f"[QR {text}]", len(text) + 5, align)
        self.feed(side)
        return side

    def print_raster(self, raster: Raster) -> None:
        """Print the rows of a picture that have come; the paper has been fed with each of them."""
        if not raster.dots_high:
            return
        top = self._height - raster.dots_high
        left = self._left(raster.dots_wide, raster.align)
        if self.draws:
            strip = Image.new("1", (self.width_dots, raster.dots_high), 1)
            strip.paste(raster.picture(), (left, 0))
            self._strips.append((top, strip))
        note = f"[raster {raster.dots_wide}x{raster.dots_high}]"
        self._note(note, len(note), raster.align)

    def save_png(self, path: Path) -> None:
        """Write the paper as it lies in the hand, margins of the roll included, at 203 dpi."""
        roll = _ROLL_DOTS.get(self.width_dots, self.width_dots + 64)
        image = Image.new("1", (roll, self._height + _TOP_DOTS), 1)
        for top, strip in self._strips:
            image.paste(strip, ((roll - self.width_dots) // 2, top + _TOP_DOTS))
        image.save(path, format="PNG", dpi=(203, 203))

    def _note(self, text: str, cells: int, align: int) -> None:
        """Keep the line as text, aligned as if it had been printed in normal size."""
        self.lines.append(" " * max(0, (self.width_dots // CELL - cells) * align // 2) + text)

    def _left(self, dots: int, align: int) -> int:
        return max(0, (self.width_dots - dots) * align // 2)

    def _draw_qr(self, code: "qrcode.QRCode[Any]", module: int, left: int) -> Image.Image:
        code.make(fit=False)  # the size is known
        matrix = code.get_matrix()
        strip = Image.new("1", (self.width_dots, len(matrix) * module), 1)
        for row, dark in enumerate(matrix):
            for column, black in enumerate(dark):
                if black:
                    x, y = left + column * module, row * module
                    strip.paste(0, (x, y, x + module, y + module))
        return strip

    def _draw(self, line: list[Glyph], left: int, tall: int) -> Image.Image:
        strip = Image.new("1", (self.width_dots, tall), 1)
        x = left
        for item in line:
            mask = glyph(item.char, item.cells, item.width, item.height)
            top = tall - item.height * HEIGHT
            strip.paste(0, (x, top), mask)
            if item.bold:
                strip.paste(0, (x + item.width, top), mask)  # struck twice, as heads do
            x += item.dots
        return strip
