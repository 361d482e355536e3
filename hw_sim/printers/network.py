"""A ticket printer on the network: TCP, usually port 9100, one host at a time."""

import contextlib
import socket
import struct
from pathlib import Path
from typing import Final, Unpack

from hw_sim.printers.printer import Printer
from hw_sim.printers.settings import Settings

_ABORT: Final = struct.pack("ii", 1, 0)
"""SO_LINGER value that makes close() reset the connection, as a power cut does."""


class NetworkPrinter(Printer):
    """It listens from construction on. A full buffer stops the reading: a busy printer.

    Cable out and power off are the same for a host: its connection is reset, new ones are refused.
    """

    def __init__(
        self,
        directory: Path,
        host: str = "127.0.0.1",
        port: int = 0,
        width_dots: int | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        """Port 0 takes a free one, see `port`. For the rest see `Printer`.

        Raises OSError if the port is taken.
        """
        super().__init__(directory, width_dots, **settings)
        self.host = host
        self.port = port
        self._listener: socket.socket | None = None
        self._connection: socket.socket | None = None
        self._start()

    def _plug_in(self) -> None:
        self._listener = socket.create_server((self.host, self.port))
        self.port = self._listener.getsockname()[1]

    def _unplug(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):  # it may be dead already, which is what is wanted
                self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        self._hang_up()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _awaited(self) -> list[socket.socket | int]:
        if self._connection is None:
            return [self._listener] if self._listener is not None else []
        return [self._connection] if self._body.has_room else []

    def _serve(self, ready: list[socket.socket | int]) -> None:
        if self._connection in ready and self._connection is not None:
            self._receive(self._connection)
        elif self._listener in ready and self._listener is not None:
            self._connection, _ = self._listener.accept()
            self._connection.settimeout(1.0)

    def _receive(self, connection: socket.socket) -> None:
        try:
            chunk = connection.recv(4096)
        except OSError:  # the host is gone without a good-bye; for a printer that is the same
            chunk = b""
        if chunk:
            self._body.receive(chunk)
        else:
            self._hang_up()

    def _send(self, data: bytes) -> None:
        """To whoever is connected now, as the head does not know who asked."""
        if self._connection is None:
            return
        try:
            self._connection.sendall(data)
        except OSError:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
