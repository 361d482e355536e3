"""A worker's word that it is there, and two workers of one name who do not fight."""

from typing import Any, Self, cast

import pytest

from central.ingest import presence as module
from central.ingest.presence import SAID, NameTakenError, Presence
from protocol.uplink import CentralState, read, worker_state_topic, write
from runtime.mqtt import Message, Received
from tests.central.wires import NotedWire

TOPIC = worker_state_topic("1")


def online(session: str) -> bytes:
    return write(CentralState(True, session))


def offline(session: str) -> bytes:
    return write(CentralState(False, session))


def begun(wire: NotedWire, now: float = 100.0) -> Presence:
    presence = Presence("1")
    presence.begin()
    presence.say(cast(Any, wire), now)
    return presence


def test_each_connection_has_a_session_of_its_own_and_its_will_names_it():
    presence = Presence("7")
    wills = [presence.begin() for _ in range(3)]
    assert {will.topic for will in wills} == {worker_state_topic("7")}
    states = [read(CentralState, will.payload) for will in wills]
    assert not any(state.online for state in states)
    assert len({state.session for state in states}) == 3


@pytest.mark.parametrize("said", [offline("an earlier one"), b"", b"\xff"])
def test_what_contradicts_it_is_answered_once_a_second(said: bytes):
    wire = NotedWire()
    presence = begun(wire)
    presence.heard(said)
    assert not presence.must_say_again(100.0 + SAID / 2)
    assert presence.must_say_again(100.0 + SAID)
    presence.say(cast(Any, wire), 100.0 + SAID)
    assert not presence.must_say_again(200.0)
    assert [payload for _, payload in wire.said] == [presence.online] * 2


def test_its_own_word_and_somebody_elses_being_there_are_no_contradiction():
    presence = begun(NotedWire())
    for said in (presence.online, online("another's")):
        presence.heard(said)
        assert not presence.must_say_again(200.0)
    presence.heard(offline("another's"))
    presence.heard(presence.online)
    assert not presence.must_say_again(200.0), "our word came after the other's"


class Broker:
    """What is retained on the topic, and a worker that answers to it, or none."""

    def __init__(self, retained: bytes, lives: bool = False) -> None:
        self.retained, self.lives = retained, lives
        self.denied: list[bytes] = []
        self._told: list[bytes] = []
        self.ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._told.clear()

    def subscribe(self, topic: str) -> None:
        assert topic == TOPIC
        if self.retained:
            self._told.append(self.retained)

    def publish(self, topic: str, payload: bytes, *, retain: bool) -> int:
        assert (topic, retain) == (TOPIC, True)
        self.denied.append(payload)
        alive, self.retained = self.retained, payload
        self._told.append(payload)
        if self.lives:
            self.retained = alive
            self._told.append(alive)
        return 1

    def turn(self, timeout: float) -> Received:
        told, self._told = self._told, []
        return Received(messages=[Message(TOPIC, payload) for payload in told])

    def disconnect(self) -> None:
        self.ended = True


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK", 0.05)
    monkeypatch.setattr(module, "ANSWER", 0.05)


def look(presence: Presence, broker: Broker) -> None:
    presence.must_be_free(lambda: cast(Any, broker), lambda: False)


@pytest.mark.parametrize("retained", [b"", b"junk", offline("another's")])
def test_a_name_that_nobody_holds_is_free(retained: bytes):
    broker = Broker(retained)
    look(begun(NotedWire()), broker)
    assert (broker.denied, broker.ended) == ([], True)


def test_its_own_earlier_word_is_nobody_elses():
    presence = begun(NotedWire())
    earlier = presence.online
    presence.begin()
    broker = Broker(earlier)
    look(presence, broker)
    assert broker.denied == []


def test_a_name_that_somebody_living_holds_is_taken_and_asked_for_once():
    presence, broker = begun(NotedWire()), Broker(online("another's"), lives=True)
    for _ in range(3):
        with pytest.raises(NameTakenError, match="give each a name of its own"):
            look(presence, broker)
    assert broker.denied == [offline("another's")], "it was contradicted again and again"
    broker.retained = offline("another's")
    look(presence, broker)


def test_what_somebody_dead_has_left_does_not_keep_a_worker_out():
    broker = Broker(online("a broker's old copy"))
    look(begun(NotedWire()), broker)
    assert broker.retained == offline("a broker's old copy")
