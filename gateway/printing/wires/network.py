"""A head on the network, usually at port 9100.

A plain socket and not python-escpos' `Network`, which opens a new connection by itself when the old
one is gone: what is sent after that would be the second half of a job that nobody began.
"""

import select
import socket
import time
from collections.abc import Sequence
from typing import Final

from gateway.printing.wires.lookup import Place, places
from gateway.printing.wires.wire import CONNECT_S, SEND_S

_LEAST_S: Final = 0.05


class NetworkWire:
    """An open TCP connection."""

    two_way = True
    breaks = False
    baud = None

    def __init__(self, host: str, port: int = 9100) -> None:
        """Connect. Raises OSError if nobody is there: within `CONNECT_S` for its name, and as much
        again for all addresses of it together."""
        try:
            self._socket = _connected(places(host, port))
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


def _connected(places: Sequence[Place]) -> socket.socket:
    """The first that takes it, each with an even share of the time that is left."""
    deadline = time.monotonic() + CONNECT_S
    trouble = OSError("the name has no address")
    for at, (family, kind, protocol, _, place) in enumerate(places):
        one = socket.socket(family, kind, protocol)
        try:
            one.settimeout(max(_LEAST_S, (deadline - time.monotonic()) / (len(places) - at)))
            one.connect(place)
        except OSError as error:
            one.close()
            trouble = error
        else:
            return one
    raise trouble
