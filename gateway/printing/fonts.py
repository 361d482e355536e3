"""Fonts for what a head cannot print itself: which file has a character, how a word is drawn.

Looked for in this order: the file that the hall names, the Chinese fonts of the wheel `mplfonts`,
the fonts of the system (see `faces`; on Debian `fonts-noto-core` has Tibetan, Arabic with
the letters of Uyghur, Mongolian and most scripts there are, 12 MB). Nothing is downloaded.

Joined letters need the library raqm beneath Pillow; its wheels bring it. Without it words of such
scripts would come out as loose letters in the wrong order, so they count as not printable at all
(`Fonts.joins` says so). Mongolian, which is written downwards, is drawn as a line turned by a
quarter: turn the paper clockwise and it reads top to bottom.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont, features

from gateway.printing import faces
from gateway.printing.blocks import CELL_DOTS, LINE_DOTS, SPACING_DOTS
from gateway.printing.faces import Face
from gateway.printing.scripts import JOINERS, clusters, from_right, shaped

_BASELINE: Final = 21
"""Dots above the baseline, so that Hanzi stand in the middle of their cell."""

_LANGUAGES: Final = ((0x0600, 0x06FF, "ug"), (0x0F00, 0x0FFF, "bo"), (0x1800, 0x18AF, "mn"))
_TALLEST: Final = {"ug": "ئۇيغۇرچەپقژگ", "bo": "བརྒྱུད་ཀྱི", "mn": "ᠮᠣᠩᠭᠣᠯ"}
"""Words by which the size of a script is chosen, so that all of its words have one size."""


@dataclass(frozen=True)
class _Extent:
    """Dots to the left, right, top and bottom of a point."""

    before: int
    after: int
    above: int
    below: int


@dataclass(frozen=True)
class _Setting:
    """How the words of one script are set."""

    face: Face
    size: int
    """Dots of the em."""
    baseline: int
    """Dots from the top of the line."""
    leftwards: bool
    language: str | None

    @property
    def font(self) -> ImageFont.FreeTypeFont:
        return self.face.font(self.size, joins=True)

    @property
    def direction(self) -> str:
        return "rtl" if self.leftwards else "ltr"

    def extent(self, word: str) -> _Extent:
        """The room that the word takes around the point where its baseline begins."""
        way, language = self.direction, self.language
        left, top, right, bottom = self.font.getbbox(
            word, anchor="ls", direction=way, language=language
        )
        length = self.font.getlength(word, direction=way, language=language)
        return _Extent(
            before=max(0, ceil(-left)),
            after=max(1, ceil(right), ceil(length)),
            above=max(self.baseline, ceil(-top)),
            below=max(0, ceil(bottom)),
        )


class Fonts:
    """The fonts of this machine, `extra` before all others. Safe for several threads."""

    def __init__(self, extra: Path | None = None) -> None:
        """`extra` is a font file of the hall's own. Raises OSError if it is no font."""
        if extra is not None:
            faces.at(extra).font(LINE_DOTS)
        self._extra = extra
        self._faces: dict[str, Face | None] = {}
        self._widths: dict[str, int] = {}

    @property
    def joins(self) -> bool:
        """Whether joined scripts can be drawn on this machine."""
        return features.check("raqm") is True

    def face(self, cluster: str) -> Face | None:
        """The first font that has the character and its marks, or None if none of them does."""
        if cluster not in self._faces:
            if len(self._faces) >= _REMEMBERED:
                self._faces.clear()
            self._faces[cluster] = self._search(cluster)
        return self._faces[cluster]

    def cells(self, word: str) -> int:
        """Width of a word of a joined script in normal size, in whole cells of 12 dots."""
        if word not in self._widths:
            if len(self._widths) >= _REMEMBERED:
                self._widths.clear()
            self._widths[word] = -(-self._measure(word) // CELL_DOTS)
        return self._widths[word]

    def draw_joined(self, word: str, cells: int, scale: int) -> Image.Image:
        """The word as a picture of `cells` cells and the height of a line's spacing, `scale` times
        as large; the ink is 255.
        """
        setting = self._setting(word, scale)
        box = (cells * CELL_DOTS * scale, SPACING_DOTS * scale)
        extent = setting.extent(word)
        picture = Image.new(
            "L",
            (max(box[0], extent.before + extent.after), max(box[1], extent.above + extent.below)),
        )
        left = max(extent.before, (box[0] + extent.before - extent.after) // 2)
        ImageDraw.Draw(picture).text(
            (left, extent.above),
            word,
            font=setting.font,
            fill=255,
            anchor="ls",
            direction=setting.direction,
            language=setting.language,
        )
        return _squeezed(picture, box)

    def draw(self, cluster: str, cells: int, scale: int) -> Image.Image:
        """A character and its marks in the same way, in the middle of its cells."""
        box = (cells * CELL_DOTS * scale, SPACING_DOTS * scale)
        face = self.face(cluster)
        if face is None:
            return _geta(box, scale)
        font = face.font(LINE_DOTS * scale, joins=len(cluster) > 1 and self.joins)
        wide = max(box[0], ceil(font.getlength(cluster)))
        picture = Image.new("L", (wide, box[1]))
        at = (wide / 2, _BASELINE * scale)
        ImageDraw.Draw(picture).text(at, cluster, font=font, fill=255, anchor="ms")
        return _squeezed(picture, box)

    def _measure(self, word: str) -> int:
        extent = self._setting(word, 1).extent(word)
        return extent.before + extent.after

    def _setting(self, word: str, scale: int) -> _Setting:
        face = self.face(next(clusters(word)))
        assert face is not None, "a word that no font has is never drawn"
        return _setting(face, from_right(word), _language(word[0]), scale)

    def _search(self, cluster: str) -> Face | None:
        if not self.joins and any(map(shaped, cluster)):
            return None
        visible = [char for char in cluster if char not in JOINERS]
        usable = (face for face in self._all() if face.opens)
        return next((face for face in usable if all(map(face.has, visible))), None)

    def _all(self) -> Iterator[Face]:
        if self._extra is not None:
            yield faces.at(self._extra)
        yield from map(faces.at, faces.files())


_REMEMBERED: Final = 4096
"""So many characters and words are kept: a hall's texts are a few hundred."""

_chosen: list[Fonts] = [Fonts()]


def chosen() -> Fonts:
    """The fonts that this program prints with."""
    return _chosen[0]


def choose(extra: Path | None) -> None:
    """Print with the hall's own font before all others, from now on. Raises OSError as Fonts."""
    _chosen[0] = Fonts(extra)


def _language(char: str) -> str | None:
    """OpenType needs it where two languages share a script and differ in their letters."""
    code = ord(char)
    return next((name for first, last, name in _LANGUAGES if first <= code <= last), None)


@cache
def _setting(face: Face, leftwards: bool, language: str | None, scale: int) -> _Setting:
    """The largest size, up to that of Hanzi, in which the script stays within its line."""
    room, size = SPACING_DOTS * scale, LINE_DOTS * scale
    if language is None:
        above, below = face.font(size).getmetrics()
    else:
        full = _Setting(face, size, 0, leftwards, language).extent(_TALLEST[language])
        above, below = full.above, full.below
    share = min(1.0, (room - scale) / max(1, above + below))
    highest, lowest = ceil(above * share), room - ceil(below * share)
    baseline = max(highest, min(_BASELINE * scale, lowest))
    return _Setting(face, int(size * share), baseline, leftwards, language)


def _squeezed(picture: Image.Image, box: tuple[int, int]) -> Image.Image:
    return picture if picture.size == box else picture.resize(box, Image.Resampling.LANCZOS)


def _geta(box: tuple[int, int], scale: int) -> Image.Image:
    """〓 without a font: two bars."""
    picture = Image.new("L", box)
    draw = ImageDraw.Draw(picture)
    for top in (5, 14):
        draw.rectangle((scale, top * scale, box[0] - 1 - scale, (top + 5) * scale - 1), fill=255)
    return picture
