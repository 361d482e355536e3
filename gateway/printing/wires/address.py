"""Where a print head is, as hall.toml says it, and the way to it."""

from dataclasses import dataclass

from gateway.printing.wires.network import NetworkWire
from gateway.printing.wires.wire import Wire


@dataclass(frozen=True)
class NetworkAddress:
    """A head on the network."""

    host: str
    port: int = 9100

    def connect(self) -> Wire:
        """Open the wire. Raises OSError."""
        return NetworkWire(self.host, self.port)


Address = NetworkAddress
