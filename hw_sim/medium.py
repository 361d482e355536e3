"""A pair of wires: who is on it when, which bytes collide, what noise does. No I/O, no clock.

Every byte takes ten bits of time (start, eight data, stop). Times are seconds of one clock.
"""

import math
import random
from dataclasses import dataclass

from hw_sim.noise import Noise

BITS_A_BYTE = 10


@dataclass(eq=False)
class Sending:
    """Bytes that one talker sends without a pause, from `start` on."""

    talker: object
    start: float
    data: bytearray
    passed: int = 0  # bytes that have crossed the wire and were seen to
    framed: int = 0  # of these, bytes of frames that have ended


class Medium:
    """Sendings on their way. seed makes collisions repeatable, `noise` has seeds of its own."""

    def __init__(self, byte_s: float, seed: int = 0) -> None:
        self.byte_s = byte_s
        self.noise = Noise(byte_s)
        self.under_way: list[Sending] = []
        self.collided = 0
        """Bytes."""
        self._chance = random.Random(seed)
        self._free_at: dict[object, float] = {}

    def send(self, talker: object, data: bytes, now: float) -> None:
        """The talker starts now, or when its own earlier bytes are out."""
        start = max(now, self.free_at(talker))
        self._free_at[talker] = start + len(data) * self.byte_s
        sending = Sending(talker, start, self.noise.spoil(data, start, now))
        for other in self.under_way:
            if other.talker is not talker:
                self._collide(sending, other)
        self.under_way.append(sending)

    def free_at(self, talker: object) -> float:
        """When the talker's bytes so far are out."""
        return self._free_at.get(talker, 0.0)

    def passed_at(self, sending: Sending, count: int) -> float:
        """When the sending's first `count` bytes have crossed the wire."""
        return sending.start + count * self.byte_s

    def delay(self, seconds: float) -> None:
        """Everything that is on its way comes so much later."""
        for sending in self.under_way:
            sending.start += seconds
        self._free_at = {who: at + seconds for who, at in self._free_at.items()}

    def cut(self, talker: object) -> None:
        """The talker is off the wire: what it has not sent yet is never sent."""
        self.under_way = [sending for sending in self.under_way if sending.talker is not talker]
        self._free_at.pop(talker, None)

    def forget_passed(self) -> None:
        """Let go of sendings that are through."""
        self.under_way = [s for s in self.under_way if s.passed < len(s.data)]

    def _collide(self, one: Sending, other: Sending) -> None:
        """Two talk at once: neither's bytes of that time are what was meant."""
        begin = max(one.start, other.start)
        end = min(self.passed_at(one, len(one.data)), self.passed_at(other, len(other.data)))
        if end - begin <= self.byte_s * 1e-6:
            return
        for sending in (one, other):
            first = max(sending.passed, math.floor((begin - sending.start) / self.byte_s + 1e-6))
            last = math.ceil((end - sending.start) / self.byte_s - 1e-6)
            for i in range(first, min(len(sending.data), last)):
                sending.data[i] ^= self._chance.randrange(1, 256)
                self.collided += 1
