"""A picture that comes to the head row by row: GS v 0."""

from typing import Final

from PIL import Image

_DIGITS: Final = 48


class Raster:
    """The picture under way. Each row is printed as soon as it is whole, as heads do."""

    def __init__(self, header: bytes, align: int) -> None:
        """`header` is 0 m xL xH yL yH, m 0 to 3 or the digits: bit 0 doubles across, 1 down."""
        mode = header[1] - _DIGITS if header[1] >= _DIGITS else header[1]
        self._across = 1 + (mode & 1)
        self._down = 1 + (mode >> 1 & 1)
        self.row_bytes = header[2] + (header[3] << 8)
        """Bytes of one row; 8 dots each, the highest bit is the leftmost dot."""
        self._rows = header[4] + (header[5] << 8)
        self.align = align
        self._data = bytearray()
        self._gone = 0
        """Rows that left the head on an earlier sheet."""

    @property
    def complete(self) -> bool:
        """Whether the last row has come."""
        return not self.row_bytes or self._gone + self._here >= self._rows

    @property
    def _here(self) -> int:
        return len(self._data) // self.row_bytes

    @property
    def dots_wide(self) -> int:
        """Across, on the paper."""
        return self.row_bytes * 8 * self._across

    @property
    def dots_high(self) -> int:
        """Of the rows on this sheet, on the paper."""
        return self._here * self._down

    def take_row(self, buffer: bytearray) -> int | None:
        """Take the next row off `buffer`; the dots of paper it takes, None if it is not whole."""
        if len(buffer) < self.row_bytes:
            return None
        self._data += buffer[: self.row_bytes]
        del buffer[: self.row_bytes]
        return self._down

    def forget_rows(self) -> None:
        """The paper was torn off under the head: what comes now stands on the next sheet."""
        self._gone += self._here
        self._data.clear()

    def picture(self) -> Image.Image:
        """The rows on this sheet, in the size of the paper's dots; black is 0."""
        white = bytes(byte ^ 0xFF for byte in self._data)
        image = Image.frombytes("1", (self.row_bytes * 8, self._here), white)
        if (self._across, self._down) == (1, 1):
            return image
        return image.resize((self.dots_wide, self.dots_high), Image.Resampling.NEAREST)
