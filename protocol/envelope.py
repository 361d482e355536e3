"""A fact with its place in a hall's stream, and that as a CloudEvent 1.0 (structured JSON).

The entry's canonical bytes are what the running SHA-256 of a stream is computed over, by the
gateway when it writes and by central when it receives, so both must come from this module alone.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import ValidationError

from protocol import fact_readers, facts

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
    if not isinstance(event, dict):
        raise EnvelopeError("the message is not a JSON object")
    try:
        entry = _read(event)
    except KeyError as error:
        raise EnvelopeError(f"the event lacks {error}") from error
    except (TypeError, ValueError, OverflowError) as error:
        raise EnvelopeError(f"the event cannot be read: {error}") from error
    if to_cloudevent(entry) != event:
        raise EnvelopeError("the event has attributes that do not agree with each other")
    return entry


def canonical_json(value: object) -> bytes:
    """JSON with sorted keys and no blanks, in UTF-8, so that equal values are equal bytes.

    Raises ValueError or RecursionError for what that cannot hold, such as half a surrogate pair.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def canonical(entry: Entry) -> bytes:
    """The entry's bytes for digests."""
    return canonical_json(to_cloudevent(entry))


def leaf(entry: Entry) -> bytes:
    """SHA-256 of one entry."""
    return hashlib.sha256(canonical(entry)).digest()


def chain(previous: bytes, entry_leaf: bytes) -> bytes:
    """Running digest after an entry; `previous` is GENESIS for n = 1."""
    return hashlib.sha256(previous + entry_leaf).digest()


_NAMES: Final = {f"{TYPE_PREFIX}{name}{TYPE_SUFFIX}": name for name in facts.TYPES}


def _read(event: dict[str, Any]) -> Entry:
    name = event["type"]
    known = _NAMES.get(name)
    if known is None:
        raise ValueError(f"type {name!r} is unknown to this version")
    try:
        fact = fact_readers.read(known, json.dumps(event["data"]))
    except ValidationError as error:
        raise ValueError(f"data of {name} is wrong: {error.errors()[0]['msg']}") from error
    return Entry(
        hall=_text(event, "hall"),
        stream=_text(event, "stream"),
        n=_whole(event, "n", 1),
        fact=fact,
        cause=_text(event, "cause") if "cause" in event else None,
        at_ms=_unix_ms(_text(event, "time")),
        boot=_text(event, "boot"),
        mono_ms=_whole(event, "mono", 0),
    )


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


def _rfc3339(at_ms: int) -> str:
    seconds, ms = divmod(at_ms, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{ms:03d}Z"


def _unix_ms(text: str) -> int:
    when = datetime.fromisoformat(text)
    return int(when.replace(microsecond=0).timestamp()) * 1000 + when.microsecond // 1000
