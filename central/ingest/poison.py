"""One item that the database cannot hold never keeps back the others of its group.

The group is halved until the item is alone. It is then kept as something unreadable, with its
receipt, so that the hall's other rows are acknowledged; every further step gives up a little more
of it, and the last keeps its bytes alone.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from central.reading import KEPT, Readable, Receipt, Unreadable
from central.store import Committed, DeviceHeard, Heard, PoisonError, Store
from central.store.port import FAULTS

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Taking:
    store: Store
    now_ms: int

    def commit(
        self, items: Sequence[Readable | Unreadable], heard: Sequence[Heard | DeviceHeard]
    ) -> Committed:
        try:
            return self.store.commit(items, heard, self.now_ms)
        except FAULTS as error:
            if not isinstance(error, PoisonError):
                log.exception("ingest: a fault of the program over one of %d items", len(items))
            if len(items) + len(heard) > 1:
                return self._halves(items, heard)
            return self._alone(items[0], error) if items else self._unheard(heard[0], error)

    def _halves(
        self, items: Sequence[Readable | Unreadable], heard: Sequence[Heard | DeviceHeard]
    ) -> Committed:
        if items and heard:  # a hall is born before it sends
            first = self.commit((), heard)
            return _both(first, self.commit(items, ()))
        i, h = len(items) // 2, len(heard) // 2
        first = self.commit(items[:i], heard[:h])
        return _both(first, self.commit(items[i:], heard[h:]))

    def _alone(self, item: Readable | Unreadable, error: Exception) -> Committed:
        why = f"the database cannot hold it: {error}"
        # Once more as it is, for others may have been in its way; then with less and less.
        for less in (item, *_less(item, why)):
            try:
                return self.store.commit([less], (), self.now_ms)
            except FAULTS as again:
                error = again
        # Its row is at the hall as before, for it is not acknowledged.
        log.error("ingest: something of %s cannot be kept in any form: %s", _whose(item), error)
        return Committed()

    def _unheard(self, heard: Heard | DeviceHeard, error: Exception) -> Committed:
        log.warning("ingest: a state of hall %s cannot be kept: %s", heard.hall, error)
        if isinstance(heard, Heard) and heard.state is not None:
            return self.commit((), [replace(heard, state=None)])
        return Committed()


def commit(
    store: Store,
    items: Sequence[Readable | Unreadable],
    heard: Sequence[Heard | DeviceHeard],
    now_ms: int,
) -> Committed:
    """Store a group durably, in one transaction unless something in it is poison. Raises StoreError
    when the database fails: then a part of the group may be committed, and nothing is lost by
    taking all of it in again."""
    return _Taking(store, now_ms).commit(items, heard)


def _less(item: Readable | Unreadable, reason: str) -> Iterator[Unreadable]:
    """The same, with ever less that a database could refuse."""
    raw, size, topic = item.raw[:KEPT], len(item.raw), ""
    if isinstance(item, Unreadable):
        size, topic = item.size, plain(item.topic)
        reason = f"{item.reason}; {reason}"
    reason = plain(reason[:500])
    receipt = item.receipt
    if receipt is not None:
        yield Unreadable(topic, raw, size, reason, receipt)
        clean = Receipt(
            receipt.hall, receipt.stream, receipt.n, plain(receipt.identity), receipt.leaf
        )
        yield Unreadable(topic, raw, size, reason, clean)
    yield Unreadable(topic, raw, size, reason)


def plain(text: str) -> str:
    """The text with what no database holds written out: NUL, and halves of surrogate pairs."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")


def _both(first: Committed, second: Committed) -> Committed:
    streams = {(hall, ack.stream) for hall, ack in second.acks}
    older = [(hall, ack) for hall, ack in first.acks if (hall, ack.stream) not in streams]
    return Committed(
        first.stored + second.stored,
        first.duplicates + second.duplicates,
        first.quarantined + second.quarantined,
        first.ahead + second.ahead,
        older + second.acks,
    )


def _whose(item: Readable | Unreadable) -> str:
    receipt = item.receipt
    if receipt is not None:
        return f"hall {receipt.hall}, stream {receipt.stream}, row {receipt.n}"
    return f"topic {item.topic!r}" if isinstance(item, Unreadable) else "nobody"
