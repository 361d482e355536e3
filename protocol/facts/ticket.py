"""The life of a ticket. A ticket is named by the n of its `ticket.issued` in its stream."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class TicketIssued:
    """A number was given out; this fact is also the intent to print it."""

    TYPE: ClassVar[str] = "ticket.issued"
    day: str
    business: str
    number: int
    """1, 2, 3 … per day and business; shown as business code and at least three digits."""
    board: str
    """uid of the dispenser."""
    ahead: int
    """People waiting for the same business when the ticket was issued, as printed on it."""

    @property
    def label(self) -> str:
        """The number as people read it, e.g. `A001`."""
        return f"{self.business}{self.number:03d}"


@dataclass(frozen=True)
class TicketCalled:
    """A window called the ticket for the first time."""

    TYPE: ClassVar[str] = "ticket.called"
    ticket: int
    window: str


@dataclass(frozen=True)
class TicketRecalled:
    """The same window called the same ticket again."""

    TYPE: ClassVar[str] = "ticket.recalled"
    ticket: int
    window: str


@dataclass(frozen=True)
class TicketNoShow:
    """The called person did not come (无效叫号); the clerk said so."""

    TYPE: ClassVar[str] = "ticket.no_show"
    ticket: int
    window: str
