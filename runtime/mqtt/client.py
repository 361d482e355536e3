"""paho's Client, made and connected for one connection."""

import ssl
from typing import Any

from paho.mqtt.client import MQTT_CLEAN_START_FIRST_ONLY, Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from runtime.mqtt.broker import Broker
from runtime.mqtt.errors import WireError
from runtime.mqtt.message import Will
from runtime.mqtt.spoken import V5
from runtime.mqtt.tls import context_of, trouble_of


def client_for(
    broker: Broker, client_id: str, version: int, will: Will | None, *, manual_ack: bool
) -> Client:
    """One that begins with nothing and does not connect by itself. Raises TlsError."""
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id,
        clean_session=None if version == V5 else True,
        protocol=MQTTProtocolVersion(version),
        manual_ack=manual_ack,
        reconnect_on_failure=False,  # or paho connects by itself, with MQTT 3.1
    )
    if will is not None:
        client.will_set(will.topic, will.payload, qos=1, retain=True)
    if broker.username is not None:
        client.username_pw_set(broker.username, broker.password)
    context = context_of(broker)
    if context is not None:
        client.tls_set_context(context)
    return client


def connect(client: Client, broker: Broker, keepalive_s: int) -> None:
    """Connect TCP, shake hands if it is TLS, and ask for the MQTT connection. Raises WireError."""
    # No properties: without a Session Expiry Interval the session ends with the connection, and
    # a broker that knows only 3.1.1 takes them for a part of what follows, and waits for more.
    clean: Any = True if client.protocol == V5 else MQTT_CLEAN_START_FIRST_ONLY
    try:
        client.connect(broker.host, broker.door, keepalive=keepalive_s, clean_start=clean)
    except ssl.SSLError as error:
        raise trouble_of(error) from error
    except (OSError, ValueError) as error:
        raise WireError(f"{broker.host}:{broker.door}: {error}") from error
