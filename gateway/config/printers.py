"""The printers of hall.toml: which head each is, and the way to it."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, PrivateAttr, model_validator

from gateway.hall.plan import NAMELESS
from gateway.hall.wish import Uid
from gateway.printing.profile import Profile, ProfileError, load
from gateway.printing.wires.address import (
    Address,
    CupsAddress,
    FileAddress,
    NetworkAddress,
    SerialAddress,
    UsbAddress,
)
from protocol.settings import Host, Port, Table, Text

Baud = Annotated[int, Field(strict=True, ge=1200, le=921_600)]
Absolute = Annotated[Text, Field(pattern=r"^/.")]
Queue = Annotated[Text, Field(pattern=r"^[^-\s/#'\"?][^\s/#'\"?]*$", max_length=127)]
"""As CUPS takes a name; one that begins with a hyphen would be an option of its commands."""

_WAYS: Final = ("host", "serial", "usb", "file", "cups")


class PrinterTable(Table):
    """A ticket printer; a hall without one has no such table, one with several names each."""

    name: Annotated[Text, Field(min_length=1, max_length=40)] = NAMELESS
    profile: Annotated[Text, Field(min_length=1, max_length=40)] = "generic-80"
    """What head it is: a file of gateway/printing/profiles, or one of the hall's own."""
    host: Host | None = None
    port: Port = 9100
    serial: Absolute | None = None
    """Best one of /dev/serial/by-id, which stays when other adapters come and go."""
    baud: Baud | None = None
    """Of `serial`; None: as the profile's head leaves the factory."""
    usb: Text | None = None
    """Vendor and product, `04b8:0202`, and `:SERIAL` where two alike are plugged in."""
    file: Absolute | None = None
    """A device node such as /dev/usb/lp0; or a file or named pipe, which answers nothing."""
    cups: Queue | None = None
    """A print queue of this machine, which answers nothing."""
    boards: tuple[Uid, ...] = ()
    """Dispensers beside it: their tickets come out here first."""

    _folders: tuple[Path, ...] = PrivateAttr(())
    """Of profiles, beside ours."""

    @model_validator(mode="after")
    def _one_way(self) -> "PrinterTable":
        ways = [way for way in _WAYS if getattr(self, way) is not None]
        if not ways:
            raise ValueError(
                "it has no way to its head: give one of host, serial, usb, file and cups,"
                ' such as host = "192.168.1.50"'
            )
        if len(ways) > 1:
            raise ValueError(f"it has several ways to its head: keep one of {' and '.join(ways)}")
        if self.baud is not None and self.serial is None:
            raise ValueError("baud is of a serial port, and it has none: leave baud out")
        if "port" in self.model_fields_set and self.host is None:
            raise ValueError("port is of a host, and it has none: leave port out")
        if self.usb is not None:
            UsbAddress.parse(self.usb)
        return self

    def beside(self, folder: Path) -> "PrinterTable":
        """With the hall's own profiles, in `printers` in the folder of its hall.toml."""
        table = self.model_copy()
        table._folders = (folder / "printers",)
        return table

    def model(self) -> Profile:
        """Raises ValueError with a sentence for a profile that is not there."""
        try:
            return load(self.profile, *self._folders)
        except ProfileError as trouble:
            raise ValueError(f"printer {self.name}: {trouble}") from trouble

    def address(self) -> Address:
        """Where the head is. Raises ValueError as `model` does."""
        if self.host is not None:
            return NetworkAddress(self.host, self.port)
        if self.serial is not None:
            return SerialAddress(self.serial, self.baud or self.model().baud)
        if self.usb is not None:
            return UsbAddress.parse(self.usb)
        if self.file is not None:
            return FileAddress(self.file)
        assert self.cups is not None
        return CupsAddress(self.cups)


def of_known_boards(tables: Sequence[PrinterTable], boards: Collection[str]) -> None:
    """Raises ValueError with a sentence if a printer stands beside a board that is not there, or
    two beside one."""
    beside: dict[str, str] = {}
    for table in tables:
        for uid in table.boards:
            if uid not in boards:
                raise ValueError(
                    f"printer {table.name} stands beside board {uid}, which is in no [[board]]:"
                    " correct its uid, or remove it from boards"
                )
            if uid in beside:
                raise ValueError(
                    f"printers {beside[uid]} and {table.name} both stand beside board {uid}:"
                    " keep it at one of them"
                )
            beside[uid] = table.name


def one_head_each(tables: Sequence[PrinterTable], lines: Sequence[str]) -> None:
    """Raises ValueError with a sentence if two printers are at one place, or one where a line is
    (`lines` are their ports)."""
    taken = {os.path.realpath(port): f"the line {port}" for port in lines}
    for table in tables:
        place = table.address().place
        if place in taken:
            raise ValueError(
                f"{taken[place]} and printer {table.name} are both at {place}:"
                " each needs its own, or remove one"
            )
        taken[place] = f"printer {table.name}"
    usb = [(table.name, UsbAddress.parse(table.usb)) for table in tables if table.usb is not None]
    for name, head in usb:
        alike = [one for one in usb if one[1].model == head.model]
        if head.serial is None and len(alike) > 1:
            raise ValueError(
                f"printer {name} may be any of {len(alike)} that are alike: add its serial number"
                f' to usb, such as "{head.model}:SERIAL"; taxhall printer find tells it'
            )
