"""A file that comes over the link in pieces, PUT by PUT. See link.md, "PUT".

The board says which offset it wants next, so lost, repeated and stale pieces heal by themselves.
Pieces gather in RAM, and are written only while the host lets the board rest, because writing
flash stops everything else. What arrived counts once its SHA-256 is the one that was announced.
Runs unchanged on CPython and MicroPython.
"""

from hashlib import sha256

TYPE_CHECKING = False  # the name is enough for type checkers; MicroPython has no typing
if TYPE_CHECKING:
    from typing import Protocol

    class Sink(Protocol):
        """Where the file goes."""

        def begin(self) -> None:
            """Forget what came before: the first byte comes next."""

        def write(self, data: memoryview) -> None:
            """Keep some more bytes."""

        def finish(self) -> None:
            """All is there and proven: make it count."""


BLOCK = 4096  # bytes gathered before a rest: one sector of flash, and of RAM while a file comes
DIGEST = 8  # bytes of a file's SHA-256 that name it
MOST_SIZE = 1 << 20  # bytes of a file: more than the chip's file system holds


class Upload:
    """Takes one file at a time. `wants_rest`: there is something to write before more can come."""

    def __init__(self, sink: "Sink") -> None:
        self._sink = sink
        self._name = (b"", 0)
        self._block = None  # type: bytearray | None
        self._filled = 0
        self._stored = 0
        self._sha = sha256()
        self._begun = False
        self.done = False

    @property
    def wants_rest(self) -> bool:
        """The block is full, or the rest of the file is in it."""
        if self.done or not self._filled:
            return False
        return self._filled == BLOCK or self._stored + self._filled == self._name[1]

    def put(self, offset: int, size: int, digest: bytes, data: bytes) -> int:
        """Take a piece of the file of this size and digest; the offset that is wanted next.

        All is written and proven when that equals the size and nothing `wants_rest` any more.
        Another digest or size begins another file.
        """
        if (digest, size) != self._name:
            self._begin(digest, size)
        want = size if self.done else self._stored + self._filled
        if offset != want or self._block is None:
            return want
        piece = data[: min(BLOCK - self._filled, size - want)]
        self._block[self._filled : self._filled + len(piece)] = piece
        self._filled += len(piece)
        return want + len(piece)

    def rest(self) -> None:
        """Write what has gathered. A file whose digest is wrong, or that the sink cannot keep,
        begins anew.
        """
        if not self.wants_rest or self._block is None:
            return
        try:
            self._keep(memoryview(self._block)[: self._filled])
        except OSError:  # full or broken: WANT tells the host, and the board has other work
            self._begin(*self._name)

    def _keep(self, data: memoryview) -> None:
        if not self._begun:
            self._sink.begin()
            self._begun = True
        self._sink.write(data)
        self._sha.update(data)
        self._stored += self._filled
        self._filled = 0
        if self._stored < self._name[1]:
            return
        if self._sha.digest()[:DIGEST] == self._name[0]:
            self._sink.finish()
            self.done = True
            self._block = None
        else:
            self._begin(*self._name)

    def _begin(self, digest: bytes, size: int) -> None:
        self._name = (digest, size)
        self._block = self._block or bytearray(BLOCK)
        self._filled = self._stored = 0
        self._sha = sha256()
        self._begun = False
        self.done = False
