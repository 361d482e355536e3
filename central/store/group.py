"""One group of messages on its way into the database, inside one transaction.

The rows of its halls are held first. Then what is known of the group is read, what is new is told
from it in memory, in the order of coming, and is written at one go. Nothing is remembered beyond
the group: a database that was set back to an older copy is believed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from central.reading import Readable, Receipt, Unreadable
from central.store import devices, halls, lines, quarantine
from central.store.counters import count
from central.store.heads import Head, Heads, RefusedStreamError
from central.store.known import Known, Records, Run, receipts
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
        self._fresh: list[Item] = []
        self._facts: list[Readable] = []
        self._places: list[int] = []
        self._new_records: list[Row] = []
        self._aside: list[Row] = []
        for one in heard:
            self._hear(one)
        self._devices = [one for one in heard if isinstance(one, DeviceHeard)]
        self._take(self._placed(items))

    def write(self) -> Committed:
        """Into the database; what it came to."""
        db, result = self._db, self._result
        placed = zip(self._facts, self._places, strict=True)
        db.fill(
            "fact", lines.COLUMNS, (lines.line_of(item, at, self._now_ms) for item, at in placed)
        )
        db.fill("receipt", _RECEIPT, (_receipt_line(item) for item in self._fresh))
        if self._new_records:
            db.fill("record", _RECORD, self._new_records)
        result.stored = len(self._fresh)
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
            row.online = int(heard.state.online)
            row.version = heard.state.version.replace("\0", "\ufffd")
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

    def _placed(self, items: Sequence[Item]) -> list[Run]:
        """Those that may have a receipt; all others are set aside, or are too far ahead."""
        runs: list[Run] = []
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
                runs.append((last, []))
            if receipt.n > last.through + FARTHEST:
                self._result.ahead += 1
                self._counts["ahead"] += 1
            else:
                runs[-1][1].append(item)
        return runs

    def _take(self, runs: Sequence[Run]) -> None:
        there = receipts(self._db, runs)
        for head, items in runs:
            known = there.get((head.hall, head.stream), {})
            for item in items:
                self._compare(head, item, known)
        self._records = Records(self._db, self._fresh)
        for item in self._fresh:
            if isinstance(item, Unreadable):
                self._set_aside(item, "unreadable", item.reason)
            elif not self._fact(item):
                reason = f"another fact is known as {item.receipt.identity}"
                self._set_aside(item, "contradiction", reason)

    def _compare(self, head: Head, item: Item, known: Mapping[int, Known]) -> None:
        """Is the row new, the same again, or another?"""
        receipt = item.receipt
        assert receipt is not None
        held: Known | Receipt | None = known.get(receipt.n)
        if held is None and (before := head.fresh.get(receipt.n)) is not None:
            held = before.receipt
        if held is None:
            head.fresh[receipt.n] = item
            self._fresh.append(item)
        elif (held.identity, held.leaf) == (receipt.identity, receipt.leaf):
            self._result.duplicates += 1
        else:
            reason = f"row {receipt.n} of stream {receipt.stream} holds {held.identity} already"
            self._set_aside(item, "conflict", reason)

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
        self._facts.append(item)
        self._places.append(hall.places)
        return True

    def _set_aside(self, item: Item, kind: str, reason: str) -> None:
        self._aside.append(quarantine.line_of(item, kind, reason, self._now_ms))
        self._counts[f"quarantine_{kind}"] += 1
        self._result.quarantined += 1


def _receipt_line(item: Item) -> Row:
    receipt = item.receipt
    assert receipt is not None
    return receipt.hall, receipt.stream, receipt.n, receipt.identity, receipt.leaf
