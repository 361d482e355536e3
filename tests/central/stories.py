"""Messages as halls send them, and central run as a program that dies where a test says."""

import json
from collections.abc import Sequence

from central.reading import Readable, Unreadable, read_message
from protocol.envelope import GENESIS, Entry, chain, leaf, to_cloudevent
from protocol.uplink import Ack, batch_topic, event_topic
from tests.uplink.harness import row

Items = Sequence[Readable | Unreadable]


def wire(entry: Entry) -> tuple[str, bytes]:
    """Topic and payload of a single event."""
    topic = event_topic(entry.hall, entry.fact.TYPE)
    return topic, json.dumps(to_cloudevent(entry), ensure_ascii=False).encode()


def items(*entries: Entry) -> list[Readable | Unreadable]:
    """Entries as central reads them, one message each."""
    return [item for entry in entries for item in read_message(*wire(entry))]


def batch(entries: Sequence[Entry]) -> tuple[str, bytes]:
    events = [to_cloudevent(entry) for entry in entries]
    return batch_topic(entries[0].hall), json.dumps(events, ensure_ascii=False).encode()


def digest(through: int) -> str:
    value = GENESIS
    for n in range(1, through + 1):
        value = chain(value, leaf(row(n)))
    return value.hex()


def last_ack(acks: list[tuple[str, Ack]]) -> Ack:
    return acks[-1][1]
