"""Which MQTT a broker speaks. No I/O.

5 is asked for first. A broker that knows only 3.1.1 says so in its CONNACK, or it closes the
connection without one. The first is remembered for as long as the program runs. The second may as
well be a broker that dies just then, so it is believed for one connection only: nothing loops, and
a broker with 5 does not stay without it.
"""

from typing import Final

V5: Final = 5
V311: Final = 4
"""As CONNECT has it (MQTT 3.1.1, 3.1.2.2)."""


class Spoken:
    """What is known of one broker. Keep one for as long as the program runs."""

    def __init__(self) -> None:
        self.version = V5
        """What the next connection asks for."""
        self._sure = False

    def refused(self) -> None:
        """The broker has said that it does not know the version that was asked for."""
        self.version, self._sure = V311, True

    def closed(self) -> None:
        """The broker has closed the connection before it answered at all."""
        if not self._sure:
            self.version = V311 if self.version == V5 else V5

    def ended(self) -> None:
        """A connection to which the broker had said yes has ended."""
        if not self._sure:
            self.version = V5
