"""What comes over the wire is read, or set aside; nothing of it stops central."""

import json
from typing import Any

import pytest

from central.reading import KEPT, Readable, Unreadable, read_message
from protocol.envelope import leaf, to_cloudevent
from protocol.uplink import BATCH, MOST_BYTES
from tests.central.stories import batch, wire
from tests.uplink.harness import row

TOPIC = "tax/v1/h1/event/ticket.issued"


def event(**changes: Any) -> dict[str, Any]:
    return to_cloudevent(row(4)) | changes


def one(topic: str, payload: bytes) -> Readable | Unreadable:
    (item,) = read_message(topic, payload)
    return item


def test_an_honest_event_is_read_with_the_leaf_that_its_hall_computed():
    item = one(*wire(row(4)))
    assert isinstance(item, Readable)
    assert item.entry == row(4)
    assert item.receipt.leaf == leaf(row(4))


def test_a_batch_is_read_event_by_event():
    read = read_message(*batch([row(n) for n in range(1, BATCH + 1)]))
    assert [item.receipt.n for item in read if item.receipt] == list(range(1, BATCH + 1))
    assert all(isinstance(item, Readable) for item in read)


def test_a_fact_type_of_a_newer_hall_keeps_its_place_and_leaf_in_the_chain():
    payload = event(type="tax.ticket.folded.v1", data={"shape": "crane"})
    item = one(TOPIC, json.dumps(payload).encode())
    assert isinstance(item, Unreadable)
    assert item.receipt is not None
    assert (item.receipt.stream, item.receipt.n) == (row(4).stream, 4)
    assert "unknown to this version" in item.reason


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe\x00", id="not UTF-8"),
        pytest.param(b"{", id="cut"),
        pytest.param(b"null", id="null"),
        pytest.param(b"NaN", id="not a number"),
        pytest.param(b"[]", id="an empty batch"),
        pytest.param(b"[" * 100_000, id="a deep well"),
        pytest.param(b"9" * 5000, id="a long number"),
        pytest.param(json.dumps(event(n="4")).encode(), id="n as text"),
        pytest.param(json.dumps(event(n=True)).encode(), id="n as truth"),
        pytest.param(json.dumps(event(n=0)).encode(), id="n of nothing"),
        pytest.param(json.dumps(event(n=10**30)).encode(), id="n beyond counting"),
        pytest.param(json.dumps(event(stream="../../etc")).encode(), id="a strange stream"),
        pytest.param(json.dumps(event(hall="h2", source="/tax/h2")).encode(), id="another hall"),
        pytest.param(json.dumps(event(source="/tax/h2")).encode(), id="a source that disagrees"),
        pytest.param(json.dumps(event(id="x" * 300)).encode(), id="a long identity"),
        pytest.param(json.dumps(event(boot="\ud800")).encode(), id="half a character"),
        pytest.param(json.dumps([event()] * (BATCH + 1)).encode(), id="a batch too long"),
        pytest.param(json.dumps(event(boot="b" * 70_000)).encode(), id="a long event"),
        pytest.param(b"x" * (MOST_BYTES + 1), id="a long message"),
    ],
)
def test_a_hostile_message_is_set_aside_without_a_place(payload: bytes):
    item = one(TOPIC, payload)
    assert isinstance(item, Unreadable)
    assert item.receipt is None
    assert item.reason
    assert len(item.raw) <= KEPT
    item.reason.encode()


@pytest.mark.parametrize(
    "changes",
    [
        {"data": {"day": 1}},
        {"data": None},
        {"time": "soon"},
        {"mono": -1},
        {"boot": ""},
        {"data": to_cloudevent(row(4))["data"] | {"number": 10**30}},
        {"data": to_cloudevent(row(4))["data"] | {"more": 1}},
    ],
)
def test_an_event_broken_inside_keeps_its_place(changes: dict[str, Any]):
    item = one(TOPIC, json.dumps(event(**changes)).encode())
    assert isinstance(item, Unreadable)
    assert item.receipt is not None


@pytest.mark.parametrize(
    "topic", ["tax/v1/central/event/x", "tax/v1//event/x", "tax/v1/h 1/events", "other"]
)
def test_a_topic_that_names_no_hall_gives_nothing_a_place(topic: str):
    assert one(topic, wire(row(1))[1]).receipt is None


def test_one_bad_event_does_not_spoil_its_batch():
    events = [to_cloudevent(row(1)), "?", to_cloudevent(row(2))]
    first, bad, second = read_message("tax/v1/h1/events", json.dumps(events).encode())
    assert isinstance(first, Readable)
    assert isinstance(second, Readable)
    assert isinstance(bad, Unreadable)
