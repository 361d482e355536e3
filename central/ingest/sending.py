"""Bringing out what an Outgoing has due, beside the acknowledgements and never before them."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from central.ingest.outgoing import Due, Outgoing
from central.store import PoisonError, StoreError
from protocol.uplink import HallState
from runtime.mqtt import Connection

log = logging.getLogger(__name__)

LOOK: Final = 1.0
"""Seconds between two questions what is due."""
FLYING: Final = 4
"""Of these without a PUBACK, at most. Part of a list has some 350 kB: more of them would hold up
the acknowledgements behind them."""


class Sender:
    """One thread. What faults in the Outgoing stops no fact, unless the database is away."""

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing
        self._flying: dict[int, str] = {}
        self._asked_at = 0.0

    @property
    def flying(self) -> int:
        """Messages that the broker has not acknowledged."""
        return len(self._flying)

    def begin(self) -> None:
        """A new connection."""
        self._flying.clear()
        self._asked_at = 0.0

    def publish(self, wire: Connection, room: int, now: float) -> None:
        """Send what is due and has room. Raises StoreError or WireError. now: monotonic seconds."""
        limit = min(room, FLYING - len(self._flying))
        if limit <= 0 or now - self._asked_at < LOOK:
            return
        under_way = set(self._flying.values())
        due: Sequence[Due] = ()
        with _whatever_comes("what goes out"):
            due = self._outgoing.due(limit)
        new = [one for one in due if one.id not in under_way]
        if len(new) < limit:
            self._asked_at = now  # else there may be more
        for one in new:
            mid = wire.publish(one.topic, one.payload, expiry_s=max(1, one.expiry_s))
            self._flying[mid] = one.id

    def landed(self, mids: list[int]) -> None:
        """The broker has had these, if they are of these. Raises StoreError."""
        ids = [self._flying.pop(mid) for mid in mids if mid in self._flying]
        if not ids:
            return
        with _whatever_comes("what went out"):
            self._outgoing.sent(ids)

    def replied(self, hall: str, name: str, payload: bytes) -> None:
        """A hall has replied. Raises StoreError."""
        with _whatever_comes(f"a reply of hall {hall} to {name}"):
            self._outgoing.replied(hall, name, payload)

    def born(self, hall: str, state: HallState) -> None:
        """A hall has come. Raises StoreError."""
        self._asked_at = 0.0  # something may be due to it
        with _whatever_comes(f"the coming of hall {hall}"):
            self._outgoing.born(hall, state)


@contextmanager
def _whatever_comes(what: str) -> Iterator[None]:
    """What one hall says must not end the taking in of all: its birth is retained, and would meet
    every worker again. Raises StoreError when the database is away."""
    try:
        yield
    except PoisonError as error:
        log.warning("ingest: %s cannot be kept: %s", what, error)
    except StoreError:
        raise
    except Exception:
        log.exception("ingest: a fault of the program in %s", what)
