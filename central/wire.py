"""One connection to the broker, used once. PUBACKs are given by hand, after the commit."""

import selectors
import socket
from dataclasses import dataclass
from typing import Any, Final, Self

from paho.mqtt.client import Client, MQTTMessage, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from central.config import Broker

CONNECT: Final = 3.0
"""Seconds for the TCP connection."""
KEEPALIVE: Final = 20
GROUP: Final = 256
"""Messages that are taken in before they are committed, at most."""
GROUP_BYTES: Final = 4 << 20


class WireError(Exception):
    """There is no connection (any more); the text says why."""


@dataclass(frozen=True)
class Message:
    """A message that waits for its PUBACK."""

    topic: str
    payload: bytes
    retained: bool
    mid: int
    qos: int


class Wire:
    """A connection with its will. Use as a context manager, from one thread."""

    def __init__(self, broker: Broker, client_id: str, will_topic: str, will: bytes) -> None:
        """Connect TCP and ask for the MQTT connection. Raises WireError."""
        self.connected = False
        self._landed: list[int] = []
        self._messages: list[Message] = []
        self._bytes = 0
        self._ended: WireError | None = None
        self._client = client = Client(
            CallbackAPIVersion.VERSION2,
            client_id,
            clean_session=True,
            protocol=MQTTv311,
            manual_ack=True,
        )
        client.connect_timeout = CONNECT
        client.will_set(will_topic, will, qos=1, retain=True)
        if broker.username is not None:
            client.username_pw_set(broker.username, broker.password)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        client.on_message = self._on_message
        try:
            client.connect(broker.host, broker.port, keepalive=KEEPALIVE)
        except (OSError, ValueError) as error:
            raise WireError(f"{broker.host}:{broker.port}: {error}") from error
        sock = client.socket()
        if not isinstance(sock, socket.socket):
            raise WireError("the connection closed at once")
        self._socket = sock
        self._selector = selectors.DefaultSelector()
        self._selector.register(sock, selectors.EVENT_READ)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._selector.close()
        self._socket.close()  # without DISCONNECT, so that the broker speaks our will

    def disconnect(self) -> None:
        """End in peace: the broker forgets the will."""
        self._client.disconnect()

    def turn(self, timeout: float) -> tuple[list[Message], list[int]]:
        """Wait up to `timeout` s; then take in all that has come, up to a group.

        Returns the messages and the ids of our own that have landed. Raises WireError.
        """
        wait = max(0.0, timeout)
        while self._ready(wait):
            self._check(self._client.loop_read())
            if len(self._messages) >= GROUP or self._bytes >= GROUP_BYTES:
                break
            wait = 0.0
        self._check(self._client.loop_misc())
        messages, self._messages, self._bytes = self._messages, [], 0
        landed, self._landed = self._landed, []
        return messages, landed

    def acknowledge(self, message: Message) -> None:
        """Give the PUBACK: the message is committed. Raises WireError."""
        self._check(self._client.ack(message.mid, message.qos))

    def publish(self, topic: str, payload: bytes) -> int:
        """Hand a retained message to the broker at QoS 1; its id. Raises WireError."""
        info = self._client.publish(topic, payload, qos=1, retain=True)
        self._check(info.rc)
        return info.mid

    def subscribe(self, *topics: str) -> None:
        """Ask for these topics at QoS 1. Raises WireError."""
        self._check(self._client.subscribe([(topic, 1) for topic in topics])[0])

    def _ready(self, timeout: float) -> bool:
        """True when there is something to read; writes what is due on the way."""
        wants = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._client.want_write() else 0)
        self._selector.modify(self._socket, wants)
        ready = self._selector.select(timeout)
        if ready and ready[0][1] & selectors.EVENT_WRITE:
            self._check(self._client.loop_write())
        return bool(ready) and bool(ready[0][1] & selectors.EVENT_READ)

    def _check(self, code: MQTTErrorCode) -> None:
        if self._ended is not None:
            raise self._ended
        if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise WireError("the connection broke")

    def _on_connect(self, *call: Any) -> None:
        reason = call[3]
        if reason.is_failure:
            self._ended = WireError(f"the broker refuses central: {reason}")
        else:
            self.connected = True

    def _on_disconnect(self, *call: Any) -> None:
        self._ended = self._ended or WireError("the broker closed the connection")

    def _on_publish(self, *call: Any) -> None:
        self._landed.append(call[2])

    def _on_message(self, client: Client, data: object, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = "(not UTF-8)"
        payload = bytes(message.payload)
        self._bytes += len(payload)
        self._messages.append(Message(topic, payload, message.retain, message.mid, message.qos))
