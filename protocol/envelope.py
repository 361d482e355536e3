"""A fact with its place in a hall's stream, and that as a CloudEvent 1.0 (structured JSON).

The entry's canonical bytes are what the running SHA-256 of a stream is computed over, by the
gateway when it writes and by central when it receives, so both must come from this module alone.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, Final

from pydantic import ValidationError

from protocol import fact_readers, facts
from protocol.compact_json import sorted_json

GENESIS: Final = bytes(32)
"""Digest of a stream before its first entry."""

TYPE_PREFIX: Final = "tax."
TYPE_SUFFIX: Final = ".v1"


class EnvelopeError(ValueError):
    """A message is not one of our CloudEvents; the text says why, for the quarantine's reader."""


@dataclass(frozen=True)
class Entry:
    """Row n of a hall's stream."""

    hall: str
    stream: str
    """8 hex digits drawn with the database."""
    n: int
    """1, 2, 3 … without a hole; the only order there is."""
    fact: facts.Fact
    cause: str | None
    """Identity of the device record that this fact is the outcome of."""
    at_ms: int
    """Wall clock, unix milliseconds: a label, never an order."""
    boot: str
    """Token of the gateway machine's boot; durations inside one boot are differences of mono_ms."""
    mono_ms: int
    """Milliseconds since that boot."""

    @property
    def identity(self) -> str:
        """Unchanging name of the fact: a device record brings its own, others get stream and n."""
        if isinstance(self.fact, facts.DeviceRecord):
            return self.fact.identity
        return f"{self.stream}-{self.n}"


def to_cloudevent(entry: Entry) -> dict[str, Any]:
    """The entry as a CloudEvent dictionary."""
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": entry.identity,
        "source": f"/tax/{entry.hall}",
        "type": f"{TYPE_PREFIX}{entry.fact.TYPE}{TYPE_SUFFIX}",
        "time": _rfc3339(entry.at_ms),
        "datacontenttype": "application/json",
        "hall": entry.hall,
        "stream": entry.stream,
        "n": entry.n,
        "boot": entry.boot,
        "mono": entry.mono_ms,
        "data": facts.to_data(entry.fact),
    }
    if entry.cause is not None:
        event["cause"] = entry.cause
    return event


def from_cloudevent(event: object) -> Entry:
    """Read an event that came over a wire. Raises EnvelopeError unless every field is right."""
    return read_event(event).entry


@dataclass(frozen=True)
class Arrived:
    """An event that was read, with what was made of it on the way."""

    entry: Entry
    fields: dict[str, Any]
    """The fact's fields as its hall has them: 1.0 where the event may have 1."""
    data: str
    """canonical_json of these."""

    @property
    def canonical(self) -> bytes:
        """The entry's bytes for digests."""
        return canonical_of(self.entry, self.entry.identity, self.data)


def read_event(event: object) -> Arrived:
    """The same as from_cloudevent, for who needs the bytes too: both are made once."""
    if not isinstance(event, dict):
        raise EnvelopeError("the message is not a JSON object")
    try:
        arrived = _read(event)
    except KeyError as error:
        raise EnvelopeError(f"the event lacks {error}") from error
    except (TypeError, ValueError, OverflowError) as error:
        raise EnvelopeError(f"the event cannot be read: {error}") from error
    if not _is_of(event, arrived):
        raise EnvelopeError("the event has attributes that do not agree with each other")
    return arrived


def canonical_json(value: object) -> bytes:
    """JSON with sorted keys and no blanks, in UTF-8, so that equal values are equal bytes.

    Raises ValueError or RecursionError for what that cannot hold, such as half a surrogate pair.
    """
    return sorted_json(value).encode()


def canonical(entry: Entry) -> bytes:
    """The entry's bytes for digests: canonical_json of its event, written straight away.

    A gateway does this for every fact that it keeps, and central for every one that comes.
    """
    return canonical_of(entry, entry.identity, facts.json_of(entry.fact)[1])


def leaf(entry: Entry) -> bytes:
    """SHA-256 of one entry."""
    return hashlib.sha256(canonical(entry)).digest()


