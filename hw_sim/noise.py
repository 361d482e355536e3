"""What a bad wire does to bytes: bits flip, bytes vanish, stretches drown. No I/O, no clock.

Each kind has its own seed and its own counter; all are off until they are set.
"""

import math
import random
from collections import deque
from dataclasses import dataclass

DATA_BITS = 8  # what a bit error rate exposes: a hit on start or stop bit counts as luck


class Noise:
    """Spoils bytes on their way. byte_s: how long a byte is on the wire."""

    def __init__(self, byte_s: float) -> None:
        self._byte_s = byte_s
        self._bit_errors = _Hits(0.0, 0)
        self._losses = _Hits(0.0, 0)
        self._bursts = _Bursts(math.inf, 0.0, 0, 0.0)
        self.flipped = 0
        """Bits."""
        self.lost = 0
        """Bytes that vanished."""
        self.drowned = 0
        """Bytes that a burst has replaced."""
        self._bursts_before = 0

    @property
    def bursts(self) -> int:
        """Bursts that have replaced a byte."""
        return self._bursts_before + self._bursts.struck

    def set_bit_error_rate(self, rate: float, seed: int) -> None:
        """Flip each data bit with this probability, 0 <= rate < 1."""
        self._bit_errors = _Hits(rate, seed)

    def set_byte_loss(self, rate: float, seed: int) -> None:
        """Let each byte vanish with this probability, 0 <= rate < 1; those behind it close up."""
        self._losses = _Hits(rate, seed)

    def set_bursts(self, mean_s: float, burst_s: float, seed: int, now: float) -> None:
        """Drown what passes in stretches of burst_s, with mean_s between them on the average."""
        if mean_s <= 0 or burst_s < 0:
            raise ValueError("Bursts come at intervals above 0 s and last no less than 0 s.")
        self._bursts_before = self.bursts
        self._bursts = _Bursts(mean_s, burst_s, seed, now)

    def spoil(self, data: bytes, start: float, now: float) -> bytearray:
        """What is left of bytes that are sent from `start` on, not before `now`."""
        spoilt = bytearray(data)
        for bit in self._bit_errors.among(len(data) * DATA_BITS):
            spoilt[bit // DATA_BITS] ^= 1 << bit % DATA_BITS
            self.flipped += 1
        drowned = self._bursts.cover(len(data), start, self._byte_s, now)
        for at, noise in drowned.items():
            spoilt[at] = noise
        self.drowned += len(drowned)
        for at in reversed(self._losses.among(len(data))):
            del spoilt[at]
            self.lost += 1
        return spoilt


class _Hits:
    """Which of many trials hit: one draw a hit, not one a trial."""

    def __init__(self, rate: float, seed: int) -> None:
        if not 0 <= rate < 1:
            raise ValueError(f"A rate of errors is from 0 up to below 1, not {rate}.")
        self._rate = rate
        self._chance = random.Random(seed)
        self._next = self._draw()

    def among(self, trials: int) -> list[int]:
        """Those of the next so many trials that hit, in order."""
        hits = []
        while self._next < trials:
            hits.append(int(self._next))
            self._next += 1 + self._draw()
        self._next -= trials
        return hits

    def _draw(self) -> float:
        if not self._rate:
            return math.inf
        return math.floor(math.log(1 - self._chance.random()) / math.log1p(-self._rate))


@dataclass
class _Window:
    begin: float
    end: float
    struck: bool = False
    """Whether it has replaced a byte."""


class _Bursts:
    """Stretches of time in which noise is all that can be heard."""

    def __init__(self, mean_s: float, burst_s: float, seed: int, now: float) -> None:
        self._mean_s = mean_s
        self._burst_s = burst_s
        self._chance = random.Random(seed)
        self._windows: deque[_Window] = deque()
        self._next = now + self._pause()
        self.struck = 0

    def cover(self, count: int, start: float, byte_s: float, now: float) -> dict[int, int]:
        """The bytes of a sending that drown, by position, and the noise in their place."""
        self._foresee(start + count * byte_s)
        while self._windows and self._windows[0].end <= now:
            self._windows.popleft()
        found: dict[int, int] = {}
        for window in self._windows:
            first = max(0, math.floor((window.begin - start) / byte_s))
            last = min(count, math.ceil((window.end - start) / byte_s))
            for at in range(first, last):
                found[at] = self._chance.randrange(256)
            if first < last and not window.struck:
                window.struck = True
                self.struck += 1
        return found

    def _foresee(self, until: float) -> None:
        while self._next < until:
            window = _Window(self._next, self._next + self._burst_s)
            self._windows.append(window)
            self._next = window.end + self._pause()

    def _pause(self) -> float:
        if math.isinf(self._mean_s):
            return math.inf
        return self._chance.expovariate(1 / self._mean_s)
