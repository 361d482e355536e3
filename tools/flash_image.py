"""A board's flash in memory, for tools that write or mount a journal without a board."""

from pathlib import Path

from protocol import records
from protocol.journal import PER_SECTOR, SECTOR, Journal


class FlashImage:
    """The journal's NOR interface over bytes: programming clears bits, erasing sets a sector to FF.

    Mounting a journal may erase what a power cut left half done; here that touches no board.
    """

    def __init__(self, content: bytes) -> None:
        """Begin with a copy of `content`, whole sectors of 4096 bytes."""
        self.content = bytearray(content)

    @classmethod
    def blank(cls, sectors: int) -> "FlashImage":
        """A flash as it comes from the factory."""
        return cls(b"\xff" * sectors * SECTOR)

    def read(self, address: int, buffer: bytearray) -> None:
        """Fill the buffer from the address on."""
        buffer[:] = self.content[address : address + len(buffer)]

    def program(self, address: int, data: bytes) -> None:
        """Clear the bits that are 0 in data."""
        for at, value in enumerate(data, address):
            self.content[at] &= value

    def erase(self, address: int) -> None:
        """Set the sector that begins at the address to FF."""
        self.content[address : address + SECTOR] = b"\xff" * SECTOR


def journal_of(path: Path) -> Journal:
    """The journal in a flash image, mounted on a copy; a blank image gets the number 0."""
    image = path.read_bytes()
    return Journal(FlashImage(image), len(image) // SECTOR, lambda: 0)


def wrap_twice(path: Path, number: int) -> Journal:
    """Make an image as it is after years: a ring gone round twice, half of it blank."""
    image = FlashImage(path.read_bytes())
    sectors = len(image.content) // SECTOR
    journal = Journal(image, sectors, lambda: number)
    for n in range(2 * sectors * PER_SECTOR):
        journal.reclaim(journal.next - 1)
        journal.append(records.CLOCK, n, records.clock_payload(n))
    path.write_bytes(image.content)
    return journal
