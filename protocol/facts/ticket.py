"""The life of a ticket. A ticket is named by the n of its `ticket.issued` in its stream."""

from dataclasses import dataclass
from typing import ClassVar, Literal

Priority = Literal["special", "credit", "card", "booked", "normal"]
"""Who comes before whom: in need of help (老弱病残孕), of the best tax credit, with a card of an
earlier visit (二次优先卡), booked, anyone."""

Channel = Literal["dispenser", "guide", "phone", "back_entry"]
"""Where the number was taken. A phone prints nothing, nor does what was written by hand."""

Why = Literal["first_come", "priority", "ratio", "waited_long", "early", "specific"]
"""Why this ticket was called and no other; gateway.hall.queue has the words."""


def label(business: str, number: int) -> str:
    """A number as people read it, e.g. `A001`; past 999 it has four digits."""
    return f"{business}{number:03d}"


@dataclass(frozen=True)
class TicketIssued:
    """A number was given out; this fact is also the intent to print it."""

    TYPE: ClassVar[str] = "ticket.issued"
    day: str
    business: str
    number: int
    """1, 2, 3 … per day and business; shown as business code and at least three digits."""
    board: str
    """uid of the dispenser; empty where a person or a phone took it."""
    ahead: int
    """People waiting for the same business when the ticket was issued, as printed on it."""
    priority: Priority = "normal"
    channel: Channel = "dispenser"
    who: str | None = None
    """Token of the subject, whose keyed hash stands outside the chain; None: anonymous."""
    booking: int | None = None
    """The `booking.made` that it is for."""
    not_before_ms: int = 0
    """Unix ms of the booked slot's start: before it the ticket only fills idle windows."""
    present: bool = True
    """False for a phone whose owner has not come yet: it waits only once it is checked in."""
    staff: str | None = None
    """Token of the guide who took it for somebody."""
    triage: int | None = None
    """The `triage.answered` that led to it."""
    card: int | None = None
    """The `service.finished` of an earlier visit gave a card for this service, and this uses it."""
    hand: str = ""
    """With back_entry: the number as it was written by hand while the system stood."""
    for_ms: int = 0
    """With back_entry: unix ms at which that was written. What waiting is measured from, is not
    this moment but a person's word, so measures leave the ticket out (F1)."""
    language: str = ""
    """Of the paper's words, as its owner chose, such as `zh` or `en`; empty: the hall's own."""
    large: bool = False
    """In large type, for who reads with difficulty."""

    @property
    def on_paper(self) -> bool:
        """Whether a printer is to print it."""
        return self.channel in ("dispenser", "guide")

    @property
    def label(self) -> str:
        """The number as people read it, e.g. `A001`."""
        return label(self.business, self.number)


@dataclass(frozen=True)
class TicketCheckedIn:
    """The owner of a phone ticket is in the hall and waits from now on."""

    TYPE: ClassVar[str] = "ticket.checked_in"
    ticket: int
    business: str
    board: str = ""
    """uid of the dispenser that read the ticket's code; empty where it was said otherwise."""
    label: str = ""
    """The number as people read it, for the screen of that dispenser."""


@dataclass(frozen=True)
class TicketCancelled:
    """It stands for nobody any more, from before it was called: its owner said so, or its paper was
    never seen."""

    TYPE: ClassVar[str] = "ticket.cancelled"
    ticket: int
    by: Literal["owner", "staff", "hall"]
    """The hall by its rule alone."""
    staff: str | None = None
    cause: Literal["asked", "no_paper"] = "asked"
    """no_paper: nobody knew whether its paper came out, or none came, and nobody claimed it."""


@dataclass(frozen=True)
class TicketCalled:
    """A window called the ticket for the first time since it waits."""

    TYPE: ClassVar[str] = "ticket.called"
    ticket: int
    window: str
    why: Why = "first_come"
    staff: str | None = None
    """Token of the clerk; None at a window where nobody has logged in."""
    reason: str | None = None
    """Token of the text that says why it was called out of turn."""


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
    staff: str | None = None


@dataclass(frozen=True)
class TicketReinstated:
    """Who was missed has come back and waits again (过号重排); or who holds the paper of a number
    that lapsed because nobody had seen it."""

    TYPE: ClassVar[str] = "ticket.reinstated"
    ticket: int
    business: str
    after: int | None
    """So many of its class go before it; None: it goes to the end. One that had lapsed has its old
    place, whatever stands here."""
    staff: str | None = None


@dataclass(frozen=True)
class TicketTransferred:
    """The matter goes on elsewhere. The ticket keeps its number, its class and its seniority."""

    TYPE: ClassVar[str] = "ticket.transferred"
    ticket: int
    service: int | None
    """The service that ends by it; None when the person was called only."""
    window: str
    """From there."""
    business: str
    """For which it waits now."""
    to: str | None
    """The only window that may call it; None: any that serves the business."""
    finished: bool = False
    """The service is done and may be rated: the same person's next matter waits."""
    misrouted: bool = False
    """It should never have come here: the triage was wrong (F29)."""
    staff: str | None = None


@dataclass(frozen=True)
class TicketHeld:
    """The service rests, for a paper to be fetched or so; its time does not run (挂起)."""

    TYPE: ClassVar[str] = "ticket.held"
    ticket: int
    service: int
    window: str


@dataclass(frozen=True)
class TicketResumed:
    """The held service goes on, at whichever window the person came back to (回呼)."""

    TYPE: ClassVar[str] = "ticket.resumed"
    ticket: int
    service: int
    window: str


@dataclass(frozen=True)
class TicketBackEntered:
    """Somebody was here with a number written by hand, and is gone again (停机补录).

    A record of what happened without the system. It gives out no number, stands in no queue, and
    is in no measure: its times are what a person wrote down afterwards.
    """

    TYPE: ClassVar[str] = "ticket.back_entered"
    business: str
    hand: str
    """The number as it was written."""
    for_ms: int
    """Unix ms at which it was written."""
    staff: str
    """Token of whoever enters it now."""
    outcome: Literal["served", "left"]
    window: str | None = None
    """Where it was served, if that is known."""
    served_ms: int | None = None
    """Unix ms at which it was served, if that is known."""


TicketFact = (
    TicketIssued
    | TicketCalled
    | TicketRecalled
    | TicketNoShow
    | TicketCheckedIn
    | TicketCancelled
    | TicketReinstated
    | TicketTransferred
    | TicketHeld
    | TicketResumed
    | TicketBackEntered
)
