"""The bytes of a fact and the reading of an event are what their plain definitions say."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol import facts
from protocol.envelope import (
    Entry,
    EnvelopeError,
    canonical,
    canonical_json,
    from_cloudevent,
    read_event,
    to_cloudevent,
)
from tests.protocol import plain

MANY = settings(max_examples=200, deadline=None)


def outcome(call, *values):
    """What it gives, or what it raises."""
    try:
        return call(*values)
    except (ValueError, OverflowError) as error:
        return type(error)


@given(plain.SOME_ENTRIES)
@MANY
def test_the_bytes_for_digests_are_the_sorted_event(entry: Entry):
    expected = outcome(lambda: plain.bytes_of(plain.event_of(entry)))
    assert outcome(canonical, entry) == expected
    assert outcome(to_cloudevent, entry) == outcome(plain.event_of, entry)
    assert facts.to_data(entry.fact) == plain.data_of(entry.fact)


@pytest.mark.parametrize("name", sorted(facts.TYPES))
@given(drawn=st.data())
@settings(max_examples=10, deadline=None)
def test_a_fact_of_each_type_is_written_and_comes_back(name: str, drawn: st.DataObject):
    fact = drawn.draw(plain.FACTS_OF[name])
    entry = Entry("h1", "00aabbcc", 7, fact, "cause", 1_795_298_400_123, "boot", 5)
    event = json.loads(json.dumps(to_cloudevent(entry)))
    expected = outcome(plain.entry_of, event)
    assert outcome(from_cloudevent, event) == expected
    assert canonical(entry) == plain.bytes_of(plain.event_of(entry))
    data = plain.data_of(fact)
    in_order = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    assert facts.json_of(fact) == (in_order, plain.bytes_of(data).decode())


@given(plain.events() | st.recursive(st.none() | st.integers(), st.lists))
@MANY
def test_an_event_is_taken_or_refused_as_plainly(event: object):
    expected = outcome(plain.entry_of, event)
    assert outcome(from_cloudevent, event) == expected
    if not isinstance(expected, Entry):
        assert expected is EnvelopeError
        return
    arrived = read_event(event)
    assert arrived.data.encode() == canonical_json(plain.data_of(expected.fact))
    assert outcome(lambda: arrived.canonical) == outcome(
        lambda: plain.bytes_of(plain.event_of(expected))  # 1.0 is taken where 1 may stand, as 1
    )
