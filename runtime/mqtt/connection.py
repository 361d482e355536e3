"""One connection to the broker, used once: after it ends, its Client and paho's queue go with it.

paho keeps messages in RAM and sends them again by its own rules, even after publish() reported an
error. A queue that outlives a connection would therefore double what its owner sends again. Here
the owner's thread turns the loop, so a message is published on a live connection or not at all.
"""

import selectors
import socket
import ssl
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, Self

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import LogLevel, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from protocol.uplink import IN_FLIGHT
from runtime.mqtt.broker import Broker
from runtime.mqtt.client import client_for, connect
from runtime.mqtt.errors import NotSpokenError, RefusedError, TlsError, TlsTrouble, WireError
from runtime.mqtt.message import Message, Received, Will
from runtime.mqtt.spoken import V5, Spoken
from runtime.mqtt.tls import is_alert
from runtime.mqtt.waker import Waker

CONNECT: Final = 3.0
"""Seconds for the TCP connection and the TLS handshake, each."""
KEEPALIVE: Final = 20
"""Seconds of MQTT's keep-alive; a silent broker is noticed after at most twice as long."""
GROUP: Final = 256
"""Messages that one turn takes in at most."""
GROUP_BYTES: Final = 4 << 20
NO_SUBSCRIBERS: Final = 0x10
"""Reason code of a PUBACK: nobody has subscribed to the message. The broker has thrown it away,
unless it is one to be retained."""

_UNSUPPORTED: Final = "Unsupported protocol version"
_NOT_US: Final = {
    "Bad user name or password",
    "Not authorized",
    "Client identifier not valid",
    "Banned",
    "Bad authentication method",
}


@dataclass(frozen=True)
class _Waiting:
    own: int
    topic: str
    payload: bytes
    retain: bool
    expiry_s: int | None


