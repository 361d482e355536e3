"""A ticket printer on USB: two pipes, and a plug that can be pulled."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

from hw_sim.printers.printer import Printer
from hw_sim.printers.settings import Settings

if TYPE_CHECKING:
    from hw_sim.printers.usb_backend import SimulatedBus

PACKET: Final = 64
"""Bytes of one bulk packet at full speed."""

_FIFO: Final = 8 * PACKET
"""What the printer's USB chip holds before its program has looked."""

_ANSWERS: Final = 4_096


class NotThereError(Exception):
    """The printer was unplugged or switched off since the host opened it."""


class UsbPrinter(Printer):
    """For the host it is a device of `backend`, which pyusb and python-escpos take as any other.

    Cable out and power off are the same: the device is gone, and a later one is another device.
    """

    def __init__(
        self,
        directory: Path,
        vendor: int = 0x04B8,
        product: int = 0x0E27,
        width_dots: int | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        """`vendor` and `product` are the numbers on the bus. For the rest see `Printer`."""
        super().__init__(directory, width_dots, **settings)
        self.vendor = vendor
        self.product = product
        self.plugged_times = 0
        """Counts the devices that this printer has been on the bus."""
        self._arrived = bytearray()
        self._answers = bytearray()
        self._backend: SimulatedBus | None = None
        self._start()

    @property
    def backend(self) -> "SimulatedBus":
        """The bus with this one device on it. Raises ImportError where pyusb is not installed."""
        if self._backend is None:
            from hw_sim.printers.usb_backend import SimulatedBus

            self._backend = SimulatedBus(self)
        return self._backend

    @property
    def usb_args(self) -> dict[str, object]:
        """What `escpos.printer.Usb(usb_args=…)` and `usb.core.find(**…)` find it by."""
        return {"idVendor": self.vendor, "idProduct": self.product, "backend": self.backend}

    @property
    def on_the_bus(self) -> int | None:
        """Which device it is now, see `plugged_times`; None while it is none."""
        with self._changed:
            return self.plugged_times if self._linked else None

    def port_status(self) -> int:
        """The printer class's own status byte: 20 paper end, 10 selected, 08 no error."""
        faults = self._body.faults
        return 0x20 * faults.paper_end | 0x10 * (not faults.offline) | 0x08 * (not faults.stopped)

    def write(self, device: int, data: bytes, timeout_s: float | None) -> int:
        """Bulk out; the bytes that were taken before the time was over, 0 of a busy printer.

        `timeout_s` None waits for ever. Raises NotThereError.
        """
        until = None if timeout_s is None else time.monotonic() + timeout_s
        sent = 0
        with self._changed:
            while sent < len(data):
                room = self._changed.wait_for(
                    lambda: self._gone(device) or len(self._arrived) < _FIFO, _left(until)
                )
                self._check(device)
                if not room:
                    break
                packet = data[sent : sent + PACKET]
                self._arrived += packet
                sent += len(packet)
                self._ring()
        return sent

    def read(self, device: int, most: int, timeout_s: float | None) -> bytes:
        """Bulk in; what has been answered, nothing if that takes too long.

        `timeout_s` None waits for ever. Raises NotThereError.
        """
        until = None if timeout_s is None else time.monotonic() + timeout_s
        with self._changed:
            self._changed.wait_for(lambda: self._gone(device) or bool(self._answers), _left(until))
            self._check(device)
            taken = bytes(self._answers[:most])
            del self._answers[:most]
            return taken

    def _gone(self, device: int) -> bool:
        return not self._linked or device != self.plugged_times

    def _check(self, device: int) -> None:
        if self._gone(device):
            raise NotThereError(f"device {device} is not on the bus any more")

    def _plug_in(self) -> None:
        with self._changed:
            self.plugged_times += 1

    def _unplug(self) -> None:
        with self._changed:
            self._arrived.clear()
            self._answers.clear()
            self._changed.notify_all()

    def _serve(self, ready: object) -> None:
        if not self._body.has_room:
            return
        with self._changed:
            arrived = bytes(self._arrived)
            self._arrived.clear()
            self._changed.notify_all()
        if arrived:
            self._body.receive(arrived)

    def _serve_at(self) -> float | None:
        """At once if the head has made room for what is there."""
        return time.monotonic() if self._arrived and self._body.has_room else None

    def _send(self, data: bytes) -> None:
        with self._changed:
            if self._linked and len(self._answers) < _ANSWERS:
                self._answers += data
                self._changed.notify_all()


def _left(until: float | None) -> float | None:
    return None if until is None else max(0.0, until - time.monotonic())
