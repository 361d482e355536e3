"""What a worker makes of each topic."""

import logging

import pytest

from central.ingest.sorting import EACH, SHARED, sort
from central.reading import KEPT, Readable, Unreadable
from central.store import DeviceHeard, Heard
from protocol.uplink import (
    CentralState,
    DeviceState,
    HallState,
    ack_topic,
    command_topic,
    device_state_topic,
    reply_topic,
    state_topic,
    worker_state_topic,
    write,
)
from tests.central.stories import wire
from tests.central.wires import came
from tests.uplink.harness import STREAM, row

OWN = worker_state_topic("1")
UID = "e660583883265039"
BOARD = DeviceState(UID, "dispenser", "门口", "online", 1)


def test_events_states_boards_and_replies_are_told_apart_by_their_topics():
    born = HallState(True, STREAM, "s", "0.1")
    group = sort(
        came(
            wire(row(1)),
            (state_topic("h1"), write(born)),
            (device_state_topic("h1", UID), write(BOARD)),
            (reply_topic("h1", "notice.set"), b"{}"),
            (OWN, b"mine"),
        ),
        OWN,
    )
    assert [type(item) for item in group.items] == [Readable]
    assert group.heard == [Heard("h1", born, fresh=True), DeviceHeard("h1", BOARD)]
    assert group.born == [("h1", born)]
    assert group.replies == [("h1", "notice.set", b"{}")]
    assert group.own == [b"mine"]


@pytest.mark.parametrize(
    "topic",
    [
        worker_state_topic("2"),
        ack_topic("h1"),
        command_topic("h1", "notice.set"),
    ],
)
def test_centrals_own_words_are_nothing_to_take_in(topic: str):
    group = sort(came((topic, write(CentralState(True, "s")))), OWN)
    assert (group.items, group.heard, group.replies, group.own) == ([], [], [], [])


def test_what_the_broker_had_kept_is_not_fresh_and_a_will_is_no_sign_of_life():
    online, gone = HallState(True, STREAM, "s", "0.1"), HallState(False, STREAM, "s", "0.1")
    kept = sort(came((state_topic("h1"), write(online)), retained=True), OWN)
    assert (kept.heard, kept.born) == ([Heard("h1", online, fresh=False)], [("h1", online)])
    will = sort(came((state_topic("h1"), write(gone))), OWN)
    assert (will.heard, will.born) == ([Heard("h1", gone, fresh=False)], [])


@pytest.mark.parametrize("payload", [b"", b"\xff", b"{}", b"[" * 9000])
def test_a_state_that_cannot_be_read_is_no_state(payload: bytes):
    hall = sort(came((state_topic("h1"), payload)), OWN)
    assert hall.heard == [Heard("h1", None, fresh=True)]
    assert sort(came((device_state_topic("h1", UID), payload)), OWN).heard == []


def test_a_board_is_believed_on_its_own_topic_only():
    other = device_state_topic("h1", "0" * 16)
    assert sort(came((other, write(BOARD))), OWN).heard == []


def test_a_topic_of_nobody_is_kept_as_garbage():
    (item,) = sort(came(("(not UTF-8)", b"x")), OWN).items
    assert isinstance(item, Unreadable)
    assert item.receipt is None


def test_a_reader_that_fails_loses_no_message_and_stops_nothing(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.CRITICAL, "central.ingest.sorting")  # no report can hold its text

    def broken(topic: str, payload: bytes) -> list[Readable | Unreadable]:
        raise ZeroDivisionError("half a \ud800 pair")

    topic, payload = wire(row(1))
    (item,) = sort(came((topic, payload * 999)), OWN, broken).items
    assert isinstance(item, Unreadable)
    assert (item.topic, len(item.raw), item.size) == (topic, KEPT, len(payload) * 999)
    assert "ZeroDivisionError" in item.reason


def test_what_is_retained_is_in_no_shared_subscription():
    """A broker does not send it there."""
    assert all("state" not in topic for topic in SHARED)
    assert all("state" in topic for topic in EACH)