class Connection:
    """Use as a context manager, from one thread. Leaving it without disconnect() lets the broker
    speak the will."""

    def __init__(
        self,
        broker: Broker,
        client_id: str,
        *,
        will: Will | None,
        spoken: Spoken,
        waker: Waker | None = None,
        manual_ack: bool = False,
        connect_s: float = CONNECT,
        keepalive_s: int = KEEPALIVE,
    ) -> None:
        """Connect TCP and ask for the MQTT connection. Raises WireError.

        spoken: of this broker; kept by the caller from one connection to the next.
        """
        self.connected = False
        self._received = Received()
        self._bytes = 0
        self._ended: WireError | None = None
        self._complaint = ""
        self._spoken = spoken
        self.version = spoken.version
        """5, or 4 for MQTT 3.1.1."""
        self.shares = False
        """It takes shared subscriptions; known once it has said yes."""
        self._waker = waker
        self._ids = count(1)
        self._own: dict[int, int] = {}
        self._waiting: deque[_Waiting] = deque()
        self._most = IN_FLIGHT
        self._secure = broker.tls_ca is not None
        self._client = client_for(broker, client_id, self.version, will, manual_ack=manual_ack)
        self._client.connect_timeout = connect_s
        self._listen_to(self._client)
        connect(self._client, broker, keepalive_s)
        self._socket = self._open_socket(broker)
        self._tls = self._socket if isinstance(self._socket, ssl.SSLSocket) else None
        self._selector = selectors.DefaultSelector()
        self._wants = selectors.EVENT_READ
        self._selector.register(self._socket, self._wants)
        if waker is not None:
            self._selector.register(waker.socket, selectors.EVENT_READ)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.connected:
            self._spoken.ended()
        elif self._ended is None:
            self._spoken.closed()  # the caller has waited for an answer long enough
        self._selector.close()
        self._socket.close()

    def disconnect(self) -> None:
        """End in peace: the broker forgets the will."""
        self._client.disconnect()

    def turn(self, timeout: float) -> Received:
        """Wait up to `timeout` s for the network or a wake-up, then do what is due and take in all
        that has come, up to a group. Raises WireError when the connection has ended."""
        wait = max(0.0, timeout)
        while self._ready(wait):
            self._check(self._client.loop_read())
            if len(self._received.messages) >= GROUP or self._bytes >= GROUP_BYTES:
                break
            wait = 0.0
        self._check(self._client.loop_misc())
        self._publish_waiting()
        received, self._received, self._bytes = self._received, Received(), 0
        return received

    def publish(
        self, topic: str, payload: bytes, *, retain: bool = False, expiry_s: int | None = None
    ) -> int:
        """Hand a message to the broker at QoS 1; its id, for Received. Raises WireError.

        Of messages without PUBACK there are never more than IN_FLIGHT, nor than the broker says
        that it takes (which paho does not look at): what is above it waits here.
        expiry_s: after so many seconds the broker need not deliver it any more; MQTT 5 only.
        """
        own = next(self._ids)
        self._waiting.append(_Waiting(own, topic, payload, retain, expiry_s))
        self._publish_waiting()
        return own

    def subscribe(self, *topics: str, shared: str | None = None) -> None:
        """Ask for these topics at QoS 1. Raises WireError; RefusedError comes with a later turn.

        shared: the name of a group of which one member gets each message. A broker that cannot
        share (3.1.1 has no word for it) sends each member everything.
        """
        start = f"$share/{shared}/" if shared is not None and self.shares else ""
        wanted = [(start + topic, 1) for topic in topics]
        self._check(self._client.subscribe(wanted)[0])

    def acknowledge(self, message: Message) -> None:
        """Give the PUBACK of a message that has been dealt with. Raises WireError."""
        self._check(self._client.ack(message.mid, message.qos))

    def _listen_to(self, client: Client) -> None:
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        client.on_message = self._on_message
        client.on_subscribe = self._on_subscribe
        client.on_log = self._on_log

    def _open_socket(self, broker: Broker) -> socket.socket:
        sock = self._client.socket()
        if not isinstance(sock, socket.socket):
            where = f"{broker.host}:{broker.door}"
            raise self._ended or WireError(f"{where}: the connection closed at once")
        return sock

    def _ready(self, timeout: float) -> bool:
        """True when there is something to read; writes what is due on the way."""
        self._want()
        if self._tls is not None and self._tls.pending():
            return True  # read from the socket already, so the selector does not see it
        readable = False
        for key, events in self._selector.select(timeout):
            if key.fileobj is not self._socket:
                if self._waker is not None:
                    self._waker.clear()
                continue
            if events & selectors.EVENT_WRITE:
                self._check(self._client.loop_write())
            readable = bool(events & selectors.EVENT_READ)
        return readable

    def _want(self) -> None:
        wants = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._client.want_write() else 0)
        if wants != self._wants:
            self._selector.modify(self._socket, wants)
            self._wants = wants

    def _publish_waiting(self) -> None:
        while self._waiting and len(self._own) < self._most:
            waiting = self._waiting.popleft()
            properties = None
            if waiting.expiry_s is not None and self.version == V5:
                properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
                properties.MessageExpiryInterval = waiting.expiry_s
            info = self._client.publish(
                waiting.topic, waiting.payload, qos=1, retain=waiting.retain, properties=properties
            )
            self._check(info.rc)
            self._own[info.mid] = waiting.own

    def _check(self, code: MQTTErrorCode) -> None:
        if self._ended is not None:
            raise self._ended
        if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise WireError(self._complaint or "the connection broke")

    def _on_connect(self, *call: Any) -> None:
        reason, properties = call[3], call[4]
        if str(reason) == _UNSUPPORTED and self.version == V5:
            self._spoken.refused()
            self._ended = NotSpokenError("the broker does not speak this version of MQTT")
        elif reason.is_failure:
            kind = RefusedError if str(reason) in _NOT_US else WireError
            self._ended = kind(str(reason))
        else:
            self.connected = self._received.connected = True
            self._most = min(IN_FLIGHT, getattr(properties, "ReceiveMaximum", IN_FLIGHT))
            sharing = getattr(properties, "SharedSubscriptionAvailable", 1)
            self.shares = self.version == V5 and bool(sharing)

    def _on_disconnect(self, *call: Any) -> None:
        flags, reason = call[2], call[3]
        if self._ended is not None:
            return
        if self._secure and not self.connected:
            # With TLS 1.3 a broker does not take our certificate only after the handshake, and its
            # word about it may be lost as it closes.
            if not is_alert(self._complaint):
                self._spoken.closed()
            said = self._complaint or "the broker closed the connection before it answered"
            self._ended = TlsError(TlsTrouble.NOT_TRUSTED, said)
        elif flags.is_disconnect_packet_from_server:
            self._ended = WireError(f"the broker closed the connection: {reason}")
        else:
            if not self.connected:
                self._spoken.closed()
            self._ended = WireError(self._complaint or "the broker closed the connection")

    def _on_publish(self, *call: Any) -> None:
        mid, reason = call[2], call[3]
        own = self._own.pop(mid)
        if reason.is_failure or reason.value == NO_SUBSCRIBERS:
            self._received.refused.append((own, reason.value))
        else:
            self._received.landed.append(own)

    def _on_subscribe(self, *call: Any) -> None:
        reasons: Sequence[ReasonCode] = call[3]
        for reason in reasons:
            if reason.is_failure:
                self._ended = RefusedError(f"a subscription: {reason}")

    def _on_message(self, client: Client, data: object, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = "(not UTF-8)"
        payload = bytes(message.payload)
        self._bytes += len(payload)
        taken = Message(topic, payload, message.retain, message.mid, message.qos)
        self._received.messages.append(taken)

    def _on_log(self, *call: Any) -> None:
        if call[2] == LogLevel.MQTT_LOG_ERR:  # the only place where paho says why a read failed
            self._complaint = str(call[3])
