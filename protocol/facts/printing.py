"""What became of a ticket's paper. The intent is `ticket.issued` itself, or `print.asked` for one
more paper of the same number."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class PrintConfirmed:
    """The print head said that it has consumed the whole job."""

    TYPE: ClassVar[str] = "print.confirmed"
    ticket: int
    reprint: bool
    """True when the paper says 补打."""
    printer: str = ""
    """Name of the printer in hall.toml, so that everybody knows where the paper lies; empty in
    facts of before there were several."""


@dataclass(frozen=True)
class PrintUncertain:
    """Bytes were sent and nobody knows what came out."""

    TYPE: ClassVar[str] = "print.uncertain"
    ticket: int
    reprint: bool
    reason: str
    """`mute`: the head never answers, so that nobody can know of any paper of it."""
    printer: str = ""
    """As in `print.confirmed`; empty also where the gateway stopped before it knew."""


@dataclass(frozen=True)
class PrintFailed:
    """Nothing was printed and nothing will be any more."""

    TYPE: ClassVar[str] = "print.failed"
    ticket: int
    reason: str
    reprint: bool = False
    """True when the paper that did not come would have said 补打."""


@dataclass(frozen=True)
class PrintAsked:
    """Somebody of the hall asked for one more paper of a number, which says 补打 and is the same
    number; this fact is also the intent to print it."""

    TYPE: ClassVar[str] = "print.asked"
    ticket: int
    ahead: int
    """People who went before it at that moment, as printed; 0 for one that does not wait."""
    staff: str | None = None
    """Token of whoever asked; None: a program of the hall."""


@dataclass(frozen=True)
class PrintSeen:
    """Somebody of the hall has seen the paper in the person's hand."""

    TYPE: ClassVar[str] = "print.seen"
    ticket: int
    staff: str | None = None
    """Token of whoever says so; None: a program of the hall."""


PrintingFact = PrintConfirmed | PrintUncertain | PrintFailed | PrintAsked | PrintSeen
