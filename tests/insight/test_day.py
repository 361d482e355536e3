"""The day's figures."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from insight.day import DayCounts, count
from protocol.facts import (
    BookingCancelled,
    BookingExpired,
    BookingMade,
    Fact,
    RatingDefaulted,
    RatingGiven,
    RatingPrompted,
    RatingRefused,
    RatingUnbound,
    RequestRefused,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketCancelled,
    TicketCheckedIn,
    TicketIssued,
    TicketNoShow,
    TicketRecalled,
    TicketReinstated,
)


def issued(business: str, number: int) -> TicketIssued:
    return TicketIssued("2026-11-23", business, number, "d1", 0)


MORNING: list[tuple[int, Fact]] = [
    (1, issued("A", 1)),
    (2, issued("A", 2)),
    (3, issued("B", 1)),
    (4, issued("A", 3)),
    (5, TicketCalled(1, "1")),
    (6, TicketRecalled(1, "1")),
    (7, TicketNoShow(1, "1")),
    (8, TicketCalled(3, "1")),
    (9, ServiceStarted(3, "1")),
    (10, RequestRefused("d1", "stale_screen")),
    (11, ServiceFinished(9, 3, "1")),
    (12, RatingPrompted(9, "1")),
    (13, RatingGiven(9, "1", 5)),
    (14, RatingUnbound("00c0ffee", 9, 1)),
    (15, RatingRefused(9, 1, "already_rated")),
    (16, RatingDefaulted(8, "1")),
]


def test_a_morning_is_counted():
    counts = count(MORNING)
    assert (counts.issued, counts.called, counts.recalled, counts.no_show) == (4, 2, 1, 1)
    assert (counts.started, counts.finished, counts.prompted, counts.rated) == (1, 1, 1, 1)
    assert (counts.unbound, counts.refused, counts.expired) == (1, 1, 0)
    assert (counts.unrateable, counts.defaulted) == (1, 1)
    assert counts.levels == {5: 1}
    assert counts.waiting == {"A": 2}


def test_what_keeps_calls_in_vain_few_is_counted_beside_them():
    counts = count(
        [
            (1, replace(issued("A", 1), channel="phone", present=False)),
            (2, replace(issued("A", 2), channel="phone", present=False)),
            (3, TicketCheckedIn(1, "A")),
            (4, TicketCancelled(2, "owner")),
            (5, TicketCalled(1, "1")),
            (6, TicketNoShow(1, "1")),
            (7, TicketReinstated(1, "A", 3)),
            (8, BookingMade("2026-11-24", 1, 2, "A", "phone")),
            (9, BookingExpired(8, "2026-11-24", "A")),
            (10, BookingCancelled(8, "2026-11-24", "A", "owner")),
        ]
    )
    assert (counts.no_show, counts.checked_in, counts.cancelled, counts.reinstated) == (1,) * 4
    assert (counts.booked, counts.booking_cancelled, counts.booking_expired) == (1,) * 3
    assert counts.waiting == {"A": 1}


def test_an_empty_day_counts_nothing():
    assert count([]) == DayCounts()
    assert DayCounts().waiting == {}


def test_a_call_of_yesterdays_ticket_takes_nobody_out_of_todays_queue():
    assert count([(20, issued("A", 1)), (21, TicketCalled(2, "1"))]).waiting == {"A": 1}


@given(st.permutations(MORNING), st.integers(0, len(MORNING)))
def test_order_does_not_matter_and_parts_add_up(shuffled: list[tuple[int, Fact]], cut: int):
    assert count(shuffled) == count(MORNING)
    assert count(shuffled[:cut]) + count(shuffled[cut:]) == count(MORNING)
