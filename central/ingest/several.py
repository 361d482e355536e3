"""Several that have something to say to halls, as one."""

from collections.abc import Sequence

from central.ingest.outgoing import Due, Outgoing
from protocol.uplink import HallState


class Several:
    """An Outgoing made of others; the first ones go first."""

    def __init__(self, *others: Outgoing) -> None:
        """others: each knows its messages by ids that no other has."""
        self._others = others

    def due(self, limit: int) -> Sequence[Due]:
        """At most so many of them all."""
        found: list[Due] = []
        for one in self._others:
            if len(found) < limit:
                found += one.due(limit - len(found))
        return found

    def sent(self, ids: Sequence[str]) -> None:
        """Each finds its own."""
        for one in self._others:
            one.sent(ids)

    def replied(self, hall: str, name: str, payload: bytes) -> None:
        """Each finds its own."""
        for one in self._others:
            one.replied(hall, name, payload)

    def born(self, hall: str, state: HallState) -> None:
        """Each is told."""
        for one in self._others:
            one.born(hall, state)
