"""Somebody on the wire who records what the gateway says and plays it to the boards again."""

import random
from collections import deque
from typing import Final

KEPT: Final = 400
EVERY_S: Final = 0.15


class Replayer:
    """An intruder of hw_sim: most of what he says was said before, some of it has a wrong bit."""

    fault = "frames_replayed"

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._heard: deque[bytes] = deque(maxlen=KEPT)
        self.due = 0.0

    def hear(self, frame: bytes, now: float) -> None:
        """Keep it."""
        if frame.strip(b"\0"):
            self._heard.append(frame)

    def say(self, now: float) -> bytes:
        """A frame of before."""
        self.due = now + self._dice.expovariate(1 / EVERY_S)
        if not self._heard:
            return b"\0"
        frame = bytearray(b"\0" + self._dice.choice(self._heard).strip(b"\0") + b"\0")
        if self._dice.random() < 0.3:
            frame[self._dice.randrange(1, len(frame) - 1)] ^= 1 << self._dice.randrange(8)
        return bytes(frame)
