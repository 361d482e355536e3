"""A board's flash in memory, for tools that write or mount a journal without a board."""

from protocol.journal import SECTOR


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
