"""What goes over a connection."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Will:
    """What the broker says for us when we vanish; retained."""

    topic: str
    payload: bytes


@dataclass(frozen=True)
class Message:
    """A message from the broker; with acknowledgement by hand it waits for its PUBACK."""

    topic: str
    payload: bytes
    retained: bool = False
    """It was kept at the broker, and may be old."""
    mid: int = 0
    """The broker's id of it, for the PUBACK."""
    qos: int = 1


@dataclass
class Received:
    """What one turn of the loop brought."""

    connected: bool = False
    """The broker has said yes, in this turn."""
    messages: list[Message] = field(default_factory=list)
    landed: list[int] = field(default_factory=list)
    """Our own messages, by what publish() returned: the broker has them, and somebody listens."""
    refused: list[tuple[int, int]] = field(default_factory=list)
    """Our own messages which did not land, each with its reason code (MQTT 5, 2.4): 16 is that
    nobody has subscribed to them, 128 and more that the broker does not take them."""
