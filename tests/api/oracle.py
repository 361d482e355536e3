"""What must hold of any history of a hall, read off its facts alone, apart from the hall's code."""

from collections import Counter
from collections.abc import Sequence

from protocol import facts
from protocol.envelope import Entry


def check(entries: Sequence[Entry]) -> None:
    """Raises AssertionError with what was broken."""
    _numbers(entries)
    _cards(entries)
    _windows(entries)
    _clerks(entries)
    _shut(entries)
    _ratings(entries)


def _numbers(entries: Sequence[Entry]) -> None:
    """1, 2, 3 …, or on from a number that was told once, before the first one of the day."""
    last: dict[tuple[str, str], int] = {}
    for entry in entries:
        match entry.fact:
            case facts.NumbersContinued(day, business, told):
                assert (day, business) not in last, f"fact {entry.n}: {business} has numbers"
                last[day, business] = told
            case facts.TicketIssued(day, business, number):
                due = last.get((day, business), 0) + 1
                assert number == due, f"fact {entry.n}: {business} {number}, not {due}"
                last[day, business] = number


def _cards(entries: Sequence[Entry]) -> None:
    """A card is a number of its own class, for the business of that visit, once."""
    business: dict[int, str] = {}
    owed: dict[int, str] = {}
    for entry in entries:
        match entry.fact:
            case facts.TicketIssued() as paper:
                business[entry.n] = paper.business
                assert (paper.priority == "card") == (paper.card is not None)
                if paper.card is not None:
                    assert paper.card in owed, f"fact {entry.n}: card {paper.card} is no card"
                    assert owed.pop(paper.card) == paper.business, f"fact {entry.n}"
            case facts.TicketTransferred(ticket) as sent:
                business[ticket] = sent.business
            case facts.ServiceFinished(service, ticket, card=True):
                owed[service] = business[ticket]


def _windows(entries: Sequence[Entry]) -> None:
    """A ticket is at one window at most, a window has one ticket at most, at every moment."""
    at: dict[str, int] = {}
    for entry in entries:
        match entry.fact:
            case facts.TicketCalled(ticket, window) | facts.TicketResumed(ticket, _, window):
                assert window not in at, f"fact {entry.n}: window {window} has {at[window]} already"
                assert ticket not in at.values(), f"fact {entry.n}: ticket {ticket} is at a window"
                at[window] = ticket
            case (
                facts.TicketNoShow(ticket, window)
                | facts.ServiceFinished(_, ticket, window)
                | facts.TicketHeld(ticket, _, window)
                | facts.TicketTransferred(ticket, _, window)
            ):
                assert at.pop(window) == ticket, f"fact {entry.n}: {ticket} was not at {window}"
            case facts.ServiceStarted(ticket, window) | facts.TicketRecalled(ticket, window):
                assert at[window] == ticket, f"fact {entry.n}: {ticket} was not at {window}"
            case facts.TicketCancelled(ticket) | facts.TicketReinstated(ticket):
                assert ticket not in at.values(), f"fact {entry.n}: {ticket} is at a window"
            case facts.StaffLoggedOut(_, window, "left"):
                assert window not in at, f"fact {entry.n}: {at[window]} was left there"


def _clerks(entries: Sequence[Entry]) -> None:
    at: dict[str, str] = {}
    for entry in entries:
        match entry.fact:
            case facts.StaffLoggedIn(staff, window):
                assert window not in at, f"fact {entry.n}: {at[window]} is at {window}"
                assert staff not in at.values(), f"fact {entry.n}: {staff} is at another window"
                at[window] = staff
            case facts.StaffLoggedOut(staff, window):
                assert at.pop(window) == staff


def _shut(entries: Sequence[Entry]) -> None:
    """Nobody is called where a clerk has not opened, or was sent away; and who did that is told."""
    shut: set[str] = set()
    for entry in entries:
        match entry.fact:
            case facts.StaffLoggedOut(_, window, why, by):
                assert (why == "left") == (by is None), f"fact {entry.n}: {why}, by {by}"
                shut = shut - {window} if why == "left" else shut | {window}
            case facts.StaffLoggedIn(_, window) | facts.WindowClosed(window):
                shut |= {window}
            case facts.WindowOpened(window):
                shut -= {window}
            case facts.TicketCalled(ticket, window) | facts.TicketResumed(ticket, _, window):
                assert window not in shut, f"fact {entry.n}: {window} is shut and has {ticket}"


def _ratings(entries: Sequence[Entry]) -> None:
    rated = Counter(e.fact.service for e in entries if isinstance(e.fact, facts.RatingGiven))
    assert not [service for service, times in rated.items() if times > 1]
