"""A head that is not there: for trials of layouts and rules without paper."""


class DummyWire:
    """Keeps what it is sent, in `sent`."""

    two_way = False
    baud = None

    def __init__(self) -> None:
        """With nothing sent."""
        self.sent = bytearray()

    def send(self, data: bytes) -> None:
        """Keep it."""
        self.sent += data

    def receive(self, timeout_s: float) -> bytes:
        """Nothing ever comes, and nobody waits for it."""
        return b""

    def abort(self) -> None:
        """Nothing is under way."""

    def close(self) -> None:
        """What was sent stays."""
