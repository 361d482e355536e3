"""What the bytes of a fact are, and what is read of an event, by the plainest definition.

The programs write and read the same in fewer steps; tests hold them to this. Also facts and events
of every kind for hypothesis to choose from, honest and other.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, get_type_hints

from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from protocol import facts
from protocol.envelope import Entry, EnvelopeError
from protocol.facts import Fact

NAMES = {f"tax.{name}.v1": name for name in facts.TYPES}
READERS = {name: TypeAdapter(kind) for name, kind in facts.TYPES.items()}


def data_of(fact: Fact) -> dict[str, Any]:
    return {
        field.name: list(value) if isinstance(value, tuple) else value
        for field in fields(fact)
        if (value := getattr(fact, field.name)) != field.default
    }


def time_of(at_ms: int) -> str:
    seconds, ms = divmod(at_ms, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{ms:03d}Z"


def event_of(entry: Entry) -> dict[str, Any]:
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": entry.identity,
        "source": f"/tax/{entry.hall}",
        "type": f"tax.{entry.fact.TYPE}.v1",
        "time": time_of(entry.at_ms),
        "datacontenttype": "application/json",
        "hall": entry.hall,
        "stream": entry.stream,
        "n": entry.n,
        "boot": entry.boot,
        "mono": entry.mono_ms,
        "data": data_of(entry.fact),
    }
    return event if entry.cause is None else event | {"cause": entry.cause}


def bytes_of(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def entry_of(event: object) -> Entry:
    """Raises EnvelopeError."""
    if not isinstance(event, dict):
        raise EnvelopeError("the message is not a JSON object")
    try:
        name = NAMES[event["type"]]
        fact = READERS[name].validate_json(json.dumps(event["data"]), strict=True)
        when = datetime.fromisoformat(_text(event, "time"))
        entry = Entry(
            hall=_text(event, "hall"),
            stream=_text(event, "stream"),
            n=_whole(event, "n", 1),
            fact=fact,
            cause=_text(event, "cause") if "cause" in event else None,
            at_ms=int(when.replace(microsecond=0).timestamp()) * 1000 + when.microsecond // 1000,
            boot=_text(event, "boot"),
            mono_ms=_whole(event, "mono", 0),
        )
    except (KeyError, TypeError, ValueError, OverflowError, ValidationError) as error:
        raise EnvelopeError(str(error)) from error
    if event_of(entry) != event:
        raise EnvelopeError("attributes do not agree")
    return entry


def _text(event: dict[str, Any], key: str) -> str:
    value = event[key]
    if not isinstance(value, str) or not 0 < len(value) <= 200:
        raise ValueError(key)
    return value


def _whole(event: dict[str, Any], key: str, least: int) -> int:
    value = event[key]
    if type(value) is not int or not least <= value < 1 << 62:
        raise ValueError(key)
    return value


TEXTS = st.text(max_size=20)
NUMBERS = st.integers(-5, 300) | st.integers(-(1 << 63), 1 << 63)
_BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    int: NUMBERS,
    str | None: st.none() | TEXTS,
    int | None: st.none() | NUMBERS,
    tuple[str, ...]: st.lists(TEXTS, max_size=3).map(tuple),
    Mapping[str, int]: st.dictionaries(TEXTS, NUMBERS, max_size=3),
    tuple[int, ...]: st.lists(NUMBERS, max_size=3).map(tuple),
}


def _some(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    hints = get_type_hints(kind)
    chosen = {
        field.name: _BY_TYPE.get(hints[field.name], st.from_type(hints[field.name]))
        for field in fields(kind)
    }
    return st.builds(kind, **chosen)


FACTS_OF = {name: _some(kind) for name, kind in sorted(facts.TYPES.items())}
"""Facts by type, their fields of the right types and of any value."""

SOME_FACTS = st.one_of(*FACTS_OF.values())

WHEN = (
    st.integers(0, 4_102_444_800_000)
    | st.integers(-62_135_596_800_000, -30_610_224_000_000)
    | st.integers(-(1 << 46), 1 << 48)
)
"""Unix ms of this century, of the years before 1000, and beyond all calendars."""

SOME_ENTRIES = st.builds(
    Entry,
    hall=st.just("h1") | TEXTS.filter(bool),
    stream=st.just("00aabbcc") | TEXTS.filter(bool),
    n=st.integers(1, 1 << 40),
    fact=SOME_FACTS,
    cause=st.none() | TEXTS.filter(bool),
    at_ms=WHEN,
    boot=TEXTS.filter(bool),
    mono_ms=st.integers(0, 1 << 40),
)

_HOSTILE: st.SearchStrategy[Any] = st.sampled_from(
    (
        *(None, True, False, 0, 1, 1.0, -0.0, -1, 1 << 62, 1 << 70, 1e300),
        *("", "1", "\ud800", "\x00", "x" * 201, "tax.ticket.issued.v1", "h1", "/tax/h1"),
        *("2026-11-22T02:00:00", "2026-11-22T02:00:00.0001Z", "2026-11-22T02:00:00+08:00"),
        *([], [1], [None], ["a"], {}, {"a": 1}, [[[]]]),
    )
)


@st.composite
def events(draw: st.DrawFn) -> Any:
    """Events as they come out of a JSON reader: honest, spoilt in a few places, or anything."""
    entry = draw(SOME_ENTRIES)
    try:
        event: Any = json.loads(json.dumps(event_of(entry)))
    except (ValueError, OverflowError):
        event = {}
    for _ in range(draw(st.integers(0, 2))):
        inside = event.get("data")
        where = inside if isinstance(inside, dict) and draw(st.booleans()) else event
        names = st.sampled_from(sorted(where)) if where else st.just("more")
        key = draw(names | st.sampled_from(["more", "cause", "hall", "n"]))
        spoilt = draw(st.sampled_from(["gone", "other", "float", "truth"]))
        if spoilt == "gone":
            where.pop(key, None)
        elif spoilt == "float" and type(where.get(key)) is int and abs(where[key]) < 1 << 53:
            where[key] = float(where[key])
        elif spoilt == "truth" and where.get(key) in (0, 1):
            where[key] = bool(where[key])
        else:
            where[key] = draw(_HOSTILE)
    return event
