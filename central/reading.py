"""From the bytes of a message to what is to be stored. No I/O; nothing that comes in raises."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

from protocol.envelope import (
    TYPE_PREFIX,
    Entry,
    EnvelopeError,
    canonical_json,
    read_event,
)
from protocol.uplink import BATCH, MOST_BYTES, hall_of

MOST_EVENT: Final = 1 << 16
"""Longest single event, bytes. Facts have a few hundred."""

KEPT: Final = 1 << 16
"""So much of an unreadable message is kept."""

_ENVELOPE: Final = frozenset(
    {"specversion", "id", "source", "type", "time", "datacontenttype", "data"}
    | {"hall", "stream", "n", "boot", "mono"}
)
"""Attributes without which an event has no place in a stream."""

BEYOND: Final = 1 << 62
"""No counter of ours comes there, and every database holds what is below it."""

_STREAM: Final = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True)
class Receipt:
    """Row n of a hall's stream has arrived."""

    hall: str
    stream: str
    n: int
    identity: str
    leaf: bytes
    """SHA-256 of the entry; the digest chain is computed over these."""


@dataclass(frozen=True)
class Readable:
    """An event that this version understands."""

    receipt: Receipt
    entry: Entry
    data: str
    """The fact's fields as JSON, keys sorted."""
    raw: bytes


@dataclass(frozen=True)
class Unreadable:
    """An event, or a whole message, that this version does not understand.

    With a receipt it has its place in a stream: it is a fact of a newer hall, or a broken one, and
    is kept whole until it can be read. Without a receipt it could be anything.
    """

    topic: str
    raw: bytes
    size: int
    reason: str
    receipt: Receipt | None = None


def read_message(topic: str, payload: bytes) -> Sequence[Readable | Unreadable]:
    """The events of one message."""
    hall = hall_of(topic)
    if hall is None:
        return [_unreadable(topic, payload, "the topic names no hall")]
    if len(payload) > MOST_BYTES:
        return [_unreadable(topic, payload, f"longer than {MOST_BYTES} bytes")]
    try:
        value = json.loads(payload, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        return [_unreadable(topic, payload, f"not JSON: {error}")]
    if not isinstance(value, list):
        return [_read_event(topic, hall, value, payload)]
    if not 0 < len(value) <= BATCH:
        return [_unreadable(topic, payload, f"a batch of {len(value)} events")]
    return [_read_part(topic, hall, event, payload) for event in value]


def read_again(hall: str, raw: bytes) -> Readable | None:
    """Read an event that an earlier version could not; None if this one cannot either."""
    try:
        item = _read_event("", hall, json.loads(raw), raw)
    except (ValueError, RecursionError):  # how deep it may be depends on where it is read
        return None
    return item if isinstance(item, Readable) else None


def _read_part(topic: str, hall: str, event: object, batch: bytes) -> Readable | Unreadable:
    try:
        item = _readable(hall, event, None)
        if len(item.raw) <= MOST_EVENT:
            return item
    except (ValueError, RecursionError):
        pass  # what it lacks is told of its own bytes
    try:
        raw = canonical_json(event)
    except (ValueError, RecursionError) as error:
        return _unreadable(topic, batch, f"an event of the batch cannot be written: {error}")
    return _read_event(topic, hall, event, raw)


def _read_event(topic: str, hall: str, event: object, raw: bytes) -> Readable | Unreadable:
    if len(raw) > MOST_EVENT:
        return _unreadable(topic, raw, f"an event of {len(raw)} bytes, over {MOST_EVENT}")
    try:
        return _readable(hall, event, raw)
    except (ValueError, RecursionError) as error:
        return _unreadable(topic, raw, str(error), _place(hall, event))


def _readable(hall: str, event: object, raw: bytes | None) -> Readable:
    """raw: its own bytes; None: canonical ones. Raises ValueError or RecursionError."""
    arrived = read_event(event)
    entry = arrived.entry
    if entry.hall != hall:
        raise EnvelopeError(f"the event of hall {entry.hall} came on hall {hall}'s topic")
    if not _STREAM.fullmatch(entry.stream):
        raise EnvelopeError("the stream is not 8 hex digits")
    for value in vars(entry.fact).values():
        if isinstance(value, int) and not -BEYOND < value < BEYOND:
            raise EnvelopeError("a number in the data is beyond every counter of ours")
    if "\0" in entry.boot or "\0" in (entry.cause or "") or "\\u0000" in arrived.data:
        raise EnvelopeError("a text in it has the character U+0000, which no database keeps")
    canonical = arrived.canonical
    leaf = hashlib.sha256(canonical).digest()
    receipt = Receipt(hall, entry.stream, entry.n, entry.identity, leaf)
    return Readable(receipt, entry, arrived.data, canonical if raw is None else raw)


def _place(hall: str, event: object) -> Receipt | None:
    """The row that an unreadable event takes, if its envelope is whole and agrees with itself.

    Its leaf is that of its own canonical bytes, which is what the hall computed when it wrote the
    row: so a fact type of a newer hall does not break the chain here.
    """
    if not isinstance(event, dict) or not event.keys() >= _ENVELOPE:
        return None
    stream, n, identity = event["stream"], event["n"], event["id"]
    if not isinstance(stream, str) or not _STREAM.fullmatch(stream):
        return None
    if type(n) is not int or not 0 < n < BEYOND:
        return None
    if not isinstance(identity, str) or not 0 < len(identity) <= 200 or "\0" in identity:
        return None
    if not isinstance(event["type"], str) or not event["type"].startswith(TYPE_PREFIX):
        return None
    if event["hall"] != hall or event["source"] != f"/tax/{hall}":
        return None
    try:
        own = hashlib.sha256(canonical_json(event)).digest()
    except (ValueError, RecursionError):
        return None
    return Receipt(hall, stream, n, identity, own)


def _unreadable(topic: str, raw: bytes, reason: str, receipt: Receipt | None = None) -> Unreadable:
    plain = reason[:500].encode("utf-8", "backslashreplace").decode()
    return Unreadable(topic, bytes(raw[:KEPT]), len(raw), plain, receipt)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
