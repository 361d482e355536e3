"""Pictures as bytes: lines beyond a head's characters, and QR codes for heads that draw none.

Sent by GS v 0, which prints them as they are: 1 bit a dot, no size or weight of the head's own.
What is drawn is therefore as large and as bold as the text would have been, and stands where it
would have stood: its place is part of the picture, since clones differ in whether ESC a moves one.
Blank rows are not sent but fed. python-escpos can send pictures too, but it turns each into colours
and back first, and prints a note to standard output for a head whose width it does not know.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import qrcode
from PIL import Image, ImageChops

from gateway.printing.blocks import CELL_DOTS, LINE_DOTS, SPACING_DOTS, Align, Line, Qr, Roll
from gateway.printing.fonts import Fonts, chosen
from gateway.printing.scripts import Piece, in_order
from gateway.printing.text import pieces

_INK: Final = [0] * 118 + [255] * 138
"""Dots this dark are printed: thin strokes survive, and no stroke is dithered into dust."""

_SHARE: Final = {Align.LEFT: 0, Align.CENTRE: 1, Align.RIGHT: 2}
"""Halves of the free room that lie to the left."""

_MOST_FED: Final = 255

_OBEYED: Final = re.compile(b"\x10(?=[\x04\x05\x14])")
"""What heads obey in real time, wherever it stands (DLE EOT, DLE ENQ, DLE DC4): in a picture it
would bring an answer that nobody waits for, or clear the buffer."""

_PLAIN: Final = b"\x18"
"""The same with one dot more."""


@dataclass(frozen=True)
class Picture:
    """Something drawn that stands between blank paper above and below."""

    above: int
    """Blank dots before the first row."""
    image: Image.Image | None
    """Mode 1, ink set, from the left margin on; None where nothing is to be seen."""
    below: int
    """Blank dots after the last row."""


def draw_line(line: Line, roll: Roll) -> Picture:
    """The line as it would look as text. Raises text.ControlCharacterError as `encode` does."""
    return _draw_line(line, roll, chosen())


def draw_qr(qr: Qr, roll: Roll) -> Picture:
    """The code in the middle of the roll, level M, `qr.size` dots a module, or as many as fit."""
    code = qrcode.QRCode(border=0, box_size=1, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(qr.data)
    code.make()
    matrix = code.get_matrix()
    modules = len(matrix)
    module = max(1, min(qr.size, roll.dots // modules))
    image = Image.new("1", (modules, modules))
    image.putdata([dark for row in matrix for dark in row])
    image = image.resize((modules * module,) * 2, Image.Resampling.NEAREST)
    return Picture(0, _placed(image, Align.CENTRE, roll), 0)


def commands(picture: Picture, rows: int) -> bytes:
    """The picture as ESC/POS, at most `rows` rows a command; the head stands at a line's start."""
    out = bytearray(feed(picture.above))
    if picture.image is not None:
        across = (picture.image.width + 7) // 8
        data = _OBEYED.sub(_PLAIN, picture.image.tobytes())
        for at in range(0, len(data), across * rows):
            band = data[at : at + across * rows]
            out += b"\x1dv0\x00" + across.to_bytes(2, "little")
            out += (len(band) // across).to_bytes(2, "little") + band
    return bytes(out + feed(picture.below))


def feed(dots: int) -> bytes:
    """Blank paper, by ESC J."""
    whole, rest = divmod(dots, _MOST_FED)
    return b"\x1bJ\xff" * whole + (b"\x1bJ" + bytes([rest]) if rest else b"")


@lru_cache(maxsize=256)
def _draw_line(line: Line, roll: Roll, fonts: Fonts) -> Picture:
    """Kept, since names recur on every ticket."""
    ordered = in_order(pieces(line.text))
    tall = max(SPACING_DOTS, LINE_DOTS * line.height)
    drawn = _ink(ordered, line, fonts)
    box = drawn.getbbox()
    if box is None:
        return Picture(tall, None, 0)
    image = _placed(drawn, line.align, roll).crop((0, box[1], roll.dots, box[3]))
    _, _, right, _ = image.getbbox() or (0, 0, 1, 1)
    return Picture(box[1], image.crop((0, 0, right, image.height)), max(0, tall - box[3]))


def _ink(ordered: list[Piece], line: Line, fonts: Fonts) -> Image.Image:
    """The line alone, as wide as its cells and as tall as a line's spacing, times its height."""
    scale = max(line.width, line.height)
    cell, x = CELL_DOTS * scale, 0
    canvas = Image.new(
        "L", (sum(piece.cells for piece in ordered) * cell or 1, SPACING_DOTS * scale)
    )
    for piece in ordered:
        if not piece.text.isspace():
            canvas.paste(_drawn(piece, scale, fonts), (x, 0))
        x += piece.cells * cell
    size = (
        canvas.width * line.width // scale or 1,
        canvas.height * line.height // scale,
    )
    if size != canvas.size:
        canvas = canvas.resize(size, Image.Resampling.LANCZOS)
    dots = canvas.point(_INK, "1")
    return _struck_twice(dots, line.width) if line.bold else dots


@lru_cache(maxsize=1024)
def _drawn(piece: Piece, scale: int, fonts: Fonts) -> Image.Image:
    """Kept as well: a head that is sent nothing but pictures is sent the same Hanzi all day."""
    draw = fonts.draw_joined if piece.joined else fonts.draw
    return draw(piece.text, piece.cells, scale)


def _struck_twice(dots: Image.Image, by: int) -> Image.Image:
    """Bold as heads make it: the same again a little to the right."""
    wider = Image.new("1", (dots.width + by, dots.height))
    wider.paste(dots, (by, 0))
    first = Image.new("1", wider.size)
    first.paste(dots, (0, 0))
    return ImageChops.logical_or(first, wider)


def _placed(image: Image.Image, align: Align, roll: Roll) -> Image.Image:
    """On the roll's width, of which a picture that is too wide loses its right end."""
    whole = Image.new("1", (roll.dots, image.height))
    whole.paste(image, (max(0, (roll.dots - image.width) * _SHARE[align] // 2), 0))
    return whole
