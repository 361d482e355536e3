"""The one way to a broker, for halls and for central: a connection that is used once.

broker.py says where the broker is, client.py makes paho's Client for it, connection.py turns its
loop in the caller's own thread, spoken.py remembers which MQTT the broker knows, tls.py checks who
it is, and backoff.py says how long to wait before the next one.
"""

from runtime.mqtt.backoff import Backoff
from runtime.mqtt.broker import Broker
from runtime.mqtt.connection import NO_SUBSCRIBERS, Connection
from runtime.mqtt.errors import (
    NotSpokenError,
    RefusedError,
    TlsError,
    TlsTrouble,
    WireError,
)
from runtime.mqtt.message import Message, Received, Will
from runtime.mqtt.spoken import Spoken
from runtime.mqtt.waker import Waker

__all__ = [
    "NO_SUBSCRIBERS",
    "Backoff",
    "Broker",
    "Connection",
    "Message",
    "NotSpokenError",
    "Received",
    "RefusedError",
    "Spoken",
    "TlsError",
    "TlsTrouble",
    "Waker",
    "Will",
    "WireError",
]
