"""From a person's word to a hall's reply, over a real broker and a real central.

Whatever goes over the wire here is held to the contract by the witness at the broker.
"""

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from protocol.uplink import HallState, command_topic, reply_topic, state_topic, write
from tests.central.commands.halls import BOOKING, Hall
from tests.uplink.harness import City
from tests.waiting import wait_for
from tools import city_command

pytestmark = pytest.mark.timeout(90)

SECRET = "a portal's secret"
PROGRAM = f"""
[[program]]
id = "portal"
secret_sha256 = "{hashlib.sha256(SECRET.encode()).hexdigest()}"
"""


class OnTheWire:
    """A pretended hall with its connection."""

    def __init__(self, port: int, id: str = "h1") -> None:
        self.hall, self.port = Hall(id), port
        self.heard: list[str] = []
        """Ids of commands as they came, each as often as it did."""
        self.mute = False
        self._client: Client | None = None

    def come(self) -> None:
        """Connect, subscribe, be born."""
        self.hall.sessions += 1
        self._client = client = Client(CallbackAPIVersion.VERSION2, f"hall-{self.hall.id}")
        client.on_message = self._on_message
        client.will_set(state_topic(self.hall.id), self._state(online=False), 1, retain=True)
        client.connect("127.0.0.1", self.port)
        subscribed = threading.Event()
        client.on_subscribe = lambda *_: subscribed.set()
        client.loop_start()
        client.subscribe(command_topic(self.hall.id, "+"), 1)
        assert subscribed.wait(5)
        client.publish(state_topic(self.hall.id), self._state(online=True), 1, retain=True)

    def go(self) -> None:
        """A farewell, and the end of the connection."""
        assert self._client is not None
        told = self._client.publish(
            state_topic(self.hall.id), self._state(online=False), 1, retain=True
        )
        told.wait_for_publish(5)
        self._client.disconnect()
        self._client.loop_stop()
        self._client = None

    def _state(self, online: bool) -> bytes:
        hall = self.hall
        return write(HallState(online, hall.stream, f"s{hall.sessions}", hall.version))

    def _on_message(self, client: Client, data: object, message: MQTTMessage) -> None:
        if "/cmd/" not in message.topic:
            return  # amqtt hands over what nobody has subscribed to
        reply = self.hall.take(message.topic, bytes(message.payload))
        self.heard.append(self.hall.did[-1].id)
        if not self.mute:
            name = message.topic.split("/")[4]
            client.publish(reply_topic(self.hall.id, name), reply, 1)


@pytest.fixture
def running(city: City) -> City:
    with city.config.open("a", encoding="utf-8") as config:
        config.write(PROGRAM)
    city.start_broker()
    city.start_central()
    return city


@pytest.fixture
def wire(running: City) -> Iterator[OnTheWire]:
    wire = OnTheWire(running.port)
    yield wire
    if wire._client is not None:
        wire.go()


def asks(config: Path, *argv: str) -> int:
    return city_command.main([*argv, "--config", str(config)])


def done(city: City) -> int:
    return len(city.ask("SELECT 1 FROM command WHERE outcome = 'done'"))


def test_a_notice_reaches_a_hall_that_is_there_and_one_that_comes_later(
    running: City, wire: OnTheWire
):
    wire.come()
    wait_for(lambda: running.ask("SELECT 1 FROM birth"), 20)
    assert asks(running.config, "notice", "今日停电", "--hall", "all") == 0
    wait_for(lambda: done(running) == 1, 20)
    late = OnTheWire(running.port, "h9")
    late.come()
    wait_for(lambda: done(running) == 2, 20)
    late.go()
    assert (len(wire.heard), len(late.heard)) == (1, 1)
    assert asks(running.config, "list") == 0


def test_a_command_without_a_reply_comes_again_at_the_next_birth_and_is_done_once(
    running: City, wire: OnTheWire
):
    wire.mute = True
    wire.come()
    assert asks(running.config, "close", "2026-12-24", "--hall", "h1") == 0
    wait_for(lambda: len(wire.heard) == 1, 20)
    wire.go()
    wait_for(lambda: running.ask("SELECT 1 FROM hall WHERE online = 0 AND hall = 'h1'"), 20)
    wire.mute = False
    wire.come()
    wait_for(lambda: done(running) == 1, 20)
    assert len(wire.heard) == 2
    assert len(wire.hall.did) == 1


def test_a_portal_books_and_is_told_by_the_hall(running: City, wire: OnTheWire):
    wire.come()
    wait_for(lambda: running.ask("SELECT 1 FROM birth"), 20)
    portal = httpx.Client(
        base_url=f"http://127.0.0.1:{running.web}",
        headers={"Authorization": f"Bearer {SECRET}"},
        timeout=30,
    )
    path = "/api/v1/halls/h1/commands/booking.make"
    key = {"Idempotency-Key": "one"}
    told = portal.post(path, json=BOOKING, headers=key)
    assert told.status_code == 200, told.text
    assert told.json()["reply"]["outcome"] == "done"
    assert portal.post(path, json=BOOKING, headers=key).json()["again"] is True
    assert len(wire.hall.did) == 1
    wire.go()
    wait_for(lambda: running.ask("SELECT 1 FROM hall WHERE online = 0 AND hall = 'h1'"), 20)
    away = portal.post(
        f"{path}?wait_s=0.5&within_s=5", json=BOOKING, headers={"Idempotency-Key": "two"}
    )
    assert (away.status_code, away.json()["state"]) == (202, "waiting")
    wait_for(lambda: portal.get(away.headers["Location"]).json()["state"] == "expired", 20)
    portal.close()
