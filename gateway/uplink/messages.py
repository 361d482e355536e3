"""Rows of the store as messages."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from protocol.envelope import Entry, to_cloudevent
from protocol.uplink import batch_topic, event_topic

LIVE: Final = 8
"""Up to so many waiting rows travel one by one, each under its own topic; more are a backlog."""


def messages(hall: str, entries: Sequence[Entry]) -> Iterator[tuple[str, bytes, int]]:
    """(topic, payload, last n) of the messages that carry these rows."""
    if len(entries) > LIVE:
        events = [to_cloudevent(entry) for entry in entries]
        yield batch_topic(hall), _json(events), entries[-1].n
        return
    for entry in entries:
        yield event_topic(hall, entry.fact.TYPE), _json(to_cloudevent(entry)), entry.n


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
