"""A command over a real broker, into a real store, and its reply back."""

from dataclasses import replace
from pathlib import Path

import pytest

from gateway.orders import CityOrders
from gateway.uplink.store_outbox import StoreOutbox
from protocol.commands import Command, MakeBooking, write_command
from protocol.facts import BookingMade
from protocol.uplink import command_topic, reply_topic
from tests.mosquitto import Mosquitto
from tests.orders.asking import NEXT, PLAN, Asked, at, hall
from tests.uplink.harness import uplink
from tests.uplink.pretender import Pretender
from tests.waiting import wait_for

pytestmark = pytest.mark.timeout(60)

REPLIES = reply_topic("h1", MakeBooking.NAME)


def replies(listener: Pretender) -> list[object]:
    return [value for topic, value in listener.heard if topic == REPLIES]


def test_a_booking_of_the_city_comes_back_with_its_code_over_a_stop_of_the_hall(tmp_path: Path):
    wanted = MakeBooking("A", NEXT, at(NEXT, "09:30"))
    message = write_command(Command("one", 1, 1 << 50, wanted))
    plan = replace(PLAN, hall="h1")
    with Mosquitto(tmp_path / "broker", witnessed=False) as broker:
        listener = Pretender(broker.port)
        for times in (1, 2):
            with hall(tmp_path / "hall.db", plan=plan) as asked:
                ask_once(asked, broker, listener, message)
                assert len(replies(listener)) == times
                assert len(asked.facts(BookingMade)) == 1
        listener.close()
    first, second = replies(listener)
    assert first == second
    assert isinstance(first, dict)
    assert (first["id"], first["outcome"]) == ("one", "done")
    assert asked.codes.read("booking", str(first["code"])) == first["n"]


def ask_once(asked: Asked, broker: Mosquitto, listener: Pretender, message: bytes) -> None:
    """The hall comes, is asked, answers, and goes."""
    outbox, before = StoreOutbox(asked.store), len(replies(listener))
    births = sum(topic == "tax/v1/h1/state" for topic, _ in listener.heard)
    try:
        with uplink(outbox, broker.port, orders=CityOrders(asked.store, asked.codes)):
            wait_for(
                lambda: sum(topic == "tax/v1/h1/state" for topic, _ in listener.heard) > births
            )
            listener.say(command_topic("h1", MakeBooking.NAME), message, retain=False)
            wait_for(lambda: len(replies(listener)) > before)
    finally:
        outbox.close()
