"""A connection that only notes what is done with it, and messages as a broker hands them over."""

from dataclasses import dataclass, field

from runtime.mqtt import Message


@dataclass
class NotedWire:
    """In place of runtime.mqtt.Connection."""

    said: list[tuple[str, bytes]] = field(default_factory=list)
    """What was published, in order; its id is its place, from 1."""
    acknowledged: list[int] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """`puback` and `publish`, in order; a store may add its own."""
    shares: bool = True

    def publish(
        self, topic: str, payload: bytes, *, retain: bool = False, expiry_s: int | None = None
    ) -> int:
        self.said.append((topic, payload))
        self.told.append("publish")
        return len(self.said)

    def acknowledge(self, message: Message) -> None:
        self.acknowledged.append(message.mid)
        self.told.append("puback")


def came(*messages: tuple[str, bytes], retained: bool = False) -> list[Message]:
    return [
        Message(topic, payload, retained, mid, 1)
        for mid, (topic, payload) in enumerate(messages, 1)
    ]
