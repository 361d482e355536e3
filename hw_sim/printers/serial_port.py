"""A ticket printer on a serial port: a pty for the host, and a wire that takes its time."""

import socket
import time
from pathlib import Path
from typing import Unpack

from hw_sim.adapter import Adapter
from hw_sim.printers.printer import Printer
from hw_sim.printers.settings import Settings
from hw_sim.printers.wire import Wire


class SerialPrinter(Printer):
    """`path` is the port to open; the pty takes any baud, the wire has the printer's own.

    A full buffer stops the line, as DTR does: the host's writing blocks once the pty is full too.
    Cable out and power off look alike on RS-232: nothing is answered, and what is sent is gone.
    """

    def __init__(
        self,
        directory: Path,
        baud: int = 9600,
        width_dots: int | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        """Ten bits a byte, both ways. For the rest see `Printer`."""
        super().__init__(directory, width_dots, **settings)
        self.baud = baud
        self._adapter = Adapter()
        self.path = self._adapter.port
        self._to_head = Wire(baud)
        self._to_host = Wire(baud)
        self._start()

    def close(self) -> None:
        """Stop at once; the port is gone."""
        super().close()
        self._adapter.unplug()

    def _plug_in(self) -> None:
        """The wire is whole again; what was said before is gone."""

    def _unplug(self) -> None:
        self._to_head = Wire(self.baud)
        self._to_host = Wire(self.baud)

    def _awaited(self) -> list[socket.socket | int]:
        listening = self._to_head.room > 0 and (self._body.has_room or not self._linked)
        return [self._adapter.fd] if listening and self._adapter.fd is not None else []

    def _serve(self, ready: list[socket.socket | int]) -> None:
        now = time.monotonic()
        if self._adapter.fd in ready and (data := self._adapter.take(self._to_head.room)):
            self._to_head.put(data, now)
        if (arrived := self._to_head.arrived(now)) and self._linked:
            self._body.receive(arrived)
        if answers := self._to_host.arrived(now):
            self._adapter.give(answers)

    def _serve_at(self) -> float | None:
        times = [self._to_head.next_at(), self._to_host.next_at()]
        return min((at for at in times if at is not None), default=None)

    def _send(self, data: bytes) -> None:
        if self._linked:
            self._to_host.put(data, time.monotonic())
