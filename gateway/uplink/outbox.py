"""What the uplink needs of the store."""

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from protocol.envelope import Entry


class OutboxError(Exception):
    """The store cannot be read or written now; the text says why."""


class Confirmation(Enum):
    """What the store made of an acknowledgement of central."""

    CONFIRMED = "confirmed"
    """The digest agrees with our own at that row; everything up to it is delivered."""
    DIFFERS = "differs"
    """Central has computed another digest: nothing was confirmed."""
    UNKNOWN = "unknown"
    """Central names a row which this store does not have: nothing was confirmed."""


class Outbox(Protocol):
    """The committed rows of one stream. Called from the uplink's thread only.

    Every method raises OutboxError when the store does not answer.
    """

    @property
    def hall(self) -> str:
        """The hall's id, one level of an MQTT topic."""

    @property
    def stream(self) -> str:
        """8 hex digits."""

    def empty(self) -> bool:
        """Whether the store is new and waits to be told of the open day."""

    def last(self) -> int:
        """Highest committed row, 0 if there is none."""

    def through(self) -> int:
        """Highest row which central has confirmed."""

    def entries(self, after: int, limit: int) -> Sequence[Entry]:
        """Committed rows after+1, after+2 …, in order, at most `limit`."""

    def confirm(self, through: int, digest: str) -> Confirmation:
        """Write down that central holds every row up to `through`, if `digest` (hex) is ours.

        A `through` at or below the confirmed one changes nothing, but is compared all the same.
        """
