"""Whether central is there, told without a network."""

import pytest

from gateway.uplink.presence import Presence
from protocol.uplink import CentralState, UplinkError, worker_state_topic, write

ONE, TWO = worker_state_topic("1"), worker_state_topic("2")


def online(session: str = "s") -> bytes:
    return write(CentralState(True, session))


def offline(session: str = "s") -> bytes:
    return write(CentralState(False, session))


def test_central_is_there_while_any_of_its_workers_is():
    presence = Presence()
    assert not presence.online
    presence.hear(ONE, offline())
    assert not presence.online
    for topic in (ONE, TWO):
        presence.hear(topic, online())
    presence.hear(ONE, offline())
    assert presence.online
    presence.hear(TWO, offline())
    assert not presence.online


def test_rows_go_again_when_a_worker_comes_and_when_one_goes_that_leaves_another():
    presence = Presence()
    assert presence.hear(ONE, online("a"))
    assert not presence.hear(ONE, online("a")), "it said the same again"
    assert presence.hear(TWO, online("b"))
    assert presence.hear(ONE, online("c")), "it was started again"
    assert presence.hear(TWO, offline("b"))
    assert not presence.hear(TWO, offline("b"))
    assert not presence.hear(ONE, offline("c")), "nobody is left to send to"


def test_the_late_will_of_one_connection_ends_no_other():
    presence = Presence()
    presence.hear(ONE, online("now"))
    assert not presence.hear(ONE, offline("an hour ago"))
    assert not presence.hear(TWO, offline("now"))
    assert presence.online


def test_what_cannot_be_read_changes_nothing():
    presence = Presence()
    presence.hear(ONE, online())
    with pytest.raises(UplinkError):
        presence.hear(ONE, b"{}")
    presence.hear(ONE, b"")
    assert presence.online


def test_a_new_connection_knows_nothing_of_it():
    presence = Presence()
    presence.hear(ONE, online())
    presence.disconnected()
    assert not presence.online
