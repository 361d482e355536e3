"""The printers of hall.toml: which head each is, and the way to it."""

from typing import Annotated

from pydantic import Field, model_validator

from gateway.printing.profile import Profile, ProfileError, load
from gateway.printing.wires.address import Address, NetworkAddress
from protocol.settings import Host, Port, Table, Text

Uid = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class PrinterTable(Table):
    """A ticket printer; a hall without one has no such table, one with several names each."""

    name: Annotated[Text, Field(min_length=1, max_length=40)] = "printer"
    profile: Annotated[Text, Field(min_length=1, max_length=40)] = "generic-80"
    """What head it is: a file of gateway/printing/profiles, or one of the hall's own."""
    host: Host | None = None
    port: Port = 9100
    boards: tuple[Uid, ...] = ()
    """Dispensers beside it: their tickets come out here first."""

    @model_validator(mode="after")
    def _one_way(self) -> "PrinterTable":
        if self.host is None:
            raise ValueError("it has no way to its head: give host, such as 192.168.1.50")
        return self

    def model(self) -> Profile:
        """Raises ValueError with a sentence for a profile that is not there."""
        try:
            return load(self.profile)
        except ProfileError as trouble:
            raise ValueError(f"printer {self.name}: {trouble}") from trouble

    def address(self) -> Address:
        """Where the head is."""
        assert self.host is not None
        return NetworkAddress(self.host, self.port)
