"""Central: a dictionary by identity, fed with what a gateway has committed, some time later."""

import json
from typing import Any

from protocol import records
from tests.fault_model.ledger import Key, Ledger, Record
from tests.fault_model.world import World

MOST_ROWS = 16
"""Rows that are on their way at a time."""


class Central:
    """Holds each fact once, whichever disk of the gateway it came from."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.facts: dict[str, tuple[str, str | None, str]] = {}
        """(type, cause, data) by identity"""
        self.records: dict[Key, Record] = {}
        self._through: dict[str, int] = {}

    def hear(self, stream: str, db: Any) -> None:
        """Some rows of the gateway's disk arrive; each may be lost, or come twice."""
        through = self._through.get(stream, 0)
        sql = "SELECT n, identity, type, cause, data FROM fact WHERE n > ? ORDER BY n LIMIT ?"
        for n, identity, kind, cause, data in db.execute(sql, (through, MOST_ROWS)).fetchall():
            if self.world.noisy and self.world.chance(0.05):
                return  # sent again from here on, when central has not confirmed it
            for _ in range(2 if self.world.noisy and self.world.chance(0.05) else 1):
                self._take(identity, kind, cause, data)
            self._through[stream] = n

    def holds_all(self, stream: str, n: int) -> bool:
        """Whether it has every row up to n."""
        return self._through.get(stream, 0) >= n

    def _take(self, identity: str, kind: str, cause: str | None, data: str) -> None:
        known = self.facts.setdefault(identity, (kind, cause, data))
        if kind != "device.record":
            if known != (kind, cause, data):
                self.world.ledger.find("an identity has one content", f"{identity} at central")
            return
        key, record = record_of(data)
        kept = self.records.setdefault(key, record)
        if not same(self.world.ledger, key, kept, record):
            text = f"{identity} is {kept} at central, and comes as {record}"
            self.world.ledger.find("an identity has one content", text)


def same(ledger: Ledger, key: Key, one: Record, other: Record) -> bool:
    """Equal; or one is VOID, of a smashed slot or of one never shown that read well only once."""
    if one == other:
        return True
    if records.VOID not in (one[0], other[0]):
        return False
    return ledger.is_smashed(key) or key not in ledger.written


def record_of(data: str) -> tuple[Key, Record]:
    """A device.record as the books name it."""
    at = json.loads(data)
    key = at["uid"], at["journal"], at["seq"]
    return key, (at["kind"], at["ticks"], bytes.fromhex(at["payload"]))
