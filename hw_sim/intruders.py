"""What has no business on a line: a babbler, and a device of another trade. No I/O, no clock.

They are plugged into a line as boards are. The gateway hears them, and boards do.
"""

import math
from collections import deque
from typing import Protocol

# A Modbus slave that refuses a request, and a module that has just been given power.
MODBUS = bytes.fromhex("018302c0f1")
BOOT_TEXT = b"rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n"


class Intruder(Protocol):
    """What a line asks of one. Times are seconds of the line's clock."""

    fault: str
    """How its speaking is counted."""

    @property
    def due(self) -> float:
        """When it speaks next, whoever else does; math.inf: when it has heard something."""

    def hear(self, frame: bytes, now: float) -> None:
        """The gateway has said this."""

    def say(self, now: float) -> bytes:
        """What it says now that its time has come."""


class Babbler:
    """Speaks unasked: noise, or a frame that was once heard, over and over.

    every_s: from one beginning to the next; 0 leaves no pause between.
    """

    fault = "babbles"

    def __init__(self, data: bytes, every_s: float = 0.0) -> None:
        if not data:
            raise ValueError("A babbler has something to say.")
        self.data = data
        self.every_s = every_s
        self.due = 0.0

    def hear(self, frame: bytes, now: float) -> None:
        """It does not listen."""

    def say(self, now: float) -> bytes:
        self.due = now + self.every_s
        return self.data


class ForeignDevice:
    """Takes every frame of the gateway for a question and answers in its own language.

    delay_s: from the frame's end to its answer.
    """

    fault = "foreign_answers"

    def __init__(self, answer: bytes = MODBUS, delay_s: float = 0.0) -> None:
        self.answer = answer
        self.delay_s = delay_s
        self._turns: deque[float] = deque()

    @property
    def due(self) -> float:
        return self._turns[0] if self._turns else math.inf

    def hear(self, frame: bytes, now: float) -> None:
        if frame.strip(b"\0"):
            self._turns.append(now + self.delay_s)

    def say(self, now: float) -> bytes:
        self._turns.popleft()
        return self.answer
