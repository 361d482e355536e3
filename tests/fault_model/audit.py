"""What must hold of a gateway's disk at any time, and of all copies in the end."""

import json
from collections import Counter
from typing import Final

from gateway.hall.requests import FRESH_MS
from protocol import records
from tests.fault_model.central import Central, record_of, same
from tests.fault_model.disk import all_facts
from tests.fault_model.host import Host
from tests.fault_model.ledger import Journal, Key, Ledger, Record, name
from tests.fault_model.world import WALL_MS, World

ASKING: Final = (records.TICKET, records.KEY, records.RATING)
"""Kinds of records that have an outcome."""

WITHOUT_EFFECT: Final = ("request.expired", "request.refused")
SLACK_MS: Final = 50
"""From the board's answer to the gateway's taking it up."""


class DiskAudit:
    """One gateway's disk: marks, records, gaps, outcomes."""

    def __init__(self, ledger: Ledger, host: Host, known: dict[Journal, int]) -> None:
        """known: marks with which this disk was begun."""
        self.ledger = ledger
        self.kept: dict[Key, Record] = {}
        self._covered: dict[Journal, list[int]] = {}
        self._outcomes: dict[str, list[tuple[str, int, dict[str, object]]]] = {}
        self._names: dict[Key, str] = {}
        self._met: dict[tuple[str, int], int] = {}
        """Up to where a journal was history when this disk met it."""
        for _, identity, kind, cause, at_ms, data in all_facts(host.writer.disk.db):
            if cause is not None:
                outcome = kind, at_ms - WALL_MS, json.loads(data)
                self._outcomes.setdefault(cause, []).append(outcome)
            if kind == "device.record":
                self._record(identity, data)
            elif kind == "device.met":
                met = json.loads(data)
                self._met[met["uid"], met["journal"]] = met["last"]
            elif kind == "device.gap":
                self._gap(json.loads(data))
        self._marks(dict(host.store.head.marks), known)

    def outcomes(self) -> None:
        """Each request and each rating has one, but for requests of before this disk, which have it
        only while they are fresh; stale ones have no effect; ratings fit."""
        acted: set[tuple[str, bytes]] = set()
        for key, record in self.kept.items():
            found = self._outcomes.get(self._names[key], [])
            history = record[0] != records.RATING and key[2] <= self._met.get(key[:2], 0)
            if len(found) != (record[0] in ASKING) and not (history and not found):
                self.ledger.find("one outcome", f"{name(key)} {record} has {found}")
            for kind, at_ms, data in found:
                if record[0] == records.RATING:
                    self._rating(key, record, data)
                elif kind not in WITHOUT_EFFECT:
                    self._fresh(key, at_ms)
                    screen = key[0], record[2][1:5]
                    if screen in acted:
                        self.ledger.find("one effect of a screen", f"{name(key)} is another")
                    acted.add(screen)

    def _record(self, identity: str, data: str) -> None:
        key, record = record_of(data)
        self._names[key] = identity
        if key in self.kept:
            self.ledger.find("kept once", f"{name(key)} stands twice on the gateway's disk")
        self.kept[key] = record
        self._covered.setdefault(key[:2], []).append(key[2])

    def _gap(self, gap: dict[str, int | str]) -> None:
        journal = str(gap["uid"]), int(gap["journal"])
        lost = range(int(gap["first"]), int(gap["last"]) + 1)
        self.ledger.counted["gaps"] += 1
        for seq in lost:
            if not self.ledger.may_be_gone((*journal, seq)):
                self.ledger.find("a gap only where something was lost", f"{gap}, at {seq}")
                break
        self._covered.setdefault(journal, []).extend(lost)

    def _marks(self, marks: dict[Journal, int], known: dict[Journal, int]) -> None:
        for journal in marks.keys() | self._covered.keys():
            begun = known.get(journal, 0)
            covered = sorted(self._covered.get(journal, []))
            if covered != list(range(begun + 1, marks.get(journal, 0) + 1)):
                text = f"{journal}: mark {marks.get(journal)}, kept are {covered} from {begun}"
                self.ledger.find("the mark tells what is kept", text)

    def _rating(self, key: Key, record: Record, data: dict[str, object]) -> None:
        service = int.from_bytes(record[2][4:8], "little")
        if (data.get("service"), data.get("level")) != (service, record[2][8]):
            self.ledger.find("a rating is for the service shown", f"{name(key)}: {data}")

    def _fresh(self, key: Key, at_ms: int) -> None:
        known = self.ledger.written.get(key)
        if known is None:
            return
        latest = FRESH_MS + SLACK_MS
        if at_ms - known.at_ms > latest:
            age = at_ms - known.at_ms
            self.ledger.find("a request counts while fresh", f"{name(key)} after {age:.0f} ms")
        if not any(boot == known.boot for _, boot in known.read):
            self.ledger.find("a request counts in its boot", f"{name(key)} of boot {known.boot}")


def audit_all(world: World, central: Central, host: Host, known: dict[Journal, int]) -> None:
    """The end: everything has drained."""
    ledger = world.ledger
    disk = DiskAudit(ledger, host, known)
    disk.outcomes()
    unseen = {journal: Counter(found) for journal, found in ledger.unseen.items()}
    for key in disk.kept.keys() | central.records.keys():
        at_host, at_central = disk.kept.get(key), central.records.get(key)
        if at_host and at_central and not same(ledger, key, at_host, at_central):
            ledger.find("an identity has one content", f"{name(key)} differs")
        _written(ledger, key, at_central or at_host, unseen)
    for key, entry in ledger.written.items():
        if key not in disk.kept and key not in central.records and entry.excuse is None:
            ledger.find("what was shown arrives", f"{name(key)} {entry.record} is lost")
    for fork in ledger.forks.values():
        for key, record in fork.items():
            if disk.kept.get(key) != record:
                ledger.find("what was shown arrives", f"{name(key)} {record} is not under its name")
    _numbers(ledger, central)


def _written(
    ledger: Ledger, key: Key, record: Record | None, unseen: dict[Journal, "Counter[Record]"]
) -> None:
    """A board wrote it so, or began to, or it is a VOID where none was shown."""
    assert record is not None
    known = ledger.written.get(key)
    if record == (known.record if known is not None else ledger.forks.get(key[:2], {}).get(key)):
        return
    if record[0] == records.VOID and (known is None or ledger.is_smashed(key)):
        return
    if known is None and unseen.get(key[:2], Counter())[record] > 0:
        unseen[key[:2]][record] -= 1
        return
    ledger.find("only what a board wrote", f"{name(key)} is {record}, written was {known}")


def _numbers(ledger: Ledger, central: Central) -> None:
    """No number of a day and business is given twice, on whichever disk."""
    given: Counter[tuple[str, str, int]] = Counter()
    for kind, _, data in central.facts.values():
        if kind == "ticket.issued":
            ticket = json.loads(data)
            given[ticket["day"], ticket["business"], ticket["number"]] += 1
    for ticket, times in given.items():
        if times > 1:
            ledger.find("a number is given once", f"ticket {ticket} {times} times")
