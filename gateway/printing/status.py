"""What a print head says about itself, read strictly: an answer that is none counts as silence.

DLE EOT n asks for one byte whose bits 1 and 4 are always set and whose bits 0 and 7 never are; it
does not repeat n. GS r 1 answers in the order of printing, with bits 4 and 7 clear. What it tells
unasked is in `asb`. Pure.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

REAL_TIME: Final = b"\x10\x04"
"""DLE EOT; n follows."""

OFFLINE, STOPPED_BY, ERROR, PAPER = 1, 2, 3, 4
"""The four questions n."""

CONSUMED: Final = b"\x1d\x72\x01"
"""GS r 1: answered once everything sent before it has been printed."""

NO_UNASKED_STATUS: Final = b"\x1d\x61\x00"
"""GS a 0: some heads report changes unasked, which could be read as an answer."""

CLEAR: Final = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4, function 8: forget all that is not printed yet, at once, even while stopped."""

CLEARED: Final = b"\x37\x25\x00"
"""What a head says when it has done so."""


class Condition(Enum):
    """State of the printer in the words of the hall: Chinese, English."""

    OK = "打印机正常", "The printer is ready"
    NEAR_END = "打印纸快用完，请准备新纸卷", "Paper is running low: have a new roll at hand"
    PAPER_END = "打印机缺纸，请换纸卷", "The printer is out of paper: put in a new roll"
    COVER_OPEN = "打印机盖未合上，请合上", "The printer's cover is open: close it"
    CUTTER = (
        "打印机切刀卡住，请关机取出卡纸后开机",
        "The printer's knife is stuck: switch off, take out the jammed paper, switch on",
    )
    HOT = "打印头过热，冷却后自动恢复", "The print head is too hot: it goes on by itself once cool"
    ERROR = (
        "打印机故障，请关机再开机，不行请报修",
        "Printer error: switch it off and on; if that does not help, have it repaired",
    )
    OFFLINE = "打印机脱机，请检查面板", "The printer is offline: look at its panel"
    QUEUE = (
        "打印队列不接收任务，请重新启用队列",
        "The print queue takes no jobs: start it again, lpstat -p tells why it stopped",
    )
    AWAY = (
        "连接不上打印机，请检查电源和连接线",
        "No connection: check the printer's power and cable",
    )
    UNKNOWN = (
        "打印机不回答，请检查电源和连接线",
        "The printer does not answer: check its power and cable",
    )

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
    error: int | None = None
    """Asked only of a head that says that it has one, as not every clone knows the question."""


@dataclass(frozen=True)
class Signs:
    """What is wrong with a head, in whichever language it said so."""

    cover_open: bool = False
    paper_end: bool = False
    near_end: bool = False
    cutter: bool = False
    error: bool = False
    """It cannot go on without being switched off and on."""
    hot: bool = False
    """An error that ends by itself: on a thermal head nothing but heat does."""
    offline: bool = False

    @property
    def condition(self) -> Condition:
        """The one thing to tell the hall: what hands can mend first."""
        for sign, condition in (
            (self.cover_open, Condition.COVER_OPEN),
            (self.paper_end, Condition.PAPER_END),
            (self.cutter, Condition.CUTTER),
            (self.error, Condition.ERROR),
            (self.hot, Condition.HOT),
            (self.offline, Condition.OFFLINE),
            (self.near_end, Condition.NEAR_END),
        ):
            if sign:
                return condition
        return Condition.OK


def is_real_time(byte: int) -> bool:
    """True for a byte that can be an answer to DLE EOT."""
    return byte & 0x93 == 0x12


def is_consumed(byte: int) -> bool:
    """True for a byte that can be an answer to GS r 1."""
    return byte & 0x90 == 0


def paper_ended(byte: int) -> bool:
    """Whether an answer to GS r 1 says that the roll is finished."""
    return bool(byte & 0x0C)


def paper_is_low(byte: int) -> bool:
    """Whether an answer to GS r 1 says that it soon will be."""
    return bool(byte & 0x03)


def needs_error(stopped_by: int | None) -> bool:
    """Whether an answer to `STOPPED_BY` leaves open which error it is."""
    return (stopped_by or 0) & 0x44 == 0x40


def condition(answers: Answers) -> Condition:
    """The one thing to tell the hall. Any silence makes it UNKNOWN unless a fault was named."""
    stopped_by, paper, error = answers.stopped_by or 0, answers.paper or 0, answers.error or 0
    named = Signs(
        cover_open=bool(stopped_by & 0x04),
        paper_end=bool(stopped_by & 0x20 or paper & 0x60),
        near_end=bool(paper & 0x0C),
        cutter=bool(error & 0x08),
        error=bool(error & 0x20 or (stopped_by & 0x40 and not error & 0x48)),
        hot=bool(error & 0x40),
        offline=bool((answers.offline or 0) & 0x08),
    ).condition
    if not named.blocks and None in (answers.offline, answers.stopped_by, answers.paper):
        return Condition.UNKNOWN
    return named
