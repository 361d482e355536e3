"""A witness at every broker: whatever a test's programs say under `tax/v1/` holds to the contract.

It subscribes at the broker's end before anybody else, so it hears what has been published, not what
somebody meant to. After each test what it has heard is judged (tests/contract.py). A test that
sends broken messages on purpose says how many, each counted once however often it is sent:

    def test_…(city, witness): witness.broken(3)

What a witness cannot hear: a message that a broker is killed over before it hands it on.
"""

import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from paho.mqtt.client import Client, MQTTMessage, MQTTv5, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.subscribeoptions import SubscribeOptions

from tests.contract import contract

ALL: Final = "tax/v1/#"
MARK: Final = "witness/mark"
PATIENCE: Final = 5.0
"""Seconds for a broker to answer."""

_turn = itertools.count(1)


@dataclass
class Heard:
    """What witnesses have heard since the test began."""

    messages: int = 0
    wrong: dict[tuple[str, bytes], str] = field(default_factory=dict)
    """By topic and payload: a message that comes twice is one."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    declared: int = 0

    def hear(self, topic: str, payload: bytes, retained: bool | None) -> None:
        """One message."""
        with self.lock:
            self.messages += 1
        try:
            sentence = contract().wrong(topic, payload, retained)
        except Exception as error:  # in a thread of paho's, where nobody would hear of it
            sentence = f"the witness failed: {error!r}"
        if sentence is not None:
            with self.lock:
                self.wrong[topic, payload] = f"{topic}: {sentence}: {payload[:200]!r}"

    def broken(self, count: int) -> None:
        """The test sends so many broken messages on purpose, besides those declared before."""
        self.declared += count

    def judge(self) -> None:
        """Fails the test unless just the declared ones were broken."""
        with self.lock:
            said = "\n".join(self.wrong.values())
            assert len(self.wrong) == self.declared, (
                f"of {self.messages} messages {len(self.wrong)} broke the contract,"
                f" {self.declared} on purpose:\n{said}"
            )


_testimonies: list[Heard] = []
_living: list["Witness"] = []


class Witness:
    """At one broker from its start to its end."""

    def __init__(self, port: int, *, v5: bool = False, qos: int = 1) -> None:
        """Returns when it hears everything.

        v5: the broker speaks MQTT 5, so it is told whether a message was published as retained.
        """
        contract()  # a contract that cannot be read is known here
        self._v5 = v5
        self._qos = qos
        self._marks: set[bytes] = set()
        self._marked = threading.Condition()
        self._ready = threading.Event()
        self._client = Client(
            CallbackAPIVersion.VERSION2, f"witness-{port}", protocol=MQTTv5 if v5 else MQTTv311
        )
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = lambda *_: self._ready.set()
        self._client.on_message = self._on_message
        self._client.connect("127.0.0.1", port, keepalive=3600)
        self._client.loop_start()
        assert self._ready.wait(PATIENCE), f"the broker on port {port} does not take a witness"
        _living.append(self)

    def flush(self) -> bool:
        """Wait until all that was published before is heard; False if the broker is gone."""
        mark = b"%d" % next(_turn)
        if not self._client.is_connected():
            return False
        self._client.publish(MARK, mark, qos=1)
        with self._marked:
            return self._marked.wait_for(lambda: mark in self._marks, PATIENCE)

    def leave(self) -> None:
        """Let go of a broker that has ended, or is about to."""
        if self in _living:
            _living.remove(self)
        self._client.disconnect()
        self._client.loop_stop()

    def _on_connect(self, client: Client, *_: Any) -> None:
        if self._v5:
            options = SubscribeOptions(qos=self._qos, retainAsPublished=True)
            client.subscribe([(ALL, options), (MARK, SubscribeOptions(qos=1))])
        else:
            client.subscribe([(ALL, self._qos), (MARK, 1)])

    def _on_message(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        payload = bytes(message.payload)
        if message.topic == MARK:
            with self._marked:
                self._marks.add(payload)
                self._marked.notify_all()
            return
        for testimony in _testimonies[-1:]:
            testimony.hear(message.topic, payload, bool(message.retain) if self._v5 else None)


@pytest.fixture(autouse=True)
def witness() -> Iterator[Heard]:
    """What the brokers of this test have carried; judged when it is over."""
    testimony = Heard()
    _testimonies.append(testimony)
    yield testimony
    for one in list(_living):  # of brokers that outlive the test
        one.flush()
    _testimonies.remove(testimony)
    testimony.judge()
