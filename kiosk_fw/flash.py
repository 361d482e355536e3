"""The journal's region of the chip's flash, as the three methods that the journal knows."""

import os
import sys

import rp2

from kiosk_fw import board

SECTOR = 4096
PAGE = 256  # what the chip programs at once; a byte of FF in it leaves the cell as it is
ERASE = 6  # the block-device ioctl that erases


class Nor:
    """read, program (clears bits, never erases) and erase over a block device such as rp2.Flash.

    Addresses count from the start of the region. A program goes out as a whole page that is
    FF outside of the data, so neighbouring slots are not touched.
    """

    def __init__(self, device: "rp2.Flash") -> None:
        self._device = device
        self._page = bytearray(b"\xff" * PAGE)

    def read(self, address: int, buffer: bytearray) -> None:
        """Fill the buffer from the address on; it may not cross a sector."""
        self._device.readblocks(address // SECTOR, buffer, address % SECTOR)

    def program(self, address: int, data: bytes) -> None:
        """Clear the bits that are 0 in data. Raises ValueError if it crosses a 256-byte page."""
        at = address % PAGE
        if at + len(data) > PAGE:
            raise ValueError("a program at %d of %d bytes crosses a page" % (address, len(data)))
        self._page[at : at + len(data)] = data
        self._device.writeblocks(address // SECTOR, self._page, address % SECTOR - at)
        for i in range(at, at + len(data)):
            self._page[i] = 0xFF

    def erase(self, address: int) -> None:
        """Set a sector to FF. Interrupts are off for about 45 ms, 400 at worst."""
        self._device.ioctl(ERASE, address // SECTOR)


def overlaps(filesystem: "tuple[int, ...]") -> bool:
    """Whether a file system in the chip, given by its statvfs, reaches the journal's region."""
    return filesystem[1] * filesystem[2] > board.JOURNAL_START


def open_nor() -> Nor:
    """The region that the image keeps free of the file system. Raises RuntimeError if not."""
    if sys.platform == "rp2" and overlaps(os.statvfs("/")):
        raise RuntimeError(
            "The file system covers the journal's flash. Nothing was written. "
            "Flash the image built with kiosk_fw/manifest.py, which keeps the two apart."
        )
    length = board.JOURNAL_SECTORS * SECTOR
    return Nor(rp2.Flash(start=board.JOURNAL_START, len=length))
