"""A central that is none: for what the real one would never say."""

import json
import threading
from collections.abc import Callable
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from protocol.uplink import (
    Ack,
    CentralState,
    ack_topic,
    state_topic,
    worker_state_topic,
    write,
)
from tests.uplink.harness import MemoryOutbox


class Pretender:
    """A hand-made central: it hears everything and says what the test tells it to."""

    def __init__(self, port: int, on_event: Callable[[str, object], None] | None = None) -> None:
        self.heard: list[tuple[str, Any]] = []
        self._on_event = on_event
        self.client = Client(CallbackAPIVersion.VERSION2, f"pretender-{port}")
        self.client.on_message = self._on_message
        self.client.connect("127.0.0.1", port)
        subscribed = threading.Event()
        self.client.on_subscribe = lambda *_: subscribed.set()
        self.client.loop_start()
        self.client.subscribe("tax/v1/h1/#", qos=1)
        assert subscribed.wait(5)

    def _on_message(self, client: Client, data: object, message: MQTTMessage) -> None:
        if message.topic == ack_topic("h1"):
            return  # its own word
        value = json.loads(message.payload) if message.payload else None
        self.heard.append((message.topic, value))
        if self._on_event is not None and "/event" in message.topic:
            self._on_event(message.topic, value)

    def rows(self) -> list[int]:
        rows: list[int] = []
        for topic, value in list(self.heard):
            if "/event" in topic:
                events = value if isinstance(value, list) else [value]
                rows.extend(event["n"] for event in events)
        return rows

    def say(self, topic: str, payload: bytes, retain: bool = True) -> None:
        self.client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(5)

    def online(self, online: bool = True, session: str = "s1", worker: str = "1") -> None:
        self.say(worker_state_topic(worker), write(CentralState(online, session)))

    def ack(self, outbox: MemoryOutbox, through: int, highest: int | None = None) -> None:
        highest = through if highest is None else highest
        ack = Ack(outbox.stream, through, outbox.digest(through), highest)
        self.say(ack_topic("h1"), write(ack))

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


def forget(port: int) -> None:
    """Empty what this broker retains of the city and of the hall h1."""
    client = Client(CallbackAPIVersion.VERSION2, f"forget-{port}")
    client.connect("127.0.0.1", port)
    client.loop_start()
    workers = map(worker_state_topic, "12")
    for topic in (ack_topic("h1"), state_topic("h1"), *workers):
        client.publish(topic, b"", qos=1, retain=True).wait_for_publish(5)
    client.disconnect()
    client.loop_stop()
