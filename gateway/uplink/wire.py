"""One connection to the broker, used once: after it ends, its Client and paho's queue go with it.

paho keeps messages in RAM and sends them again by its own rules, even after publish() reported an
error. A queue that outlives a connection would therefore double what the outbox sends again. Here
the pump's own thread turns the loop, so a message is published on a live connection or not at all.
"""

import selectors
import socket
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Self

from paho.mqtt.client import Client, MQTTMessage, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from gateway.uplink.settings import Settings, Timing

_REFUSED = {"Bad user name or password", "Not authorized", "Client identifier not valid"}


class WireError(Exception):
    """There is no connection (any more); the text says why."""


class RefusedError(WireError):
    """The broker is there and does not want us."""


@dataclass(frozen=True)
class Will:
    """What the broker says for us when we vanish."""

    topic: str
    payload: bytes


@dataclass
class Received:
    """What one turn of the loop brought."""

    connected: bool = False
    landed: list[int] = field(default_factory=list)
    messages: deque[tuple[str, bytes]] = field(default_factory=deque)


class Wire:
    """A connection. Use as a context manager; one thread only, but for Waker.wake."""

    def __init__(
        self, settings: Settings, timing: Timing, client_id: str, will: Will, waker: "Waker"
    ) -> None:
        """Connect TCP and ask for the MQTT connection. Raises WireError."""
        self._received = Received()
        self._ended: WireError | None = None
        self._waker = waker
        self._client = client = Client(
            CallbackAPIVersion.VERSION2, client_id, clean_session=True, protocol=MQTTv311
        )
        client.connect_timeout = timing.connect
        client.will_set(will.topic, will.payload, qos=1, retain=True)
        if settings.username is not None:
            client.username_pw_set(settings.username, settings.password)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        client.on_message = self._on_message
        try:
            client.connect(settings.host, settings.port, keepalive=timing.keepalive)
        except (OSError, ValueError) as error:
            raise WireError(str(error)) from error
        sock = client.socket()
        if not isinstance(sock, socket.socket):
            raise WireError("the connection closed at once")
        self._socket = sock
        self._selector = selectors.DefaultSelector()
        self._selector.register(sock, selectors.EVENT_READ)
        self._selector.register(waker.socket, selectors.EVENT_READ)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._selector.close()
        if self._client.socket() is not None:
            self._client.disconnect()  # without it the broker would keep a half-open connection
        self._socket.close()

    def turn(self, timeout: float) -> Received:
        """Wait up to `timeout` s for the network or a wake-up and do what is due.

        Raises WireError when the connection has ended.
        """
        wants = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._client.want_write() else 0)
        self._selector.modify(self._socket, wants)
        for key, events in self._selector.select(max(0.0, timeout)):
            if key.fileobj is not self._socket:
                self._waker.clear()
                continue
            if events & selectors.EVENT_WRITE:
                self._check(self._client.loop_write())
            if events & selectors.EVENT_READ:
                self._check(self._client.loop_read())
        self._check(self._client.loop_misc())
        received, self._received = self._received, Received()
        return received

    def publish(self, topic: str, payload: bytes, retain: bool = False) -> int:
        """Hand a message to the broker at QoS 1 and return its message id. Raises WireError."""
        info = self._client.publish(topic, payload, qos=1, retain=retain)
        self._check(info.rc)
        return info.mid

    def subscribe(self, *topics: str) -> None:
        """Ask for these topics at QoS 1. Raises WireError."""
        self._check(self._client.subscribe([(topic, 1) for topic in topics])[0])

    def _check(self, code: MQTTErrorCode) -> None:
        if self._ended is not None:
            raise self._ended
        if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise WireError("the connection broke")

    def _on_connect(self, *call: Any) -> None:
        reason = call[3]
        if reason.is_failure:
            kind = RefusedError if str(reason) in _REFUSED else WireError
            self._ended = kind(str(reason))
        else:
            self._received.connected = True

    def _on_disconnect(self, *call: Any) -> None:
        self._ended = self._ended or WireError("the broker closed the connection")

    def _on_publish(self, *call: Any) -> None:
        self._received.landed.append(call[2])

    def _on_message(self, client: Client, data: object, message: MQTTMessage) -> None:
        self._received.messages.append((message.topic, bytes(message.payload)))


class Waker:
    """Wakes the thread that waits in Wire.turn."""

    def __init__(self) -> None:
        self.socket, self._far = socket.socketpair()
        self.socket.setblocking(False)
        self._far.setblocking(False)

    def wake(self) -> None:
        """From any thread. A full buffer means that a wake-up is waiting already."""
        try:
            self._far.send(b"!")
        except BlockingIOError:
            return

    def clear(self) -> None:
        """Forget the wake-ups so far."""
        try:
            while len(self.socket.recv(4096)) == 4096:
                pass
        except BlockingIOError:
            return

    def close(self) -> None:
        """Give the sockets back."""
        self.socket.close()
        self._far.close()
