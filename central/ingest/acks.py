"""The retained acknowledgements of all halls: said after the commit, and right in the end.

Two workers commit rows of one hall one after the other, and their words may pass each other on the
way, so that the broker keeps the older one. Therefore whoever has said one looks, when the broker
has it, whether the database still says so, and says the newer one if not. What arrived last is
then looked at after it arrived, so it stays only if it is true.
"""

import logging
from collections.abc import Sequence
from typing import Final

from central.store import Database, Store
from central.store.port import marks
from protocol.uplink import Ack, ack_topic, write
from runtime.mqtt import Connection

log = logging.getLogger(__name__)

CHECK: Final = 0.5
"""Seconds between two looks. A hall believes a lower word when nothing higher has come for two."""

PORTION: Final = 500
"""Halls of one question."""

Key = tuple[str, str]
"""Hall, stream."""


class AckBook:
    """What is to be said, what is on its way, and what is to be looked at again. One thread."""

    def __init__(self, store: Store, database: Database | None) -> None:
        """database: asked whether others have said something newer; None: there are no others."""
        self._store, self._database = store, database
        self._due: dict[Key, Ack] = {}
        self._flying: dict[int, tuple[Key, int]] = {}
        self._said: dict[Key, int] = {}
        self._checked_at = 0.0

    @property
    def waiting(self) -> bool:
        """Something is to be said."""
        return bool(self._due)

    @property
    def flying(self) -> int:
        """Messages that the broker has not acknowledged."""
        return len(self._flying)

    def begin(self) -> None:
        """A new connection: every hall's word is to be said. Raises StoreError."""
        self._flying.clear()
        self._said.clear()
        self._due = {(hall, ack.stream): ack for hall, ack in self._store.acks()}

    def put(self, acks: Sequence[tuple[str, Ack]]) -> None:
        """These are committed; of a hall its newest stream comes last, and stays retained."""
        for hall, ack in acks:
            self._due.pop((hall, ack.stream), None)
            self._due[hall, ack.stream] = ack

    def publish(self, wire: Connection, room: int) -> None:
        """Say as much as there is room for. Raises WireError."""
        while self._due and room > 0:
            key = next(iter(self._due))
            ack = self._due.pop(key)
            mid = wire.publish(ack_topic(key[0]), write(ack), retain=True)
            self._flying[mid] = key, ack.through
            room -= 1

    def landed(self, mid: int) -> None:
        """The broker has this message, if it is one of these."""
        key, through = self._flying.pop(mid, (None, 0))
        if key is not None and self._database is not None:
            self._said[key] = through

    def check(self, now: float) -> None:
        """Look again at what has been said since the last time. Raises StoreError.

        now: monotonic seconds. Costs one question for every PORTION halls, twice a second at most,
        and none while nothing is said.
        """
        if self._database is None or not self._said or now - self._checked_at < CHECK:
            return
        self._checked_at = now
        said, self._said = self._said, {}
        passed = self._passed(self._database, said)
        if passed:
            log.info("ingest: %d halls are told again what another worker told", len(passed))
            self.put(self._store.acks(passed))

    def _passed(self, database: Database, said: dict[Key, int]) -> list[str]:
        """Halls of which the database says something else by now, which we are not about to say."""
        passed = set()
        halls = sorted({hall for hall, _ in said})
        for first in range(0, len(halls), PORTION):
            portion = halls[first : first + PORTION]
            for hall, stream, through in database.select(
                f"SELECT hall, stream, through FROM head WHERE hall IN ({marks(portion)})",
                *portion,
            ):
                key = hall, stream
                if said.get(key, through) != through and key not in self._due:
                    passed.add(hall)
        return sorted(passed)
