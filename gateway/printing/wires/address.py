"""Where a print head is, as hall.toml says it, and the way to it."""

import os
import re
from dataclasses import dataclass
from typing import Final

from gateway.printing.wires.cups import CupsWire
from gateway.printing.wires.descriptor import open_file
from gateway.printing.wires.network import NetworkWire
from gateway.printing.wires.serial_port import open_serial
from gateway.printing.wires.usb import open_usb
from gateway.printing.wires.wire import Wire

_USB: Final = re.compile(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})(?::(.+))?")


@dataclass(frozen=True)
class NetworkAddress:
    """A head on the network."""

    host: str
    port: int = 9100

    def connect(self) -> Wire:
        """Open the wire. Raises OSError."""
        return NetworkWire(self.host, self.port)

    @property
    def place(self) -> str:
        """Two addresses with one place lead to one head."""
        return f"{self.host.lower()}:{self.port}"


@dataclass(frozen=True)
class SerialAddress:
    """A head on a serial port; best named below /dev/serial/by-id, as other names change when
    somebody plugs in another adapter."""

    path: str
    baud: int = 9600

    def connect(self) -> Wire:
        """Open the wire. Raises OSError."""
        return open_serial(self.path, self.baud)

    @property
    def place(self) -> str:
        """Where symbolic links lead."""
        return os.path.realpath(self.path)


@dataclass(frozen=True)
class UsbAddress:
    """A head on USB, of whichever socket."""

    vendor: int
    product: int
    serial: str | None = None
    """Needed where two alike are plugged in."""

    @staticmethod
    def parse(text: str) -> "UsbAddress":
        """`04b8:0202` or `04b8:0202:SERIAL`. Raises ValueError with a sentence."""
        if (parts := _USB.fullmatch(text)) is None:
            raise ValueError(f"{text!r} is no USB printer: write it as 04b8:0202, see lsusb")
        return UsbAddress(int(parts[1], 16), int(parts[2], 16), parts[3])

    def connect(self) -> Wire:
        """Open the wire. Raises OSError."""
        return open_usb(self.vendor, self.product, self.serial)

    @property
    def model(self) -> str:
        """What two that are alike have in common."""
        return f"{self.vendor:04x}:{self.product:04x}"

    @property
    def place(self) -> str:
        """As hall.toml names it."""
        return "usb " + (self.model if self.serial is None else f"{self.model}:{self.serial}")


@dataclass(frozen=True)
class FileAddress:
    """A device node such as /dev/usb/lp0; or a plain file or named pipe, which answers nothing."""

    path: str

    def connect(self) -> Wire:
        """Open the wire. Raises OSError."""
        return open_file(self.path)

    @property
    def place(self) -> str:
        """Where symbolic links lead."""
        return os.path.realpath(self.path)


@dataclass(frozen=True)
class CupsAddress:
    """A print queue of this machine."""

    queue: str

    def connect(self) -> Wire:
        """Open the wire. Raises OSError."""
        return CupsWire(self.queue)

    @property
    def place(self) -> str:
        """Its name."""
        return f"queue {self.queue}"


Address = NetworkAddress | SerialAddress | UsbAddress | FileAddress | CupsAddress
