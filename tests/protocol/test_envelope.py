"""Facts as CloudEvents: what goes out comes back equal, and nothing else is taken."""

import json
from typing import Any

import pytest

from protocol import facts
from protocol.envelope import GENESIS, Entry, EnvelopeError, chain, from_cloudevent, leaf
from protocol.envelope import to_cloudevent as event_of

ENTRY = Entry(
    hall="hall-01",
    stream="00aabbcc",
    n=3,
    fact=facts.RatingGiven(service=2, window="1", level=5),
    cause="e6614c311b7e8a00-5eed1234-7",
    at_ms=1_795_298_400_123,
    boot="b00710ad",
    mono_ms=55,
)


def over_the_wire(event: dict[str, Any]) -> Any:
    return json.loads(json.dumps(event))


def test_an_entry_comes_back_equal() -> None:
    assert from_cloudevent(over_the_wire(event_of(ENTRY))) == ENTRY


def test_a_device_record_keeps_the_identity_that_its_board_gave_it() -> None:
    record = facts.DeviceRecord("e6614c311b7e8a00", 0x5EED1234, 7, 5, 99, "00")
    entry = Entry("hall-01", "00aabbcc", 4, record, None, 0, "b00710ad", 0)
    assert event_of(entry)["id"] == "e6614c311b7e8a00-5eed1234-7"


@pytest.mark.parametrize(
    "change",
    [
        {"n": "3"},
        {"n": True},
        {"n": 0},
        {"n": 3.0},
        {"id": "00aabbcc-4"},
        {"type": "tax.rating.given.v2"},
        {"type": 7},
        {"data": {"service": 2, "window": "1", "level": "5"}},
        {"data": {"service": 2, "window": "1", "level": True}},
        {"data": {"service": 2, "window": "1"}},
        {"data": {"service": 2, "window": "1", "level": 5, "name": "张三"}},
        {"data": []},
        {"time": "yesterday"},
        {"time": "2026-11-22T02:00:00"},
        {"hall": ""},
        {"boot": "x" * 300},
        {"extra": 1},
        {"mono": -1},
    ],
)
def test_what_is_not_exactly_ours_is_refused_with_a_sentence(change: dict[str, Any]) -> None:
    with pytest.raises(EnvelopeError):
        from_cloudevent(over_the_wire({**event_of(ENTRY), **change}))


@pytest.mark.parametrize("event", [None, [], "text", 5, {}, {"type": "tax.rating.given.v1"}])
def test_what_is_no_event_is_refused(event: object) -> None:
    with pytest.raises(EnvelopeError):
        from_cloudevent(event)


def test_the_chain_depends_on_every_entry_and_their_order() -> None:
    other = Entry("hall-01", "00aabbcc", 4, facts.DayOpened("2026-11-22"), None, 0, "b", 0)
    forward = chain(chain(GENESIS, leaf(ENTRY)), leaf(other))
    backward = chain(chain(GENESIS, leaf(other)), leaf(ENTRY))
    assert forward != backward
    assert forward != chain(chain(GENESIS, leaf(ENTRY)), leaf(ENTRY))
