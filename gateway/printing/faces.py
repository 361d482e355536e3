"""Font files of this machine: where they are, which has a character.

Looked for in this order: the Chinese fonts of the wheel `mplfonts`, then those of the system in the
folders below, best first. Nothing is downloaded.
"""

import importlib.util
import logging
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

from gateway.printing.blocks import LINE_DOTS

log = logging.getLogger(__name__)

_PACKAGED: Final = ("NotoSansMonoCJKsc-Regular.otf", "NotoSansCJKsc-Regular.otf", "SimHei.ttf")
_INSTALLED: Final = (
    "NotoSansMonoCJK*Regular*",
    "NotoSansCJK*Regular*",
    "SourceHanSans*Regular*",
    "wqy-zenhei*",
    "wqy-microhei*",
    "NotoSerifTibetan-Regular*",
    "NotoNaskhArabic-Regular*",
    "UKIJTuz.ttf",
    "NotoSansMongolian-Regular*",
    "NotoSans-Regular*",
    "DejaVuSans.ttf",
    "HanaMinA*",
    "HanaMinB*",
    "NotoSans*-Regular*",
    "NotoSerif*-Regular*",
    "unifont*",
)
"""File names, best first: upright, of one weight, the letters wide enough for 203 dpi."""

_FOLDERS: Final = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
)
_NOBODY_HAS: Final = "\U0010ffff"
"""No character: what is drawn for it is drawn for all that a font lacks."""


@dataclass(frozen=True)
class Face:
    """One font file."""

    path: Path

    def font(self, size: int, *, joins: bool = False) -> ImageFont.FreeTypeFont:
        """The font with an em of `size` dots; with `joins` letters are joined and reordered."""
        return _font(self.path, size, joins)

    @cached_property
    def opens(self) -> bool:
        """Whether it is a font at all: one broken file in a folder must not stop the printing."""
        try:
            self.font(LINE_DOTS)
        except OSError as error:
            log.warning("%s is left out: %s", self.path, error)
            return False
        return True

    @cached_property
    def _lacking(self) -> tuple[tuple[int, int], bytes]:
        return self._drawn(_NOBODY_HAS)

    def has(self, char: str) -> bool:
        """Whether the font has a drawing of its own for the character."""
        return self._drawn(char) != self._lacking

    def _drawn(self, char: str) -> tuple[tuple[int, int], bytes]:
        mask = self.font(LINE_DOTS).getmask(char, mode="1")
        return mask.size, bytes(mask)


@cache
def files() -> tuple[Path, ...]:
    """The font files of this machine, best first, each once."""
    found: dict[Path, None] = {}
    package = importlib.util.find_spec("mplfonts")  # found, never imported: it wants matplotlib
    for place in (package.submodule_search_locations or []) if package else []:
        found.update((Path(place, "fonts", name), None) for name in _PACKAGED)
    installed = sorted(path for folder in _FOLDERS for path in folder.glob("**/*.[ot]t[fc]"))
    for pattern in _INSTALLED:
        found.update((path, None) for path in installed if path.match(pattern))
    return tuple(path for path in found if path.is_file())


@cache
def at(path: Path) -> Face:
    """The one face of this file."""
    return Face(path)


@lru_cache(maxsize=256)
def _font(path: Path, size: int, joins: bool) -> ImageFont.FreeTypeFont:
    engine = ImageFont.Layout.RAQM if joins else ImageFont.Layout.BASIC
    return ImageFont.truetype(str(path), size, layout_engine=engine)
