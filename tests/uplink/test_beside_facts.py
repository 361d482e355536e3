"""What goes over the uplink beside the facts: commands and replies, and how the boards are."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from gateway.uplink.orders import MOST_WAITING, OrderDesk
from protocol.uplink import (
    DeviceState,
    command_topic,
    device_state_topic,
    reply_topic,
)
from runtime.mqtt import Connection
from tests.mosquitto import Mosquitto
from tests.uplink.harness import MemoryOutbox, uplink
from tests.uplink.pretender import Pretender
from tests.waiting import wait_for

pytestmark = pytest.mark.timeout(60)

BOARD = DeviceState(
    "e660583883265039", "call_pad", "1", "online", 1_795_000_000_000, "", "1.0.0", 7, 1, 3
)


class Taken:
    """Orders that answer with what they were told, as slowly as a test wants."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def take(self, name: str, payload: bytes) -> bytes | None:
        self.names.append(name)
        self.may_go_on.wait(20)
        return b"{}" if payload else None


class Boards:
    """Boards that are as a test says."""

    def __init__(self, *states: DeviceState) -> None:
        self.now = list(states)

    def states(self) -> Sequence[DeviceState]:
        return list(self.now)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Mosquitto]:
    """A mosquitto to which nobody else listens."""
    with Mosquitto(tmp_path / "alone", witnessed=False) as broker:
        yield broker


def order(listener: Pretender, name: str, payload: bytes = b'{"id":"x"}') -> None:
    listener.say(command_topic("h1", name), payload, retain=False)


def heard(listener: Pretender, topic: str) -> list[object]:
    return [value for where, value in listener.heard if where == topic]


def test_a_command_is_taken_and_answered_once_each_time_that_it_comes(alone: Mosquitto):
    orders, listener = Taken(), Pretender(alone.port)
    with uplink(MemoryOutbox(), alone.port, orders=orders):
        wait_for(lambda: heard(listener, "tax/v1/h1/state"))
        for _ in range(2):
            order(listener, "notice.set")
        order(listener, "credit.set", b"")
        wait_for(lambda: len(orders.names) == 3)
        wait_for(lambda: len(heard(listener, reply_topic("h1", "notice.set"))) == 2)
        time.sleep(0.3)
    assert orders.names == ["notice.set", "notice.set", "credit.set"]
    assert len(heard(listener, reply_topic("h1", "notice.set"))) == 2
    assert heard(listener, reply_topic("h1", "credit.set")) == []
    listener.close()


def test_a_reply_that_nobody_hears_is_said_again_until_somebody_does(alone: Mosquitto):
    orders, listener = Taken(), Pretender(alone.port)
    with uplink(MemoryOutbox(), alone.port, orders=orders):
        wait_for(lambda: heard(listener, "tax/v1/h1/state"))
        listener.client.unsubscribe("tax/v1/h1/#")
        time.sleep(0.2)
        order(listener, "notice.set")
        wait_for(lambda: orders.names)
        time.sleep(0.2)
        listener.client.subscribe("tax/v1/h1/#", qos=1)
        wait_for(lambda: heard(listener, reply_topic("h1", "notice.set")), 5)
    listener.close()


def test_facts_and_acknowledgements_do_not_wait_behind_many_commands(alone: Mosquitto):
    class Slow(Taken):
        def take(self, name: str, payload: bytes) -> bytes | None:
            time.sleep(0.3)
            return super().take(name, payload)

    outbox, orders, listener = MemoryOutbox(rows=1), Slow(), Pretender(alone.port)
    listener.online()
    with uplink(outbox, alone.port, orders=orders) as pump:
        wait_for(lambda: listener.rows() == [1])
        for _ in range(MOST_WAITING):
            order(listener, "notice.set")
        wait_for(lambda: orders.names)
        listener.ack(outbox, 1)
        outbox.add(1)
        pump.wake()
        wait_for(lambda: listener.rows() == [1, 2] and outbox.through() == 1)
        assert len(orders.names) < MOST_WAITING // 2
    listener.close()


def test_more_commands_than_there_is_room_for_are_left_to_come_again():
    orders, nobody = Taken(), cast(Connection, None)
    desk = OrderDesk(orders, "h1", 1.0)
    for _ in range(2):
        orders.names.clear()
        for i in range(3 * MOST_WAITING):
            desk.hear(f"one.{i}", b"")
        while desk.busy:
            desk.work(nobody, 0.0)
        assert orders.names == [f"one.{i}" for i in range(MOST_WAITING)]


def test_boards_are_told_at_the_start_and_as_they_change_once_a_second_at_most(alone: Mosquitto):
    boards, listener = Boards(BOARD), Pretender(alone.port)
    topic = device_state_topic("h1", BOARD.uid)
    with uplink(MemoryOutbox(), alone.port, devices=boards) as pump:
        wait_for(lambda: len(heard(listener, topic)) == 1)
        end = time.monotonic() + 2.5
        mark = BOARD.mark
        while time.monotonic() < end:
            mark += 1
            boards.now = [replace(BOARD, mark=mark)]
            pump.wake()
            time.sleep(0.02)
        wait_for(lambda: dict(heard(listener, topic)[-1])["mark"] == mark)  # type: ignore[call-overload]
        assert 3 <= len(heard(listener, topic)) <= 5
        told = len(heard(listener, topic))
        time.sleep(1.5)
        assert len(heard(listener, topic)) == told, "nothing had changed"
    listener.close()


def test_boards_are_retained_and_told_anew_to_a_broker_that_forgot_them(alone: Mosquitto):
    topic = device_state_topic("h1", BOARD.uid)
    with uplink(MemoryOutbox(), alone.port, devices=Boards(BOARD)):
        for _ in range(2):
            listener = Pretender(alone.port)
            wait_for(lambda: heard(listener, topic))  # noqa: B023
            listener.close()
            alone.kill()
            alone.start()
