"""What must hold of any history of a hall, read off its facts alone, apart from the hall's code."""

from collections import Counter
from collections.abc import Sequence

from protocol import facts
from protocol.envelope import Entry


def check(entries: Sequence[Entry]) -> None:
    """Raises AssertionError with what was broken."""
    _numbers(entries)
    _windows(entries)
    _clerks(entries)
    _ratings(entries)


def _numbers(entries: Sequence[Entry]) -> None:
    given: dict[tuple[str, str], list[int]] = {}
    for entry in entries:
        if isinstance(entry.fact, facts.TicketIssued):
            key = (entry.fact.day, entry.fact.business)
            given.setdefault(key, []).append(entry.fact.number)
    for key, numbers in given.items():
        assert numbers == list(range(1, len(numbers) + 1)), f"{key}: {numbers}"


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


def _ratings(entries: Sequence[Entry]) -> None:
    rated = Counter(e.fact.service for e in entries if isinstance(e.fact, facts.RatingGiven))
    assert not [service for service, times in rated.items() if times > 1]
