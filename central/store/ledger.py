"""The Store, over whichever database: rules are in group.py, SQL in the words both understand."""

from collections.abc import Collection, Iterable

from central.reading import Readable, Unreadable
from central.store import quarantine
from central.store.group import Group
from central.store.heads import newest_acks
from central.store.port import Committed, Database, DeviceHeard, Heard
from protocol.uplink import Ack


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
        done = 0
        for hall in waiting:
            with self._database.transaction() as db:
                group = Group(db, [], [], now_ms, also=[hall])
                done += group.read_again(hall)
                group.write()
        return done
