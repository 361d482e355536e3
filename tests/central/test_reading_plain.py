"""What central makes of an event does not depend on how few steps it takes to read it."""

import json
import re
from hashlib import sha256
from typing import Any

from hypothesis import given, settings

from central.reading import Readable, Unreadable, read_message
from protocol.envelope import Entry
from tests.protocol import plain

ENVELOPE = {"specversion", "id", "source", "type", "time", "datacontenttype", "data"} | {
    *("hall", "stream", "n", "boot", "mono")
}
MANY = settings(max_examples=200, deadline=None)

Verdict = tuple[str, object, object]


def verdict(event: Any, hall: str = "h1") -> Verdict:
    """(what it is, its receipt or None, its entry and data), by the plainest definition."""
    try:
        entry = plain.entry_of(event)
        assert entry.hall == hall
        assert re.fullmatch("[0-9a-f]{8}", entry.stream)
        data = plain.data_of(entry.fact)
        assert not any(isinstance(one, int) and abs(one) >= 1 << 62 for one in data.values())
        assert not {"\0"} & {*entry.boot, *(entry.cause or "")}
        assert "\\u0000" not in plain.bytes_of(data).decode()
        leaf = sha256(plain.bytes_of(plain.event_of(entry))).digest()
        place = (hall, entry.stream, entry.n, entry.identity, leaf)
        return "fact", place, (entry, plain.bytes_of(data).decode())
    except (AssertionError, ValueError):
        return "unreadable", place_of(event, hall), None


def place_of(event: Any, hall: str) -> object:
    if not isinstance(event, dict) or not event.keys() >= ENVELOPE:
        return None
    stream, n, identity, kind = (event[name] for name in ("stream", "n", "id", "type"))
    sound = (
        isinstance(stream, str)
        and re.fullmatch("[0-9a-f]{8}", stream)
        and type(n) is int
        and 0 < n < 1 << 62
        and isinstance(identity, str)
        and 0 < len(identity) <= 200
        and "\0" not in identity
        and isinstance(kind, str)
        and kind.startswith("tax.")
        and (event["hall"], event["source"]) == (hall, f"/tax/{hall}")
    )
    try:
        return (
            (hall, stream, n, identity, sha256(plain.bytes_of(event)).digest()) if sound else None
        )
    except ValueError:
        return None


def seen(item: Readable | Unreadable) -> Verdict:
    place = None if item.receipt is None else tuple(vars(item.receipt).values())
    if isinstance(item, Readable):
        assert isinstance(item.entry, Entry)
        return "fact", place, (item.entry, item.data)
    return "unreadable", place, None


@given(plain.events())
@MANY
def test_an_event_alone_is_read_as_plainly(event: Any):
    payload = json.dumps(event).encode()
    (item,) = read_message("tax/v1/h1/event/x", payload)
    assert seen(item) == verdict(event)
    assert item.raw == payload


@given(plain.events(), plain.events())
@MANY
def test_events_of_a_batch_are_read_as_plainly(one: Any, other: Any):
    payload = json.dumps([one, other]).encode()
    items = read_message("tax/v1/h1/events", payload)
    assert [seen(item) for item in items] == [verdict(one), verdict(other)]
    for item, event in zip(items, (one, other), strict=True):
        try:
            taken = plain.event_of(item.entry) if isinstance(item, Readable) else event
            assert item.raw == plain.bytes_of(taken)
        except UnicodeEncodeError:
            assert item.raw == payload
