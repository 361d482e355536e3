"""A head on the network, usually at port 9100.

A plain socket and not python-escpos' `Network`, which opens a new connection by itself when the old
one is gone: what is sent after that would be the second half of a job that nobody began.
"""

import select
import socket

from gateway.printing.wires.wire import CONNECT_S, SEND_S


class NetworkWire:
    """An open TCP connection."""

    two_way = True
    baud = None

    def __init__(self, host: str, port: int = 9100) -> None:
        """Connect. Raises OSError within `CONNECT_S` per address if nobody is there."""
        try:
            self._socket = socket.create_connection((host, port), timeout=CONNECT_S)
        except (ValueError, TypeError) as error:  # what a name cannot be, before anyone is asked
            raise OSError(f"{host!r} is not the name of a host") from error
        self._socket.settimeout(SEND_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes) -> None:
        """Send it all; raises TimeoutError once nothing has been taken for `SEND_S`."""
        left = memoryview(data)
        while left:
            left = left[self._socket.send(left) :]

    def receive(self, timeout_s: float) -> bytes:
        """What has come; empty after the time. Raises OSError once the printer has hung up."""
        # Not select(): it cannot take the descriptors of a process that has many open.
        waiting = select.poll()
        waiting.register(self._socket, select.POLLIN)
        if not waiting.poll(timeout_s * 1000):
            return b""
        data = self._socket.recv(64)
        if not data:
            raise ConnectionResetError("the printer closed the connection")
        return data

    def abort(self) -> None:
        """Break the connection under another thread that waits on it."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has broken by itself

    def close(self) -> None:
        """Give the printer free for others."""
        self._socket.close()
