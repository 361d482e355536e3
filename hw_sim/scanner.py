"""The QR scanner on a dispenser: what is held before it comes out as a line of text."""

import contextlib
import socket


class Scanner:
    """Both ends stay open while the board is off; what is scanned then is lost."""

    def __init__(self) -> None:
        self._own_end, self.vm_end = socket.socketpair()
        for end in (self._own_end, self.vm_end):
            end.setblocking(False)

    def scan(self, text: str) -> None:
        """Read a code: its text, and the line's end."""
        with contextlib.suppress(BlockingIOError):  # nobody has listened for very long
            self._own_end.send(text.encode() + b"\r\n")

    def power_up(self) -> None:
        """What was scanned while the power was off is lost."""
        with contextlib.suppress(BlockingIOError):
            while self.vm_end.recv(65536):
                pass

    def close(self) -> None:
        """Let go of both ends."""
        self._own_end.close()
        self.vm_end.close()
