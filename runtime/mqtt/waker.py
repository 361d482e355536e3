"""Wakes a thread that waits for the network."""

import socket


class Waker:
    """Wakes the thread that waits in Connection.turn."""

    def __init__(self) -> None:
        self.socket, self._far = socket.socketpair()
        self.socket.setblocking(False)
        self._far.setblocking(False)

    def wake(self) -> None:
        """From any thread. A full buffer means that a wake-up is waiting already."""
        try:
            self._far.send(b"!")
        except BlockingIOError:
            return

    def clear(self) -> None:
        """Forget the wake-ups so far."""
        try:
            while len(self.socket.recv(4096)) == 4096:
                pass
        except BlockingIOError:
            return

    def close(self) -> None:
        """Give the sockets back."""
        self.socket.close()
        self._far.close()
