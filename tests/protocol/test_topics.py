"""Who says what on which topic."""

import pytest

from protocol import uplink


@pytest.mark.parametrize(
    ("topic", "hall", "worker", "command", "reply"),
    [
        (uplink.event_topic("h1", "ticket.issued"), "h1", None, None, None),
        (uplink.batch_topic("h1"), "h1", None, None, None),
        (uplink.state_topic("h1"), "h1", None, None, None),
        (uplink.device_state_topic("h1", "00000000000000aa"), "h1", None, None, None),
        (uplink.reply_topic("h1", "notice.set"), "h1", None, None, "notice.set"),
        (uplink.ack_topic("h1"), None, None, None, None),
        (uplink.command_topic("h1", "notice.set"), None, None, "notice.set", None),
        (uplink.worker_state_topic("2"), None, "2", None, None),
        ("tax/v1/h1/something", None, None, None, None),
        ("tax/v2/central/2/state", None, None, None, None),
    ],
)
def test_a_topic_tells_what_it_is(
    topic: str, hall: str | None, worker: str | None, command: str | None, reply: str | None
):
    assert uplink.hall_of(topic) == hall
    assert uplink.worker_of(topic) == worker
    assert uplink.command_of(topic) == command
    assert uplink.reply_of(topic) == reply


@pytest.mark.parametrize(
    ("topic", "central"),
    [
        (uplink.ack_topic("h1"), True),
        (uplink.command_topic("h1", "notice.set"), True),
        (uplink.worker_state_topic("2"), True),
        (uplink.reply_topic("h1", "notice.set"), False),
        (uplink.state_topic("h1"), False),
        (uplink.batch_topic("h1"), False),
        ("tax/v1/h1/something", False),
    ],
)
def test_what_central_alone_writes(topic: str, central: bool):
    assert uplink.is_centrals(topic) is central
