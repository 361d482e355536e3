"""A word to a broker, and what a broker keeps."""

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from tests.waiting import stays_away


def say(port: int, topic: str, payload: bytes, retain: bool = True) -> None:
    """Published at QoS 1; the broker has it on return."""
    client = Client(CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", port)
    client.loop_start()
    client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(5)
    client.disconnect()
    client.loop_stop()


def kept(port: int, topic: str, seconds: float = 1.0) -> bytes | None:
    """What the broker retains there."""
    heard: list[bytes] = []
    client = Client(CallbackAPIVersion.VERSION2)
    client.on_message = lambda _client, _data, message: heard.append(bytes(message.payload))
    client.connect("127.0.0.1", port)
    client.loop_start()
    client.subscribe(topic, qos=1)
    stays_away(lambda: heard, seconds)
    client.disconnect()
    client.loop_stop()
    return heard[0] if heard else None