def chain(previous: bytes, entry_leaf: bytes) -> bytes:
    """Running digest after an entry; `previous` is GENESIS for n = 1."""
    return hashlib.sha256(previous + entry_leaf).digest()


_NAMES: Final = {f"{TYPE_PREFIX}{name}{TYPE_SUFFIX}": name for name in facts.TYPES}


_quoted: Final = encode_basestring

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)

_ATTRIBUTES: Final = 12
"""Of an event without a cause."""


def canonical_of(entry: Entry, identity: str, data: str) -> bytes:
    """The entry's bytes for digests, for who has its identity already, and canonical_json of the
    fact's fields.

    The attributes stand in the order of their names. What a hall, a stream and a boot are called is
    quoted as any text: it may come over a wire.
    """
    hall = _quoted(entry.hall)
    cause = "" if entry.cause is None else f'"cause":{_quoted(entry.cause)},'
    return (
        f'{{"boot":{_quoted(entry.boot)},{cause}"data":{data},'
        f'"datacontenttype":"application/json","hall":{hall},"id":{_quoted(identity)},'
        f'"mono":{entry.mono_ms},"n":{entry.n},"source":"/tax/{hall[1:]},"specversion":"1.0",'
        f'"stream":{_quoted(entry.stream)},"time":"{_rfc3339(entry.at_ms)}",'
        f'"type":"{TYPE_PREFIX}{entry.fact.TYPE}{TYPE_SUFFIX}"}}'
    ).encode()


def _is_of(event: dict[str, Any], arrived: Arrived) -> bool:
    """Whether it is the event of what was read from it: all that was not read agrees."""
    entry = arrived.entry
    return (
        len(event) == _ATTRIBUTES + (entry.cause is not None)
        and event.get("specversion") == "1.0"
        and event.get("id") == entry.identity
        and event.get("source") == f"/tax/{entry.hall}"
        and event["time"] == _rfc3339(entry.at_ms)
        and event.get("datacontenttype") == "application/json"
        and event["data"] == arrived.fields
    )


def _read(event: dict[str, Any]) -> Arrived:
    name = event["type"]
    known = _NAMES.get(name)
    if known is None:
        raise ValueError(f"type {name!r} is unknown to this version")
    try:
        fact = fact_readers.read(known, json.dumps(event["data"]))
    except ValidationError as error:
        raise ValueError(f"data of {name} is wrong: {error.errors()[0]['msg']}") from error
    entry = Entry(
        hall=_text(event, "hall"),
        stream=_text(event, "stream"),
        n=_whole(event, "n", 1),
        fact=fact,
        cause=_text(event, "cause") if "cause" in event else None,
        at_ms=_unix_ms(_text(event, "time")),
        boot=_text(event, "boot"),
        mono_ms=_whole(event, "mono", 0),
    )
    data = facts.to_data(fact)
    return Arrived(entry, data, sorted_json(data))


def _text(event: dict[str, Any], key: str) -> str:
    value = event[key]
    if not isinstance(value, str) or not 0 < len(value) <= 200:
        raise ValueError(f"{key} must be a text of 1 to 200 characters")
    return value


def _whole(event: dict[str, Any], key: str, least: int) -> int:
    value = event[key]
    if type(value) is not int or not least <= value < 1 << 62:
        raise ValueError(f"{key} must be a whole number from {least}")
    return value


@lru_cache(maxsize=1024)
def _rfc3339(at_ms: int) -> str:
    """What happened together has one moment, and central asks twice about each."""
    seconds, ms = divmod(at_ms, 1000)
    when = datetime.fromtimestamp(seconds, UTC)
    # A year before 1000 has no noughts before it, as it always had: isoformat() would add some.
    text = f"{when:%Y-%m-%dT%H:%M:%S}" if when.year < 1000 else when.isoformat()[:19]
    return f"{text}.{ms:03d}Z"


def _unix_ms(text: str) -> int:
    return (datetime.fromisoformat(text) - _EPOCH) // _MS
