"""What an ST7920 128x64 character display shows, decoded from its serial bytes.

Each transfer is a sync byte 11111 RW RS 0, then a byte as two halves, each in the upper four bits.
Display RAM is addressed in words of two bytes: a Chinese character, or two half-width ones.
"""

_LINE_STARTS = (0x00, 0x10, 0x08, 0x18)  # of lines 1..4 of the glass
_WORDS_PER_LINE = 8
_WORDS = 64  # six address bits; the glass shows the first 32

_SYNC_MASK, _SYNC = 0b1111_1000, 0b1111_1000
_RS = 0b10

_EXTENDED = 0b100
_DISPLAY_ON = 0b100

# A wide code which starts in the second half of a word: the chip shows two wrong signs there.
MISPLACED = "\ufffd"


class St7920:
    """Fed with what arrives while the chip is selected."""

    def __init__(self) -> None:
        self._ram = bytearray(b"  " * _WORDS)
        self._word = 0
        self._low_half = False
        self._extended = False
        self._on = False
        self._data_follows: bool | None = None
        self._half: int | None = None

    def deselect(self) -> None:
        """Chip-select fell: a byte that was cut in two is forgotten."""
        self._data_follows = None
        self._half = None

    def write(self, data: bytes) -> None:
        """Take serial bytes."""
        for byte in data:
            self._take(byte)

    def lines(self) -> tuple[str, str, str, str]:
        """The four lines of the glass, without trailing blanks; empty while it is off."""
        if not self._on:
            return ("", "", "", "")
        one, two, three, four = (self._line(start) for start in _LINE_STARTS)
        return (one, two, three, four)

    def _take(self, byte: int) -> None:
        if byte & _SYNC_MASK == _SYNC and self._half is None:
            self._data_follows = bool(byte & _RS)
        elif self._data_follows is None:
            return  # no sync byte yet: the chip waits for one
        elif self._half is None:
            self._half = byte & 0xF0
        else:
            value = self._half | byte >> 4
            self._half = None
            if self._data_follows:
                self._store(value)
            else:
                self._obey(value)

    def _obey(self, command: int) -> None:
        if command & 0b1110_0000 == 0b0010_0000:
            self._extended = bool(command & _EXTENDED)
        elif self._extended:
            return  # graphics: this glass shows characters only
        elif command & 0x80:
            self._word = command & (_WORDS - 1)
            self._low_half = False
        elif command & 0b1111_1000 == 0b0000_1000:
            self._on = bool(command & _DISPLAY_ON)
        elif command == 0x01:
            self._ram[:] = b"  " * _WORDS
            self._word, self._low_half = 0, False
        elif command in (0x02, 0x03):
            self._word, self._low_half = 0, False

    def _store(self, value: int) -> None:
        if self._extended:
            return
        self._ram[self._word * 2 + self._low_half] = value
        if self._low_half:
            self._word = (self._word + 1) % _WORDS
        self._low_half = not self._low_half

    def _line(self, start: int) -> str:
        words = range(start, start + _WORDS_PER_LINE)
        return "".join(self._sign(self._ram[w * 2], self._ram[w * 2 + 1]) for w in words).rstrip()

    @staticmethod
    def _sign(high: int, low: int) -> str:
        if high >= 0xA1:
            return bytes((high, low)).decode("gb2312", errors="replace")
        return "".join(chr(b) if 0x20 <= b < 0x7F else MISPLACED for b in (high, low))
