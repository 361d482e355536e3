"""One group of messages on its way into the database, inside one transaction.

The rows of its halls are held first. Then what is known of the group is read, what is new is told
from it in memory, in the order of coming, and is written at one go. Nothing is remembered beyond
the group: a database that was set back to an older copy is believed.
"""

from collections import Counter
from collections.abc import Sequence

from central.reading import Readable, Unreadable
from central.store import devices, halls, lines, quarantine
from central.store.counters import count
from central.store.heads import Head, Heads, Leaf, RefusedStreamError, mark_of
from central.store.known import Placed, Records, receipts
from central.store.port import FARTHEST, Committed, DeviceHeard, Heard, Row, Transaction
from protocol import facts

Item = Readable | Unreadable

_RECEIPT = ("hall", "stream", "n", "identity", "digest")
_RECORD = ("identity", "hall", "place")


class Group:
    """Take everything, then write()."""

    def __init__(
        self,
        db: Transaction,
        items: Sequence[Item],
        heard: Sequence[Heard | DeviceHeard],
        now_ms: int,
        also: Sequence[str] = (),
    ) -> None:
        """also: halls that are held beside those of the group."""
        self._db, self._now_ms = db, now_ms
        placed = [item.receipt for item in items if item.receipt is not None]
        ids = {one.hall for one in placed} | {one.hall for one in heard} | {*also}
        self._halls = halls.take(db, ids)
        self._heads = Heads(db, ids)
        born = [
            (one.hall, one.state.stream)
            for one in heard
            if isinstance(one, Heard) and one.state is not None and one.state.online
        ]
        self._heads.claim([*born, *((one.hall, one.stream) for one in placed)])
        self._result = Committed()
        self._counts: Counter[str] = Counter()
        self._receipts: list[Row] = []
        self._facts: list[Row] = []
        self._new_records: list[Row] = []
        self._aside: list[Row] = []
        for one in heard:
            self._hear(one)
        self._devices = [one for one in heard if isinstance(one, DeviceHeard)]
        self._take(self._placed(items))

    def write(self) -> Committed:
        """Into the database; what it came to."""
        db, result = self._db, self._result
        db.fill("fact", lines.COLUMNS, self._facts)
        db.fill("receipt", _RECEIPT, self._receipts)
        db.fill("record", _RECORD, self._new_records)
        self._heads.advance()
        halls.keep(db, self._halls.values())
        self._counts["device_refused"] += devices.keep(db, self._devices, self._now_ms)
        if self._aside:
            self._counts["quarantine_dropped"] += quarantine.keep(db, self._aside)
        count(db, +self._counts)
        result.acks = self._heads.acks()
        return result

    def read_again(self, hall: str, number: int | None = None) -> int:
        """What waits in quarantine and is read by this version becomes a fact; how many. number:
        this one alone."""
        waiting = [
            one
            for one in quarantine.readable_now(self._db, hall)
            if number is None or one.number == number
        ]
        self._records = Records(self._db, [one.item for one in waiting])
        done = [one for one in waiting if self._fact(one.item)]
        for one in done:
            quarantine.release(self._db, one.number, self._now_ms)
        return len(done)

    def _hear(self, heard: Heard | DeviceHeard) -> None:
        row = self._halls[heard.hall]
        if isinstance(heard, DeviceHeard):
            return
        if heard.fresh:
            row.heard_ms = self._now_ms
        if heard.state is not None:
            row.online, row.version = int(heard.state.online), heard.state.version
            if heard.state.online:
                self._birth(heard.hall, heard.state.stream)

    def _birth(self, hall: str, stream: str) -> None:
        """A hall is born before it sends; nobody else knows its new stream until then.

        It is told how far its stream is received, be it nothing: a database that was lost, or set
        back to before the hall's first fact, would else say nothing to a hall that has no news.
        """
        try:
            self._heads.find(hall, stream).touched = True
        except RefusedStreamError:
            self._counts["birth_refused"] += 1  # its events say which, and are set aside

    def _placed(self, items: Sequence[Item]) -> list[Placed]:
        """Those that may have a receipt; all others are set aside, or are too far ahead."""
        found = []
        last: Head | None = None
        for item in items:
            receipt = item.receipt
            if receipt is None:
                assert isinstance(item, Unreadable)
                self._set_aside(item, "unreadable", item.reason)
                continue
            if last is None or (last.stream, last.hall) != (receipt.stream, receipt.hall):
                self._halls[receipt.hall].heard_ms = self._now_ms
                try:
                    last = self._heads.find(receipt.hall, receipt.stream)
                except RefusedStreamError as error:
                    last = None
                    self._set_aside(item, "refused", str(error))
                    continue
                last.touched = True
            if receipt.n > last.through + FARTHEST:
                self._result.ahead += 1
                self._counts["ahead"] += 1
            else:
                found.append((item, receipt, last))
        return found

    def _take(self, placed: Sequence[Placed]) -> None:
        there = receipts(self._db, placed)
        fresh = []
        for one in placed:
            item, receipt, head = one
            known = there.get((receipt.hall, receipt.stream, receipt.n))
            if known is None and receipt.n in head.fresh:
                known = head.fresh[receipt.n].identity, head.fresh[receipt.n].digest
            if known is None:
                head.fresh[receipt.n] = Leaf(receipt.leaf, mark_of(item), receipt.identity)
                fresh.append(one)
            elif known == (receipt.identity, receipt.leaf):
                self._result.duplicates += 1
            else:
                reason = f"row {receipt.n} of stream {receipt.stream} holds {known[0]} already"
                self._set_aside(item, "conflict", reason)
        self._result.stored = len(fresh)
        self._receipts = [
            (one.hall, one.stream, one.n, one.identity, one.leaf) for _, one, _ in fresh
        ]
        self._records = Records(self._db, [item for item, _, _ in fresh])
        for item, receipt, _ in fresh:
            if isinstance(item, Unreadable):
                self._set_aside(item, "unreadable", item.reason)
            elif not self._fact(item):
                reason = f"another fact is known as {receipt.identity}"
                self._set_aside(item, "contradiction", reason)

    def _fact(self, item: Readable) -> bool:
        """Keep the fact; False if another one of this hall has its identity.

        Only a board's record can: the identity of every other fact is its stream and n, which its
        receipt has alone.
        """
        hall = self._halls[item.entry.hall]
        if isinstance(item.entry.fact, facts.DeviceRecord):
            held = self._records.held(item)
            if held is not None:
                return held == item.data
            if self._records.elsewhere(item):
                self._counts["record_of_two_halls"] += 1
            self._records.add(item, hall.places + 1)
            self._new_records.append((item.receipt.identity, hall.hall, hall.places + 1))
        hall.places += 1
        self._facts.append(lines.line_of(item, hall.places, self._now_ms))
        return True

    def _set_aside(self, item: Item, kind: str, reason: str) -> None:
        self._aside.append(quarantine.line_of(item, kind, reason, self._now_ms))
        self._counts[f"quarantine_{kind}"] += 1
        self._result.quarantined += 1
