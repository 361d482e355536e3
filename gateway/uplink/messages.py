"""Rows of the store as messages."""

from collections.abc import Iterator, Sequence
from typing import Final

from protocol.compact_json import json_bytes
from protocol.envelope import Entry, to_cloudevent
from protocol.uplink import batch_topic, event_topic

LIVE: Final = 8
"""Up to so many waiting rows travel one by one, each under its own topic; more are a backlog."""


def messages(hall: str, entries: Sequence[Entry]) -> Iterator[tuple[str, bytes, int]]:
    """(topic, payload, last n) of the messages that carry these rows."""
    if len(entries) > LIVE:
        events = [to_cloudevent(entry) for entry in entries]
        yield batch_topic(hall), json_bytes(events), entries[-1].n
        return
    for entry in entries:
        yield event_topic(hall, entry.fact.TYPE), json_bytes(to_cloudevent(entry)), entry.n
