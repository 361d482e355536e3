"""The print head: obeys one command after the other, and gives a sheet away at every cut."""

from collections.abc import Callable
from typing import Final, Protocol

from hw_sim.paper.characters import Character, Coding
from hw_sim.paper.commands import Command, Lost, take
from hw_sim.paper.font import HEIGHT
from hw_sim.paper.model import Glyphs, Model
from hw_sim.paper.qr import QrStore
from hw_sim.paper.raster import Raster
from hw_sim.paper.sheet import Glyph, Sheet

DEFAULT_SPACING: Final = 30
"""Dots from line to line after ESC @ and ESC 2."""

_TO_THE_KNIFE: Final = 100
"""Dots between head and knife, fed by the cuts that feed."""

_ID_HEADER: Final = b"\x37\x22"


class Around(Protocol):
    """The printer around the head."""

    def answer(self, reply: bytes) -> None:
        """Let the host have this, in the order of printing."""

    def tell_changes(self, items: int) -> None:
        """Send status unasked from now on; `items` is the n of GS a, 0 for no more."""

    def paper_byte(self) -> int:
        """The answer to GS r 1."""

    def cut(self, sheet: Sheet) -> bool:
        """Let the knife fall; False if it is stuck and the sheet hangs on."""


class Head:
    """ESC/POS state and the paper under it. Not thread-safe; the printer's thread owns it."""

    def __init__(self, model: Model, around: Around, *, draw: bool = True) -> None:
        self.width_dots = model.width_dots
        self._model = model
        self._around = around
        self._draw = draw
        self.sheet = self._new_sheet()
        self._line: list[Glyph] = []
        self._line_dots = 0
        self._raster: Raster | None = None
        self._commands: dict[bytes, Callable[[bytes], int]] = {
            b"\x0a": lambda _: self._print_line(),
            b"\x1b@": lambda _: self._initialise(),
            b"\x1b!": self._print_mode,
            b"\x1b2": lambda _: self._set_spacing(DEFAULT_SPACING),
            b"\x1b3": lambda arguments: self._set_spacing(arguments[0]),
            b"\x1bE": self._set_bold,
            b"\x1bG": self._set_bold,
            b"\x1bJ": lambda arguments: self._feed(arguments[0]),
            b"\x1ba": self._set_align,
            b"\x1bd": lambda arguments: self._feed_lines(arguments[0]),
            b"\x1bi": lambda _: self._cut(0),
            b"\x1bm": lambda _: self._cut(0),
            b"\x1c!": self._hanzi_print_mode,
            b"\x1c&": lambda _: self._set_hanzi(True),
            b"\x1c.": lambda _: self._set_hanzi(False),
            b"\x1c(": self._coding_block,
            b"\x1cC": lambda arguments: self._set_utf_8(arguments[0] == 0xFF),
            b"\x1cW": lambda arguments: self._magnify_hanzi(1 + arguments[0] % 2),
            b"\x1d!": self._set_size,
            b"\x1d(": self._block,
            b"\x1dV": self._cut_as_asked,
            b"\x1da": self._tell_changes,
            b"\x1dr": self._transmit,
            b"\x1dv": self._begin_raster,
        }
        """What has an effect; other commands of the table are taken in and change nothing here."""
        self._power_on()

    def consume(self, buffer: bytearray) -> int | None:
        """Obey the first complete item of `buffer`; returns the dots of paper moved.

        None, with the buffer untouched, if it holds no complete item.
        """
        if self._raster is not None:
            return self._print_row(self._raster, buffer)
        item = take(buffer, self._coding(), raster=self._model.raster)
        match item:
            case None:
                return None
            case Lost():
                self.sheet.rubbish += 1
                return 0
            case Character():
                return self._put(item)
            case Command(name, arguments):
                obey = self._commands.get(name)
                return obey(arguments) if obey else 0

    def lose_power(self) -> None:
        """Forget everything but the paper, on which the begun line never appears."""
        self.forget_line()
        self._power_on()

    def forget_line(self) -> None:
        """Forget the begun line and the rest of a picture; all settings stay."""
        self._end_raster()
        self._line, self._line_dots = [], 0

    def take_sheet(self) -> Sheet | None:
        """Give away what has come out so far; None if nothing is printed on it."""
        if (raster := self._raster) is not None:
            self.sheet.print_raster(raster)
            raster.forget_rows()
        sheet, self.sheet = self.sheet, self._new_sheet()
        return None if sheet.blank else sheet

    def _new_sheet(self) -> Sheet:
        return Sheet(self.width_dots, draw=self._draw)

    def _power_on(self) -> None:
        self._qr = QrStore()
        self._initialise()

    def _initialise(self) -> int:
        """ESC @ brings back what power-on had; the QR code in store outlives it."""
        self._line, self._line_dots = [], 0
        self._width = self._height = 1
        self._hanzi_width = self._hanzi_height = 1
        self._hanzi = self._model.hanzi_at_start
        self._utf_8 = False
        self._bold = False
        self._align = 0
        self._spacing = DEFAULT_SPACING
        self._around.tell_changes(0)
        return 0

    def _coding(self) -> Coding:
        if self._utf_8:
            return Coding.UTF_8
        if not self._hanzi:
            return Coding.CODE_PAGE
        return Coding.GBK if self._model.glyphs is Glyphs.GBK else Coding.GB18030

    def _put(self, character: Character) -> int:
        self.sheet.rubbish += character.rubbish
        width, height = self._width, self._height
        if character.cells == 2:
            width, height = max(width, self._hanzi_width), max(height, self._hanzi_height)
        glyph = Glyph(character.char, character.cells, width, height, self._bold)
        full = self._line and self._line_dots + glyph.dots > self.width_dots
        moved = self._print_line() if full else 0
        self._line.append(glyph)
        self._line_dots += glyph.dots
        return moved

    def _print_line(self) -> int:
        line, self._line, self._line_dots = self._line, [], 0
        return self.sheet.print_line(line, self._align, self._spacing)

    def _feed(self, dots: int) -> int:
        moved = self._print_line() if self._line else 0
        self.sheet.feed(dots)
        if dots >= HEIGHT:
            self.sheet.lines.append("")
        return moved + dots

    def _feed_lines(self, lines: int) -> int:
        """Where there is no knife a paper that is fed to the edge is torn off there."""
        dots = lines * self._spacing
        if dots >= _TO_THE_KNIFE and not self._model.cutter:
            return self._cut(dots)
        return self._feed(dots)

    def _cut(self, feed: int) -> int:
        moved = self._feed(feed) if feed or self._line else 0
        if self.sheet.blank and not self._model.cutter:
            return moved  # nobody tears off white paper
        if self._around.cut(self.sheet):
            self.sheet = self._new_sheet()
        return moved

    def _cut_as_asked(self, arguments: bytes) -> int:
        """GS V m cuts here; GS V m n feeds to the knife and n dots on before it cuts."""
        return self._cut(_TO_THE_KNIFE + arguments[1] if arguments[1:] else 0)

    def _begin_raster(self, arguments: bytes) -> int:
        moved = self._print_line() if self._line else 0
        self._raster = Raster(arguments, self._align)
        if self._raster.complete:
            self._raster = None
        return moved

    def _print_row(self, raster: Raster, buffer: bytearray) -> int | None:
        moved = raster.take_row(buffer)
        if moved is not None:
            self.sheet.feed(moved)
            if raster.complete:
                self._end_raster()
        return moved

    def _end_raster(self) -> None:
        raster, self._raster = self._raster, None
        if raster is not None:
            self.sheet.print_raster(raster)

    def _set_size(self, arguments: bytes) -> int:
        self._width = 1 + min(arguments[0] >> 4 & 0x0F, 7)
        self._height = 1 + min(arguments[0] & 0x0F, 7)
        return 0

    def _print_mode(self, arguments: bytes) -> int:
        mode = arguments[0]
        self._bold = bool(mode & 0x08)
        self._height = 2 if mode & 0x10 else 1
        self._width = 2 if mode & 0x20 else 1
        return 0

    def _hanzi_print_mode(self, arguments: bytes) -> int:
        self._hanzi_width = 2 if arguments[0] & 0x04 else 1
        self._hanzi_height = 2 if arguments[0] & 0x08 else 1
        return 0

    def _magnify_hanzi(self, times: int) -> int:
        self._hanzi_width = self._hanzi_height = times
        return 0

    def _set_bold(self, arguments: bytes) -> int:
        self._bold = bool(arguments[0] & 1)
        return 0

    def _set_align(self, arguments: bytes) -> int:
        if arguments[0] % 48 <= 2:  # 0 1 2 or the digits
            self._align = arguments[0] % 48
        return 0

    def _set_spacing(self, dots: int) -> int:
        self._spacing = dots
        return 0

    def _set_hanzi(self, on: bool) -> int:
        self._hanzi = on
        return 0

    def _set_utf_8(self, on: bool) -> int:
        self._utf_8 = on and self._model.glyphs is Glyphs.UTF_8
        return 0

    def _coding_block(self, arguments: bytes) -> int:
        """FS ( C function 48: 1 for one-byte and Hanzi codes, 2 for UTF-8; numbers or digits."""
        if arguments[0] == ord("C") and arguments[3:4] == b"0":
            self._set_utf_8(arguments[4:5] in (b"\x02", b"2"))
        return 0

    def _block(self, arguments: bytes) -> int:
        """GS ( k is a QR code, GS ( H wants its bytes back; others are skipped by their length."""
        kind, body = arguments[0], arguments[3:]
        if kind == ord("H"):
            return self._give_id_back(body)
        if kind != ord("k") or not self._model.qr or not self._qr.keep(body):
            self.sheet.rubbish += len(arguments) + 2
            return 0
        return self._print_qr() if self._qr.printed_by(body) else 0

    def _print_qr(self) -> int:
        moved = self._print_line() if self._line else 0
        if not self._qr.data:
            return moved
        return moved + self.sheet.print_qr(
            self._qr.data, self._qr.module, self._qr.level, self._align
        )

    def _give_id_back(self, body: bytes) -> int:
        """Function 48: what came before has been printed by now, so the four bytes go back."""
        wanted = len(body) == 6 and body[:2] == b"00" and all(0x20 <= x <= 0x7E for x in body[2:])
        if wanted and self._model.process_id:
            self._around.answer(_ID_HEADER + body[2:] + b"\x00")
        return 0

    def _tell_changes(self, arguments: bytes) -> int:
        if self._model.asb:
            self._around.tell_changes(arguments[0])
        return 0

    def _transmit(self, arguments: bytes) -> int:
        """GS r: 1 asks for the paper sensor, 2 for the drawer; answered in printing order."""
        if not self._model.gs_r:
            return 0
        if arguments[0] in (1, 49):
            self._around.answer(bytes([self._around.paper_byte()]))
        elif arguments[0] in (2, 50):
            self._around.answer(b"\x00")
        return 0
