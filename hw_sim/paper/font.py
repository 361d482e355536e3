"""The glyphs of the simulated head: a font file is found, its characters become dots."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from gateway.printing import faces

CELL: Final = 12
"""Dots of one Latin letter across; a Hanzi is twice as wide."""

HEIGHT: Final = 24
"""Dots of any character from top to bottom."""

_BASELINE: Final = {1: 0.79, 2: 0.87}
"""Share of the height above the baseline, by the cells of a character: Latin letters keep room for
their tails, and Hanzi stand in the middle of their cell."""


class NoChineseFontError(RuntimeError):
    """This machine has no font that the simulated printer could show Chinese with."""


@cache
def font_path() -> Path:
    """The font file that papers are drawn with: of those that the gateway knows of, the first with
    Hanzi. Raises NoChineseFontError."""
    known = map(faces.at, faces.files())
    found = next((face.path for face in known if face.opens and face.has("税")), None)
    if found is None:
        raise NoChineseFontError(
            "no Chinese font for the simulated printer: pip install mplfonts, "
            "or install the system package fonts-noto-cjk or fonts-wqy-zenhei"
        )
    return found


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path()), size)


@lru_cache(maxsize=4096)
def glyph(char: str, cells: int, width: int, height: int) -> Image.Image:
    """The character as a mask of 0 and 255, `cells * 12 * width` by `24 * height` dots.

    `width` and `height` are magnifications. The outline is drawn at the larger of the two and then
    squeezed, as heads with scalable fonts do.
    """
    scale = max(width, height)
    drawn = Image.new("L", (cells * CELL * scale, HEIGHT * scale), 0)
    ImageDraw.Draw(drawn).text(
        (drawn.width / 2, round(HEIGHT * scale * _BASELINE[cells])),
        char,
        font=_font(HEIGHT * scale),
        fill=255,
        anchor="ms",
    )
    size = (cells * CELL * width, HEIGHT * height)
    if drawn.size != size:
        drawn = drawn.resize(size, Image.Resampling.LANCZOS)
    return drawn.point([0] * 118 + [255] * 138)
