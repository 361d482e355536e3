"""What a print head says about itself, read strictly: an answer that is none counts as silence.

DLE EOT n asks for one byte whose bits 1 and 4 are always set and whose bits 0 and 7 never are; it
does not repeat n. GS r 1 answers in the order of printing, with bits 4 and 7 clear. Pure.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

REAL_TIME: Final = b"\x10\x04"
"""DLE EOT; n follows."""

OFFLINE, STOPPED_BY, PAPER = 1, 2, 4
"""The three questions n that are asked."""

CONSUMED: Final = b"\x1d\x72\x01"
"""GS r 1: answered once everything sent before it has been printed."""

NO_UNASKED_STATUS: Final = b"\x1d\x61\x00"
"""GS a 0: some heads report changes unasked, which could be read as an answer."""


class Condition(Enum):
    """State of the printer in the words of the hall: Chinese, English."""

    OK = "打印机正常", "The printer is ready"
    NEAR_END = "打印纸快用完，请准备新纸卷", "Paper is running low: have a new roll at hand"
    PAPER_END = "打印机缺纸，请换纸卷", "The printer is out of paper: put in a new roll"
    COVER_OPEN = "打印机盖未合上，请合上", "The printer's cover is open: close it"
    ERROR = "打印机故障，请检查切刀后重新开机", "Printer error: check the cutter, then restart it"
    OFFLINE = "打印机脱机，请检查面板", "The printer is offline: look at its panel"
    AWAY = "连接不上打印机，请检查电源和网线", "No connection: check the printer's power and cable"
    UNKNOWN = "打印机不回答，状态未知", "The printer does not answer: its state is unknown"

    @property
    def zh(self) -> str:
        """Sentence for the hall."""
        return self.value[0]

    @property
    def en(self) -> str:
        """The same in English."""
        return self.value[1]

    @property
    def blocks(self) -> bool:
        """True if the head is known not to print now; an unknown head may well print."""
        return self not in (Condition.OK, Condition.NEAR_END, Condition.UNKNOWN)


@dataclass(frozen=True)
class Answers:
    """One round of questions; None where nothing valid came back."""

    offline: int | None
    stopped_by: int | None
    paper: int | None


def is_real_time(byte: int) -> bool:
    """True for a byte that can be an answer to DLE EOT."""
    return byte & 0x93 == 0x12


def is_consumed(byte: int) -> bool:
    """True for a byte that can be an answer to GS r 1."""
    return byte & 0x90 == 0


def paper_ended(byte: int) -> bool:
    """Whether an answer to GS r 1 says that the roll is finished."""
    return bool(byte & 0x0C)


def condition(answers: Answers) -> Condition:
    """The one thing to tell the hall. Any silence makes it UNKNOWN unless a fault was named."""
    stopped_by, paper = answers.stopped_by or 0, answers.paper or 0
    if stopped_by & 0x04:
        return Condition.COVER_OPEN
    if stopped_by & 0x20 or paper & 0x60:
        return Condition.PAPER_END
    if stopped_by & 0x40:
        return Condition.ERROR
    if (answers.offline or 0) & 0x08:
        return Condition.OFFLINE
    if None in (answers.offline, answers.stopped_by, answers.paper):
        return Condition.UNKNOWN
    return Condition.NEAR_END if paper & 0x0C else Condition.OK
