"""What a clerk can do at a moment, which of it comes next, and by which key."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gateway.hall.nouns import Called, Idle, Mode, Serving, WindowState
from gateway.hall.rules import Rules
from protocol.stamp import Moment


class Deed(StrEnum):
    """One press of a button."""

    LOG_IN = "log_in"
    OPEN = "open"
    NEXT = "next"
    START = "start"
    FINISH = "finish"
    RECALL = "recall"
    NO_SHOW = "no_show"
    HOLD = "hold"
    TRANSFER = "transfer"
    CALL = "call"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"
    LOG_OUT = "log_out"
    RESUME_TICKET = "resume_ticket"
    REINSTATE = "reinstate"
    BACK = "back"
    """Leave a form as it is."""


FORMS: Final = frozenset({Deed.FINISH, Deed.TRANSFER, Deed.CALL, Deed.PAUSE})
"""They ask something first: the first press opens the form, the big button sends it."""

NEXT_KEY: Final = "F2"
"""Of whatever comes next."""

KEYS: Final[Mapping[Deed, str]] = {
    Deed.RECALL: "F8",
    Deed.NO_SHOW: "F9",
    Deed.HOLD: "Alt+G",
    Deed.TRANSFER: "Alt+Z",
    Deed.CALL: "Alt+J",
    Deed.PAUSE: "Alt+P",
    Deed.CLOSE: "Alt+C",
    Deed.LOG_OUT: "Alt+O",
    Deed.BACK: "Esc",
}
"""No browser takes these for itself: F1, F3, F5 to F7 and F10 to F12 it does, Alt with D, E, F and
digits too. A letter alone would act while somebody types or talks to the machine (WCAG 2.1.4)."""

LISTS_KEY: Final = "Alt+L"
"""Goes to the numbers on hold and the missed ones."""
TRAINING_KEY: Final = "Alt+X"
PRINT_KEY: Final = "Alt+Y"


def next_deed(at: WindowState) -> Deed:
    """What comes next at a window by all that is known; who stands there goes before all else."""
    match at.doing:
        case Called():
            return Deed.START
        case Serving():
            return Deed.FINISH
    match at.mode:
        case Mode.OPEN:
            return Deed.NEXT
        case Mode.PAUSED:
            return Deed.RESUME
    return Deed.OPEN


def beside(at: WindowState) -> tuple[Deed, ...]:
    """What else may be done."""
    match at.doing:
        case Called():
            return (Deed.RECALL, Deed.NO_SHOW, Deed.TRANSFER)
        case Serving():
            return (Deed.HOLD, Deed.TRANSFER)
    match at.mode:
        case Mode.OPEN:
            return (Deed.CALL, Deed.PAUSE, Deed.CLOSE, Deed.LOG_OUT)
        case Mode.PAUSED:
            return (Deed.CLOSE, Deed.LOG_OUT)
    return (Deed.LOG_OUT,)


def may_resume(at: WindowState) -> bool:
    """Whether a service that rests can go on here now."""
    return at.mode is Mode.OPEN and isinstance(at.doing, Idle)


@dataclass(frozen=True, slots=True)
class Recall:
    """Whether a number may be called once more."""

    times: int
    """Calls so far."""
    most: int
    in_s: int
    """Seconds that are left for the person to walk; 0: now."""

    @property
    def ready(self) -> bool:
        """It may."""
        return self.times < self.most and not self.in_s


def recall(called: Called, rules: Rules, now: Moment) -> Recall:
    """By the rules of the hall."""
    left_ms = rules.recall_gap_s * 1000 - now.since_ms(called.last)
    return Recall(called.times, rules.most_calls, max(0, -(-left_ms // 1000)))
