"""Papers of the hall that are no numbers. A slip is named by the n of its `slip.asked`, which is
also the intent to print it; `slip.done` says what became of that, once."""

from dataclasses import dataclass
from typing import ClassVar, Literal

SlipKind = Literal["booking", "checklist", "card", "staff_day", "self_test", "device_label"]
"""A booking's slip with its code, the papers that somebody has to bring (一次性告知), a second-
priority card (二次优先卡), the counts of one person's day, a printer's test page, and the label of
a board."""


@dataclass(frozen=True)
class SlipAsked:
    """Somebody wants a paper; no paper comes without such a fact."""

    TYPE: ClassVar[str] = "slip.asked"
    kind: SlipKind
    about: int = 0
    """With booking: n of its `booking.made`. With checklist and card: n of the `service.finished`;
    0 with card: blank ones, to be filled in by hand."""
    board: str = ""
    """With device_label: uid of the board."""
    printer: str = ""
    """Name of the only printer that may print it; empty: with self_test the hall's first one, else
    whichever prints."""
    day: str = ""
    """With staff_day: the business day that is counted."""
    of: str | None = None
    """With staff_day: token of whose day it is."""
    staff: str | None = None
    """Token of whoever asked; None: a program of the hall, or a kiosk."""
    language: str = ""
    """Of its words, such as `zh` or `en`; empty: the hall's own."""
    count: int = 1
    """So many of it, each a paper by itself."""


@dataclass(frozen=True)
class SlipDone:
    """What became of a slip. Until then it is on its way."""

    TYPE: ClassVar[str] = "slip.done"
    slip: int
    outcome: Literal["confirmed", "uncertain", "failed"]
    """The head said that it has consumed all of it; nobody knows what came out; nothing did."""
    reason: str = ""
    """Why, unless it is confirmed; in the words of `print.uncertain` and `print.failed`."""
    printer: str = ""
    """Name of the printer in hall.toml; empty where none took it, or the gateway stopped before it
    knew."""


SlipFact = SlipAsked | SlipDone
