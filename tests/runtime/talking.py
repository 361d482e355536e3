"""Connections that tests turn by hand."""

import time
from collections.abc import Callable

from runtime.mqtt import Broker, Connection, Received, Spoken, Waker, Will

WILL = Will("gone", b"for ever")


def at(port: int) -> Broker:
    return Broker(host="127.0.0.1", port=port)


def connect(
    broker: Broker,
    name: str = "one",
    spoken: Spoken | None = None,
    *,
    manual_ack: bool = False,
    waker: Waker | None = None,
) -> Connection:
    """Asked for; greet() waits for the broker's yes."""
    return Connection(
        broker,
        name,
        will=WILL,
        spoken=spoken or Spoken(),
        manual_ack=manual_ack,
        waker=waker,
    )


def greet(wire: Connection) -> Connection:
    until(wire, lambda all: all.connected)
    return wire


def until(
    wire: Connection, enough: Callable[[Received], object], seconds: float = 10.0
) -> Received:
    """Turn until what has come together is enough; all of it."""
    together, end = Received(), time.monotonic() + seconds
    while not enough(together):
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {together}"
        brought = wire.turn(0.1)
        together.connected |= brought.connected
        together.messages += brought.messages
        together.landed += brought.landed
        together.refused += brought.refused
    return together
