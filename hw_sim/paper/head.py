"""The print head: obeys one command after the other, and gives a sheet away at every cut."""

from collections.abc import Callable
from typing import Final

from hw_sim.paper.commands import Character, Command, Lost, take
from hw_sim.paper.font import HEIGHT
from hw_sim.paper.sheet import Glyph, Sheet

DEFAULT_SPACING: Final = 30
"""Dots from line to line after ESC @ and ESC 2."""

_TO_THE_KNIFE: Final = 100
"""Dots between head and knife, fed by the cuts that feed."""


class Head:
    """ESC/POS state and the paper under it. Not thread-safe; the printer's thread owns it.

    `answer` is given the bytes that the host must receive, `on_cut` every finished sheet.
    """

    def __init__(
        self,
        width_dots: int,
        hanzi_at_start: bool,
        answer: Callable[[bytes], None],
        on_cut: Callable[[Sheet], None],
        paper_byte: Callable[[], int],
    ) -> None:
        self.width_dots = width_dots
        self.sheet = Sheet(width_dots)
        self._hanzi_at_start = hanzi_at_start
        self._answer = answer
        self._on_cut = on_cut
        self._paper_byte = paper_byte
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
            b"\x1bd": lambda arguments: self._feed(arguments[0] * self._spacing),
            b"\x1bi": lambda _: self._cut(0),
            b"\x1bm": lambda _: self._cut(0),
            b"\x1c!": self._hanzi_print_mode,
            b"\x1c&": lambda _: self._set_hanzi(True),
            b"\x1c.": lambda _: self._set_hanzi(False),
            b"\x1cW": lambda arguments: self._magnify_hanzi(1 + arguments[0] % 2),
            b"\x1d!": self._set_size,
            b"\x1d(": self._block,
            b"\x1dV": lambda arguments: self._cut(_TO_THE_KNIFE if arguments[1:] else 0),
            b"\x1dr": self._transmit,
        }
        """What has an effect; other commands of the table are taken in and change nothing here."""
        self._power_on()

    def consume(self, buffer: bytearray) -> int | None:
        """Obey the first complete item of `buffer`; returns the dots of paper moved.

        None, with the buffer untouched, if it holds no complete item.
        """
        item = take(buffer, self._hanzi)
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
        self._power_on()

    def _power_on(self) -> None:
        self._hanzi = self._hanzi_at_start
        self._qr_module, self._qr_level, self._qr_data = 3, 0, b""
        self._initialise()

    def _initialise(self) -> int:
        self._line: list[Glyph] = []
        self._width = self._height = 1
        self._hanzi_width = self._hanzi_height = 1
        self._bold = False
        self._align = 0
        self._spacing = DEFAULT_SPACING
        return 0

    def _put(self, character: Character) -> int:
        self.sheet.rubbish += character.rubbish
        width, height = self._width, self._height
        if character.cells == 2:
            width, height = max(width, self._hanzi_width), max(height, self._hanzi_height)
        glyph = Glyph(character.char, character.cells, width, height, self._bold)
        used = sum(item.dots for item in self._line)
        moved = self._print_line() if used + glyph.dots > self.width_dots and self._line else 0
        self._line.append(glyph)
        return moved

    def _print_line(self) -> int:
        line, self._line = self._line, []
        return self.sheet.print_line(line, self._align, self._spacing)

    def _feed(self, dots: int) -> int:
        moved = self._print_line() if self._line else 0
        self.sheet.feed(dots)
        if dots >= HEIGHT:
            self.sheet.lines.append("")
        return moved + dots

    def _cut(self, feed: int) -> int:
        moved = self._feed(feed) if feed or self._line else 0
        sheet, self.sheet = self.sheet, Sheet(self.width_dots)
        self._on_cut(sheet)
        return moved

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

    def _block(self, arguments: bytes) -> int:
        """GS ( k with cn 31 is a QR code; other blocks are known by their length alone."""
        kind, body = arguments[0], arguments[3:]
        if kind != ord("k") or body[:1] != b"1" or len(body) < 3:
            self.sheet.rubbish += len(arguments) + 2
            return 0
        match body[1]:
            case 0x43:
                self._qr_module = min(max(body[2], 1), 16)
            case 0x45:
                self._qr_level = (body[2] - 0x30) % 4
            case 0x50:
                self._qr_data = body[3:]
            case 0x51:
                return self._print_qr()
        return 0

    def _print_qr(self) -> int:
        moved = self._print_line() if self._line else 0
        if not self._qr_data:
            return moved
        return moved + self.sheet.print_qr(
            self._qr_data, self._qr_module, self._qr_level, self._align
        )

    def _transmit(self, arguments: bytes) -> int:
        """GS r: 1 asks for the paper sensor, 2 for the drawer; answered in printing order."""
        if arguments[0] in (1, 49):
            self._answer(bytes([self._paper_byte()]))
        elif arguments[0] in (2, 50):
            self._answer(b"\x00")
        return 0
