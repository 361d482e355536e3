"""A pair of wires: who is on it when, which bytes collide, which bits flip. No I/O, no clock.

Every byte takes ten bits of time (start, eight data, stop). Times are seconds of one clock.
"""

import math
import random
from dataclasses import dataclass, field

BITS_A_BYTE = 10
DATA_BITS = 8  # what a bit error rate exposes: a hit on start or stop bit counts as luck


@dataclass(eq=False)
class Burst:
    """Bytes that one talker sends without a pause, from `start` on."""

    talker: object
    start: float
    data: bytearray
    passed: int = 0  # bytes that have been handed over


@dataclass
class Medium:
    """Bursts on their way. seed makes noise and collisions repeatable."""

    byte_s: float
    seed: int = 0
    bursts: list[Burst] = field(default_factory=list)
    collided: int = 0  # bytes
    flipped: int = 0  # bits

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._free_at: dict[object, float] = {}
        self._error_rate = 0.0
        self._clean_bits = math.inf

    def set_bit_error_rate(self, rate: float, seed: int) -> None:
        """Flip each data bit with this probability, 0 <= rate < 1."""
        if not 0 <= rate < 1:
            raise ValueError(f"A bit error rate is from 0 up to below 1, not {rate}.")
        self._chance = random.Random(seed)
        self._error_rate = rate
        self._clean_bits = self._draw_clean_bits()

    def send(self, talker: object, data: bytes, now: float) -> None:
        """The talker starts now, or when its own earlier bytes are out."""
        start = max(now, self._free_at.get(talker, 0.0))
        self._free_at[talker] = start + len(data) * self.byte_s
        burst = Burst(talker, start, bytearray(data))
        for other in self.bursts:
            if other.talker is not talker:
                self._collide(burst, other)
        self._make_noise(burst.data)
        self.bursts.append(burst)

    def passed_at(self, burst: Burst, count: int) -> float:
        """When the burst's first `count` bytes have crossed the wire."""
        return burst.start + count * self.byte_s

    def delay(self, seconds: float) -> None:
        """Everything that is on its way comes so much later."""
        for burst in self.bursts:
            burst.start += seconds
        self._free_at = {who: at + seconds for who, at in self._free_at.items()}

    def cut(self, talker: object) -> None:
        """The talker is off the wire: what it has not sent yet is never sent."""
        self.bursts = [burst for burst in self.bursts if burst.talker is not talker]
        self._free_at.pop(talker, None)

    def _collide(self, one: Burst, other: Burst) -> None:
        """Two talk at once: neither's bytes of that time are what was meant."""
        begin = max(one.start, other.start)
        end = min(self.passed_at(one, len(one.data)), self.passed_at(other, len(other.data)))
        if end - begin <= self.byte_s * 1e-6:
            return
        for burst in (one, other):
            first = max(burst.passed, math.floor((begin - burst.start) / self.byte_s + 1e-6))
            last = min(len(burst.data), math.ceil((end - burst.start) / self.byte_s - 1e-6))
            for i in range(first, last):
                burst.data[i] ^= self._chance.randrange(1, 256)
                self.collided += 1

    def _make_noise(self, data: bytearray) -> None:
        bits = len(data) * DATA_BITS
        at = self._clean_bits
        while at < bits:
            data[int(at) // DATA_BITS] ^= 1 << int(at) % DATA_BITS
            self.flipped += 1
            at += 1 + self._draw_clean_bits()
        self._clean_bits = at - bits

    def _draw_clean_bits(self) -> float:
        """How many bits pass before the next error: one draw an error, not one a bit."""
        if not self._error_rate:
            return math.inf
        return math.floor(math.log(1 - self._chance.random()) / math.log1p(-self._error_rate))
