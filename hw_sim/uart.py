"""A board's serial port: the line's end, the VM's end, and a FIFO that overruns while flash works.

While the chip erases or programs its interrupts are off, and only the 32 bytes of the UART's FIFO
survive. The VM says when: it counts a byte in a shared file up at both edges, odd = deaf.
"""

import os
import socket
import tempfile

FIFO = 32


class Uart:
    """Both ends stay open, so that the line sees silence, not an end, while the board is off."""

    def __init__(self) -> None:
        self._line_end, self.vm_end = socket.socketpair()
        for end in (self._line_end, self.vm_end):
            end.setblocking(False)
        self._deaf = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the board
        self._deaf_since = 0
        self._room = FIFO
        self._busy_flash = False
        self.overrun = 0
        """Bytes that arrived while the chip was deaf and found the FIFO full."""

    def fileno(self) -> int:
        """Readable when the board has said something."""
        return self._line_end.fileno()

    @property
    def deaf_fd(self) -> int:
        """Where the VM tells that it is deaf."""
        return self._deaf.fileno()

    def take(self) -> bytes:
        """What the board has said since."""
        return _read(self._line_end)

    def give(self, data: bytes) -> bool:
        """Let the board hear it; False when it has not listened for so long that nothing fits."""
        heard = self._survives(data) if self._busy_flash else data
        try:
            if heard:
                self._line_end.send(heard)
        except BlockingIOError:
            return False
        return True

    def power_up(self, busy_flash: bool) -> None:
        """What was on its way when the power went is lost.

        busy_flash: whether the VM will take its time over flash; to look costs a system call for
        each delivery.
        """
        self._busy_flash = busy_flash
        for end in (self._line_end, self.vm_end):
            while _read(end):
                pass
        os.pwrite(self.deaf_fd, b"\0", 0)
        self._deaf_since = 0

    def close(self) -> None:
        """Let go of both ends."""
        self._line_end.close()
        self.vm_end.close()
        self._deaf.close()

    def _survives(self, data: bytes) -> bytes:
        """Data comes as whole frames: one that began before the deafness counts as within it."""
        (now,) = os.pread(self.deaf_fd, 1, 0)
        if now % 2 == 0:
            return data
        if now != self._deaf_since:
            self._deaf_since, self._room = now, FIFO
        kept = data[: self._room]
        self._room -= len(kept)
        self.overrun += len(data) - len(kept)
        return kept


def _read(end: socket.socket) -> bytes:
    try:
        return end.recv(65536)
    except BlockingIOError:
        return b""
