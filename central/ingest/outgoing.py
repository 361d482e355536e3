"""What central has to say to halls beside acknowledgements: a port of the ingest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from protocol.uplink import HallState


@dataclass(frozen=True)
class Due:
    """A message that is to go out now."""

    id: str
    """What its owner knows it by."""
    topic: str
    payload: bytes
    expiry_s: int
    """After so many seconds a broker with MQTT 5 need not deliver it any more; at least 1."""


class Outgoing(Protocol):
    """Asked and told in the ingest's thread. Every method may raise StoreError: then the connection
    to the broker is dropped, and with the next one all is as if it had not been called.

    Each worker has one, and each of them asks for what is due: whatever must not go out from all of
    them at once is claimed in the database by its owner.
    """

    def due(self, limit: int) -> Sequence[Due]:
        """At most so many, in the order in which they should go out: all of them do. Asked about
        once a second. Those that are under way already may be among them: they are left aside."""

    def sent(self, ids: Sequence[str]) -> None:
        """The broker has these. That is no word of the hall: it may hear of them, or not."""

    def replied(self, hall: str, name: str, payload: bytes) -> None:
        """A hall's reply to a command of this name, to be read and committed: its PUBACK follows.
        It may come several times, to several workers. What cannot be read is the owner's to keep
        or count; nothing but StoreError may be raised."""

    def born(self, hall: str, state: HallState) -> None:
        """A hall has come online; its presence is committed. Each worker is told. What the broker
        had kept is told too, when a worker begins."""


class Nothing:
    """An Outgoing that never has anything to say."""

    def due(self, limit: int) -> Sequence[Due]:
        """None."""
        return ()

    def sent(self, ids: Sequence[str]) -> None:
        """Never called with any."""

    def replied(self, hall: str, name: str, payload: bytes) -> None:
        """Nobody has asked."""

    def born(self, hall: str, state: HallState) -> None:
        """Nobody waits for it."""
