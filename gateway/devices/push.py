"""A file on its way to a board, piece by piece, behind everything that people wait for."""

from hashlib import sha256
from typing import Final

from protocol import frames
from protocol.upload import DIGEST, MOST_SIZE

PIECE: Final = frames.MOST_BODY - 8 - DIGEST
"""Bytes of the file in one PUT."""


class Push:
    """Holds the file and the offset that the board wants next. Raises ValueError for a bad size."""

    def __init__(self, content: bytes) -> None:
        if not 0 < len(content) <= MOST_SIZE:
            raise ValueError(
                f"A file of {len(content)} bytes cannot be sent: it has 1 to {MOST_SIZE}."
            )
        self.content = content
        self.digest = sha256(content).digest()[:DIGEST]
        self.offset = 0
        self._turn = False

    def is_its_turn(self) -> bool:
        """Every other time: between two pieces the board is asked for records."""
        self._turn = not self._turn
        return self._turn

    def piece(self) -> tuple[int, int, bytes, bytes]:
        """offset, size, digest and data of the next PUT. Behind the end its data is empty."""
        data = self.content[self.offset : self.offset + PIECE]
        return self.offset, len(self.content), self.digest, data

    def wants(self, offset: int, writing: bool) -> bool:
        """The board said what it wants next, and whether it has something to write; True: done."""
        self.offset = min(offset, len(self.content))
        return offset == len(self.content) and not writing
