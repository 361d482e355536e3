"""The Store, over whichever database: rules are in group.py, SQL in the words both understand."""

import logging
from collections.abc import Collection, Iterable

from central.reading import Readable, Unreadable
from central.store import quarantine
from central.store.group import Group
from central.store.heads import newest_acks
from central.store.port import FAULTS, Committed, Database, DeviceHeard, Heard
from protocol.uplink import Ack

log = logging.getLogger(__name__)


class Ledger:
    """See port.Store. It remembers nothing from one group to the next."""

    def __init__(self, database: Database) -> None:
        """On a database of this version, which it closes."""
        self._database = database

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def commit(
        self,
        items: Iterable[Readable | Unreadable],
        heard: Iterable[Heard | DeviceHeard],
        now_ms: int,
    ) -> Committed:
        """Store a group durably, in one transaction; on return it is committed."""
        group = list(items), list(heard)
        with self._database.transaction() as db:
            return Group(db, *group, now_ms).write()

    def acks(self, halls: Collection[str] | None = None) -> list[tuple[str, Ack]]:
        """See port.Store."""
        with self._database.transaction() as db:
            return newest_acks(db, halls)

    def read_quarantine_again(self, now_ms: int) -> int:
        """Turn receipted events that this version can read into facts; how many there were."""
        with self._database.transaction() as db:
            waiting = quarantine.halls_waiting(db)
        return sum(self._read_again(hall, now_ms) for hall in waiting)

    def _read_again(self, hall: str, now_ms: int) -> int:
        """All of a hall at one go, or each alone where one of them cannot be held even now."""
        try:
            return self._read_some(hall, now_ms, None)
        except FAULTS as error:
            log.warning("store: something of hall %s still cannot be held: %s", hall, error)
        with self._database.transaction() as db:
            numbers = [one.number for one in quarantine.readable_now(db, hall)]
        done = 0
        for number in numbers:
            try:
                done += self._read_some(hall, now_ms, number)
            except FAULTS as error:
                log.warning("store: number %d in quarantine stays there: %s", number, error)
        return done

    def _read_some(self, hall: str, now_ms: int, number: int | None) -> int:
        with self._database.transaction() as db:
            group = Group(db, [], [], now_ms, also=[hall])
            done = group.read_again(hall, number)
            group.write()
        return done
