"""The one connection, with a real mosquitto of MQTT 5 and with amqtt, which has only 3.1.1."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol.uplink import IN_FLIGHT
from runtime.mqtt import NotSpokenError, Spoken, Waker, WireError
from runtime.mqtt.connection import NO_SUBSCRIBERS
from runtime.mqtt.spoken import V5, V311
from tests.mosquitto import Mosquitto
from tests.runtime.talking import WILL, at, connect, greet, until
from tests.uplink.harness import broker as amqtt
from tools.ports import free_port

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Mosquitto]:
    """A mosquitto to which nobody else listens."""
    with Mosquitto(tmp_path / "alone", witnessed=False) as broker:
        yield broker


@pytest.fixture(scope="module")
def old() -> Iterator[int]:
    """A broker that knows 3.1.1 and no more."""
    port = free_port()
    process = amqtt(port)
    yield port
    process.kill()


def old_wire_spoken(port: int) -> Spoken:
    spoken = Spoken()
    with connect(at(port), spoken=spoken) as wire, pytest.raises(NotSpokenError):
        greet(wire)
    return spoken


def test_a_broker_of_five_is_spoken_to_in_five(alone: Mosquitto):
    with greet(connect(at(alone.port))) as wire:
        assert wire.version == V5


def test_a_broker_that_refuses_five_gets_three_at_once_and_ever_after(old: int):
    spoken = old_wire_spoken(old)
    for _ in range(2):
        with greet(connect(at(old), spoken=spoken)) as wire:
            assert wire.version == V311
            wire.subscribe("a/#")
            mid = wire.publish("a/b", b"x")
            all = until(wire, lambda all: all.messages and all.landed)
        assert (all.landed, all.messages[0].topic) == ([mid], "a/b")


def test_a_broker_that_closes_without_a_word_is_asked_for_three_next():
    spoken = Spoken()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        asked = []

        def close_everybody() -> None:
            for _ in range(3):
                there, _ = server.accept()
                connect_packet = there.recv(64)
                asked.append(connect_packet[8])
                there.close()

        thread = threading.Thread(target=close_everybody)
        thread.start()
        for _ in range(3):
            with pytest.raises(WireError), connect(at(port), spoken=spoken) as wire:
                greet(wire)
        thread.join()
    assert asked == [V5, V311, V5]


def test_what_nobody_listens_to_has_not_landed(alone: Mosquitto):
    with greet(connect(at(alone.port))) as wire:
        mid = wire.publish("nobody/here", b"x")
        all = until(wire, lambda all: all.refused or all.landed)
        assert (all.refused, all.landed) == ([(mid, NO_SUBSCRIBERS)], [])
        with greet(connect(at(alone.port), "two")) as listener:
            listener.subscribe("nobody/#")
            time.sleep(0.2)
            listener.turn(0.1)
            mid = wire.publish("nobody/here", b"y")
            assert until(wire, lambda all: all.landed).landed == [mid]
            assert until(listener, lambda all: all.messages).messages[0].payload == b"y"


def test_what_the_broker_does_not_take_has_not_landed(tmp_path: Path):
    acl = tmp_path / "acl"
    acl.write_text("topic read #\n", "utf-8")
    with (
        Mosquitto(tmp_path / "b", acl=acl, witnessed=False) as broker,
        greet(connect(at(broker.port))) as wire,
    ):
        mid = wire.publish("not/mine", b"x")
        all = until(wire, lambda all: all.refused or all.landed)
        assert all.landed == []
        ((refused, code),) = all.refused
        assert refused == mid
        assert code >= 0x80


def test_never_more_is_on_the_way_than_agreed_and_all_of_it_lands(alone: Mosquitto):
    with (
        greet(connect(at(alone.port), "two")) as listener,
        greet(connect(at(alone.port))) as wire,
    ):
        listener.subscribe("a")
        listener.turn(0.3)
        mids = [wire.publish("a", b"%d" % i) for i in range(100)]
        assert len(wire._client._out_messages) == IN_FLIGHT
        all = until(wire, lambda all: len(all.landed) == 100)
        assert all.landed == mids
        heard = until(listener, lambda all: len(all.messages) == 100)
        assert [message.payload for message in heard.messages] == [b"%d" % i for i in range(100)]


def test_fewer_are_on_the_way_to_a_broker_that_takes_fewer(tmp_path: Path):
    lines = ["max_inflight_messages 4"]
    with (
        Mosquitto(tmp_path / "b", lines=lines, witnessed=False) as broker,
        greet(connect(at(broker.port))) as wire,
    ):
        mids = [wire.publish("a", b"x") for _ in range(20)]
        assert len(wire._client._out_messages) == 4
        assert len(until(wire, lambda all: len(all.refused) == len(mids)).refused) == 20


def test_a_connection_takes_nothing_along_from_the_one_before(alone: Mosquitto):
    with greet(connect(at(alone.port), "two")) as listener:
        listener.subscribe("a")
        listener.turn(0.3)
        spoken = Spoken()
        with greet(connect(at(alone.port), spoken=spoken)) as wire:
            alone.pause()
            for i in range(40):
                wire.publish("a", b"old %d" % i)
        alone.resume()
        with greet(connect(at(alone.port), spoken=spoken)) as wire:
            wire.publish("a", b"new")
            heard = until(listener, lambda all: all.messages and all.messages[-1].payload == b"new")
    payloads = [message.payload for message in heard.messages]
    assert len(payloads) == len(set(payloads))
    assert len(payloads) <= IN_FLIGHT + 1, "what waited behind the window went with its connection"


def test_each_message_comes_to_one_of_a_group_and_dies_with_it(alone: Mosquitto):
    with (
        greet(connect(at(alone.port), "sender")) as sender,
        greet(connect(at(alone.port), "w1", manual_ack=True)) as first,
    ):
        first.subscribe("facts", shared="ingest")
        first.turn(0.3)
        with greet(connect(at(alone.port), "w2", manual_ack=True)) as second:
            second.subscribe("facts", shared="ingest")
            second.turn(0.3)
            for i in range(6):
                sender.publish("facts", b"%d" % i)
            until(sender, lambda all: len(all.landed) == 6)
            here, there = first.turn(0.5).messages, second.turn(0.5).messages
            assert (len(here), len(there)) == (3, 3)
            for message in here:
                first.acknowledge(message)
        lost = first.turn(0.5).messages
        assert lost == [], "mosquitto gives what a dead member had to another: say so in the pump"


def test_everybody_gets_everything_where_a_broker_cannot_share(old: int):
    spoken = old_wire_spoken(old)
    with (
        greet(connect(at(old), "w1", spoken)) as first,
        greet(connect(at(old), "w2", spoken)) as second,
    ):
        for wire in (first, second):
            wire.subscribe("facts", shared="ingest")
            wire.turn(0.3)
        first.publish("facts", b"x")
        for wire in (first, second):
            assert until(wire, lambda all: all.messages).messages[0].payload == b"x"


def test_the_will_is_spoken_unless_one_leaves_in_peace(alone: Mosquitto):
    with greet(connect(at(alone.port), "two")) as listener:
        listener.subscribe(WILL.topic)
        with greet(connect(at(alone.port))) as wire:
            wire.disconnect()
        listener.turn(0.3)
        with greet(connect(at(alone.port))):
            pass
        (message,) = until(listener, lambda all: all.messages).messages
        assert message.payload == WILL.payload


def test_a_message_past_its_time_is_not_delivered_by_a_broker_of_five(alone: Mosquitto):
    with greet(connect(at(alone.port))) as wire:
        wire.publish("late", b"x", retain=True, expiry_s=1)
        wire.publish("soon", b"x", retain=True, expiry_s=600)
        until(wire, lambda all: len(all.refused) == 2)
        time.sleep(2.1)
        wire.subscribe("late", "soon")
        all = until(wire, lambda all: all.messages)
        wire.turn(0.3)
    assert [message.topic for message in all.messages] == ["soon"]


def test_a_wake_up_ends_the_wait(alone: Mosquitto):
    waker = Waker()
    with greet(connect(at(alone.port), waker=waker)) as wire:
        began = time.monotonic()
        threading.Timer(0.2, waker.wake).start()
        wire.turn(10.0)
        assert time.monotonic() - began < 5.0
    waker.close()
