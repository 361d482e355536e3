"""A head on USB: a device of class 7, found by vendor and product, spoken to through pyusb.

Not python-escpos' `Usb`, which resets the device each time it opens it, takes the pipes to be those
of one maker, and only logs what went wrong. pyusb is imported when a head is looked for, so that a
gateway without one needs none.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from gateway.printing.wires.wire import SEND_S

PRINTER_CLASS: Final = 7
_SLICE_MS: Final = 100
"""So often a transfer looks whether it is to be broken off; its end is no failure."""

_AT_ONCE: Final = 4096
_EMPTY_S: Final = 0.005
"""Some heads answer a read at once with nothing; they are asked again after so long."""


@dataclass(frozen=True)
class UsbHead:
    """A printer that is plugged in. `device` is pyusb's."""

    vendor: int
    product: int
    serial: str | None
    """None if it has no serial number, or this user may not read it."""
    title: str
    device: Any

    @property
    def name(self) -> str:
        """As hall.toml names it."""
        return ":".join((f"{self.vendor:04x}:{self.product:04x}", self.serial or "")).rstrip(":")


def find(backend: Any = None, **numbers: int) -> list[UsbHead]:
    """All printers that are plugged in, or those with these numbers (idVendor, idProduct).

    `backend` is pyusb's way to the bus, None for the system's. Raises OSError with a sentence where
    USB cannot be looked at.
    """
    try:
        import usb.core
    except ModuleNotFoundError as error:
        raise OSError("a printer on USB needs the Python package pyusb: install pyusb") from error
    try:
        return [
            _head(device)
            for device in usb.core.find(find_all=True, backend=backend, **numbers)
            if _interface(device) is not None
        ]
    except usb.core.NoBackendError as error:
        raise OSError(
            "USB cannot be looked at: install libusb-1.0 (Debian: libusb-1.0-0)"
        ) from error


def open_usb(vendor: int, product: int, serial: str | None, backend: Any = None) -> "UsbWire":
    """The head with these numbers. Raises OSError with a sentence if it is not there or not ours,
    or if there are two and `serial` does not say which."""
    alike = find(backend, idVendor=vendor, idProduct=product)
    heads = [head for head in alike if serial is None or head.serial == serial]
    wanted = f"{vendor:04x}:{product:04x}" + (f":{serial}" if serial else "")
    if not heads:
        raise OSError(f"no printer {wanted} is plugged in, or this user may not see it")
    if len(heads) > 1:
        raise OSError(f"{len(heads)} printers are {wanted}: name one with its serial number")
    return UsbWire(heads[0].device)


class UsbWire:
    """A claimed interface. Its kernel driver is told to let go, and does not get it back."""

    baud = None
    breaks = True

    def __init__(self, device: Any) -> None:
        """Claim it. Raises OSError: another program has it, or this user may not."""
        import usb.util

        self._device = device
        self._release = usb.util.dispose_resources
        self._aborted = False
        interface = _interface(device)
        if interface is None:
            raise OSError("this USB device is no printer")
        number = interface.bInterfaceNumber
        try:
            _configure(device)
            _free_of_kernel(device, number)
            usb.util.claim_interface(device, number)
            self._out, self._in, self._packet = _pipes(interface)
        except OSError:
            self._release(device)
            raise
        self.two_way = self._in is not None

    def send(self, data: bytes) -> None:
        """Send it all; raises TimeoutError once nothing has been taken for `SEND_S`."""
        left, progress = data, time.monotonic()
        while left:
            taken = self._write(left[:_AT_ONCE])
            left = left[taken:]
            if taken:
                progress = time.monotonic()
            elif time.monotonic() - progress > SEND_S:
                raise TimeoutError(f"the printer took nothing for {SEND_S:.0f} s")

    def receive(self, timeout_s: float) -> bytes:
        """What has come; empty after the time. Raises OSError once it is unplugged."""
        deadline = time.monotonic() + timeout_s
        while self.two_way:
            left_ms = max(1, int((deadline - time.monotonic()) * 1000))
            if data := self._read(min(_SLICE_MS, left_ms)):
                return data
            if time.monotonic() + _EMPTY_S >= deadline:
                break
            time.sleep(_EMPTY_S)
        return b""

    def abort(self) -> None:
        """Break it under another thread, which notices within `_SLICE_MS`."""
        self._aborted = True

    def close(self) -> None:
        """Give the head free for others."""
        self._release(self._device)

    def _write(self, data: bytes) -> int:
        self._look_up()
        import usb.core

        try:
            return int(self._device.write(self._out, data, _SLICE_MS))
        except usb.core.USBTimeoutError:
            return 0

    def _read(self, timeout_ms: int) -> bytes:
        self._look_up()
        import usb.core

        try:
            return bytes(self._device.read(self._in, self._packet, timeout_ms))
        except usb.core.USBTimeoutError:
            return b""

    def _look_up(self) -> None:
        if self._aborted:
            raise ConnectionAbortedError("the printer is being closed")


def _interfaces(device: Any) -> Iterator[Any]:
    for configuration in device:
        yield from configuration


def _interface(device: Any) -> Any:
    """The printer among what a device is, or None."""
    return next((one for one in _interfaces(device) if one.bInterfaceClass == PRINTER_CLASS), None)


def _pipes(interface: Any) -> tuple[int, int | None, int]:
    """Addresses of the pipes out and in, and the size of a packet. Raises OSError without one."""
    out, way_in, packet = None, None, 64
    for endpoint in interface:
        if endpoint.bmAttributes & 0x03 != 0x02:  # bulk alone
            continue
        if endpoint.bEndpointAddress & 0x80:
            way_in, packet = endpoint.bEndpointAddress, endpoint.wMaxPacketSize
        else:
            out = endpoint.bEndpointAddress
    if out is None:
        raise OSError("this USB printer has no pipe that takes a job")
    return out, way_in, packet


def _configure(device: Any) -> None:
    try:
        device.get_active_configuration()
    except OSError:  # nobody has chosen one yet; to choose it anew would reset both pipes
        device.set_configuration()


def _free_of_kernel(device: Any, interface: int) -> None:
    try:
        if device.is_kernel_driver_active(interface):
            device.detach_kernel_driver(interface)
    except NotImplementedError:
        return  # a system whose kernel has no such drivers


def _head(device: Any) -> UsbHead:
    maker, title = _text(device, device.iManufacturer), _text(device, device.iProduct)
    return UsbHead(
        device.idVendor,
        device.idProduct,
        _text(device, device.iSerialNumber),
        " ".join(filter(None, (maker, title))),
        device,
    )


def _text(device: Any, index: int) -> str | None:
    """A string of the device; None if it has none, or this user may not ask for it."""
    if not index:
        return None
    import usb.util

    try:
        return str(usb.util.get_string(device, index))
    except (OSError, ValueError):
        return None
