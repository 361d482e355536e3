"""The gateway's end of a line: a USB adapter, which the gateway sees as a pty."""

import os
import tty


class Adapter:
    """Plugged in from the start. `port` is its name, the last one while it is away.

    Without a lock: it belongs to the thread of its line.
    """

    def __init__(self) -> None:
        self.port = ""
        self.fd: int | None = None
        """Readable when the gateway has said something; None while the adapter is away."""
        self._slave = -1
        self.plug()

    def plug(self) -> None:
        """Appear, under another name than before, as a re-enumerated device may."""
        if self.fd is not None:
            return
        master, slave, port = _other_pty(self.port)
        tty.setraw(slave)
        os.set_blocking(master, False)
        # The slave stays open: no end when nobody listens.
        self.fd, self._slave, self.port = master, slave, port

    def unplug(self) -> None:
        """Vanish: who has the port open sees a hang-up."""
        if self.fd is not None:
            os.close(self.fd)
            os.close(self._slave)
            self.fd = None

    def take(self, most: int = 65536) -> bytes:
        """What the gateway has said since, up to so many bytes; the rest stays in the pty."""
        if self.fd is None:
            return b""
        try:
            return os.read(self.fd, most)
        except BlockingIOError:
            return b""

    def give(self, piece: bytes) -> int:
        """Let the gateway hear it; the number of bytes that found room."""
        if self.fd is None:
            return 0
        try:
            return os.write(self.fd, piece)
        except BlockingIOError:
            return 0


def _other_pty(port: str) -> tuple[int, int, str]:
    """A pty with another name. The kernel gives a name out again as soon as it is free."""
    master, slave = os.openpty()
    name = os.ttyname(slave)
    if name != port:
        return master, slave, name
    try:
        return _other_pty(port)
    finally:
        os.close(master)
        os.close(slave)
