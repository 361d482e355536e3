"""A USB bus for pyusb with one simulated printer on it. Needs pyusb, nothing of the system's USB.

It behaves as pyusb's own backend over libusb does: a transfer that ran out of time after a part of
its bytes returns their number and raises nothing; a timeout of 0 waits for ever.
"""

import errno
from array import array
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Final

import usb.backend
import usb.core

from hw_sim.printers.usb_port import PACKET, NotThereError, UsbPrinter

OUT: Final = 0x01
IN: Final = 0x82
"""Addresses of the two bulk endpoints, those that python-escpos expects."""

_NO_DEVICE, _NO_PIPE, _TIMED_OUT = -4, -9, -7  # as libusb numbers them
_PRINTER_CLASS: Final = 7
_GET_PORT_STATUS: Final = (0xA1, 1)


class SimulatedBus(usb.backend.IBackend):  # type: ignore[misc]  # pyusb ships no types
    """The methods of `usb.backend.IBackend`; a device is known by its number on the bus."""

    def __init__(self, printer: UsbPrinter) -> None:
        self._printer = printer

    def enumerate_devices(self) -> Iterator[int]:
        """The printer, while it is plugged in and switched on."""
        if (device := self._printer.on_the_bus) is not None:
            yield device

    def get_device_descriptor(self, dev: int) -> SimpleNamespace:
        """A device without strings."""
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x0200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=PACKET,
            idVendor=self._printer.vendor,
            idProduct=self._printer.product,
            bcdDevice=0x0100,
            iManufacturer=0,
            iProduct=0,
            iSerialNumber=0,
            bNumConfigurations=1,
            address=dev % 128,
            bus=1,
            port_number=1,
            port_numbers=(1,),
            speed=2,
        )

    def get_configuration_descriptor(self, dev: int, config: int) -> SimpleNamespace:
        """The only configuration."""
        _only(config)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=32,
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0xC0,
            bMaxPower=1,
            extra_descriptors=(),
        )

    def get_interface_descriptor(
        self, dev: int, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        """A bidirectional printer, the only interface."""
        _only(intf, alt, config)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=0,
            bAlternateSetting=0,
            bNumEndpoints=2,
            bInterfaceClass=_PRINTER_CLASS,
            bInterfaceSubClass=1,
            bInterfaceProtocol=2,
            iInterface=0,
            extra_descriptors=(),
        )

    def get_endpoint_descriptor(
        self, dev: int, ep: int, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        """Bulk out, then bulk in."""
        _only(intf, alt, config)
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=(OUT, IN)[ep],
            bmAttributes=2,
            wMaxPacketSize=PACKET,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=(),
        )

    def open_device(self, dev: int) -> int:
        """The handle is the device's number."""
        self._check(dev)
        return dev

    def close_device(self, dev_handle: int) -> None:
        """There is nothing to let go of."""

    def get_configuration(self, dev_handle: int) -> int:
        """It wakes up configured."""
        self._check(dev_handle)
        return 1

    def set_configuration(self, dev_handle: int, config_value: int) -> None:
        """There is but one."""
        self._check(dev_handle)

    def set_interface_altsetting(self, dev_handle: int, intf: int, altsetting: int) -> None:
        """There is but one."""
        self._check(dev_handle)

    def claim_interface(self, dev_handle: int, intf: int) -> None:
        """Nobody else is on this bus."""
        self._check(dev_handle)

    def release_interface(self, dev_handle: int, intf: int) -> None:
        """Nobody else is on this bus."""
        self._check(dev_handle)

    def reset_device(self, dev_handle: int) -> None:
        """A reset of the port leaves buffers and head alone."""
        self._check(dev_handle)

    def clear_halt(self, dev_handle: int, ep: int) -> None:
        """These endpoints never halt."""
        self._check(dev_handle)

    def is_kernel_driver_active(self, dev_handle: int, intf: int) -> bool:
        """No kernel knows of this device."""
        self._check(dev_handle)
        return False

    def bulk_write(
        self, dev_handle: int, ep: int, intf: int, data: "array[int]", timeout: int
    ) -> int:
        """Send; fewer than all if time ran out. Raises USBTimeoutError if not a byte was taken."""
        try:
            sent = self._printer.write(dev_handle, data.tobytes(), _seconds(timeout))
        except NotThereError as gone:
            raise _no_device() from gone
        if not sent and len(data):
            raise _timed_out()
        return sent

    def bulk_read(
        self, dev_handle: int, ep: int, intf: int, buff: "array[int]", timeout: int
    ) -> int:
        """Put what was answered into `buff`. Raises USBTimeoutError if nothing was."""
        try:
            answer = self._printer.read(dev_handle, len(buff), _seconds(timeout))
        except NotThereError as gone:
            raise _no_device() from gone
        if not answer and len(buff):
            raise _timed_out()
        buff[: len(answer)] = array("B", answer)
        return len(answer)

    def ctrl_transfer(
        self,
        dev_handle: int,
        request_type: int,
        request: int,
        value: int,
        index: int,
        data: "array[int]",
        timeout: int,
    ) -> int:
        """GET_PORT_STATUS of the printer class; the device stalls on anything else."""
        self._check(dev_handle)
        if (request_type, request) != _GET_PORT_STATUS or not len(data):
            raise usb.core.USBError("Pipe error", _NO_PIPE, errno.EPIPE)
        data[0] = self._printer.port_status()
        return 1

    def _check(self, device: int) -> None:
        if device != self._printer.on_the_bus:
            raise _no_device()


def _only(*indices: int) -> None:
    """Every descriptor is alone in its list; pyusb counts until this is raised."""
    if any(indices):
        raise IndexError("there is but one")


def _seconds(timeout_ms: int) -> float | None:
    return timeout_ms / 1000 if timeout_ms else None


def _no_device() -> usb.core.USBError:
    return usb.core.USBError(
        "No such device (it may have been disconnected)", _NO_DEVICE, errno.ENODEV
    )


def _timed_out() -> usb.core.USBTimeoutError:
    return usb.core.USBTimeoutError("Operation timed out", _TIMED_OUT, errno.ETIMEDOUT)
