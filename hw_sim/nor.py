"""A board's flash image as the journal sees it, from outside of the board."""

import os
from pathlib import Path

SECTOR = 4096


class FlashImageError(Exception):
    """The image is not what a board leaves behind."""


def make_blank(path: Path, sectors: int) -> None:
    """Make a flash as it comes from the factory, all FF, unless one is there."""
    if not path.exists():
        path.write_bytes(b"\xff" * sectors * SECTOR)


class FileNor:
    """The journal's three-method NOR interface over an image file.

    Reading a live board's image is safe: the board writes each operation at once. Programming and
    erasing are for boards that are off; they need writable=True.
    """

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        try:
            self._fd = os.open(path, os.O_RDWR if writable else os.O_RDONLY)
        except OSError as trouble:
            raise FlashImageError(
                f"The flash image {path} cannot be opened: {trouble}"
            ) from trouble
        self.path = path
        self.length = os.fstat(self._fd).st_size
        self._writable = writable

    def read(self, addr: int, buf: bytearray | memoryview) -> None:
        """Fill buf from addr on."""
        data = os.pread(self._fd, len(buf), addr)
        if len(data) != len(buf):
            raise FlashImageError(f"The flash image {self.path} ends before {addr + len(buf)}.")
        buf[:] = data

    def program(self, addr: int, data: bytes | bytearray | memoryview) -> None:
        """Clear bits, as NOR does; no bit is set by programming."""
        self._must_write()
        old = int.from_bytes(os.pread(self._fd, len(data), addr), "little")
        new = old & int.from_bytes(data, "little")
        os.pwrite(self._fd, new.to_bytes(len(data), "little"), addr)

    def erase(self, addr: int) -> None:
        """Set the sector which begins at addr to FF."""
        self._must_write()
        os.pwrite(self._fd, b"\xff" * SECTOR, addr)

    def close(self) -> None:
        os.close(self._fd)

    def __enter__(self) -> "FileNor":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _must_write(self) -> None:
        if not self._writable:
            raise FlashImageError(f"The flash image {self.path} was opened for reading only.")
