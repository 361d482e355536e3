"""A booking that lapses counts against whoever did not come, and against nobody who was there."""

import pytest

from gateway.hall import reasons
from gateway.hall.bookings import ArriveBooked
from gateway.hall.here import Actor, Duty
from gateway.hall.reasons import Reason
from gateway.hall.services import Hold, Transfer
from gateway.hall.tickets import CancelTicket, TakeTicket
from protocol import records
from protocol.facts import BookingExpired, TicketTransferred
from tests.hall.booked import (
    GUIDE,
    MONDAY,
    TUESDAY,
    BookedHall,
    about,
    booked,
    hall_with,
    on_the_day,
)

LEADER = Actor(Duty.LEADER, "l1")
WEDNESDAY = "2026-11-25"


@pytest.fixture
def hall() -> BookedHall:
    return hall_with(no_shows=1)


def took(hall: BookedHall, business: str, **of: object) -> int:
    issued = hall.wish(TakeTicket(business, **of), who="w1")  # type: ignore[arg-type]
    assert not isinstance(issued, Reason), issued
    return hall.n


def sent_on(hall: BookedHall, business: str) -> None:
    """Window 1 calls whoever is next, and sends the person to another business."""
    hall.pad("1", records.NEXT)
    sent = hall.wish(Transfer(window="1", business=business, finished=False), by=LEADER)
    assert isinstance(sent, TicketTransferred), sent


def lapses(hall: BookedHall, n: int, time: str = "10:30") -> bool:
    """Whether it is excused when its time is over."""
    hall.at(TUESDAY, time)
    (expired,) = hall.due()
    assert isinstance(expired, BookingExpired)
    assert expired.booking == n
    assert expired.excused == ("w1" not in hall.state.blocks), "it counts, or it does not"
    return expired.excused


def test_somebody_who_was_sent_on_to_the_business_is_no_no_show(hall: BookedHall):
    n = booked(hall, business="B", who="w1")
    on_the_day(hall, "09:20")
    took(hall, "A")
    sent_on(hall, "B")
    hall.at(TUESDAY, "09:30")
    assert hall.wish(ArriveBooked(n)) == about(reasons.HAS_A_TICKET, "A001")
    assert lapses(hall, n)


@pytest.mark.parametrize("business", ["B", "C"])
def test_whoever_was_served_for_it_came_even_if_sent_on_since(hall: BookedHall, business: str):
    n = booked(hall, business="B", who="w1")
    on_the_day(hall, "09:20")
    took(hall, "A")
    sent_on(hall, "B")
    hall.at(TUESDAY, "09:40")
    if business == "B":
        hall.serve("2")
    else:
        sent_on(hall, "A")
    assert lapses(hall, n)


def test_whoever_is_at_the_window_or_fetches_a_paper_is_there(hall: BookedHall):
    n = booked(hall, business="B", who="w1")
    on_the_day(hall, "09:20")
    took(hall, "B")
    hall.pad("1", records.NEXT)
    hall.pad("1", records.START)
    assert not isinstance(hall.wish(Hold(window="1"), by=LEADER), Reason)
    assert lapses(hall, n)


def test_it_is_remembered_when_the_next_day_opens_before_anybody_looked(hall: BookedHall):
    n = booked(hall, business="B", who="w1")
    on_the_day(hall, "09:20")
    took(hall, "B")
    hall.serve("1")
    hall.at(WEDNESDAY, "08:00").open(WEDNESDAY)
    assert not hall.state.tickets
    assert hall.due() == (BookingExpired(n, TUESDAY, "B", excused=True, reason="came"),)


def test_who_left_or_never_came_or_came_for_another_business_is_a_no_show(hall: BookedHall):
    n = booked(hall, business="B", who="w1")
    on_the_day(hall, "09:00")
    took(hall, "A")
    took(hall, "B", present=False)
    hall.at(TUESDAY, "09:10")
    hall.wish(CancelTicket(hall.n))
    took(hall, "B")
    hall.wish(CancelTicket(hall.n))
    assert not lapses(hall, n)


def test_who_took_a_number_from_afar_and_never_came_is_a_no_show(hall: BookedHall):
    n = booked(hall, business="B", who="w1")
    on_the_day(hall, "09:00")
    took(hall, "B", present=False)
    assert not lapses(hall, n)


def test_who_was_called_in_vain_is_a_no_show(hall: BookedHall):
    n = booked(hall, business="B", who="w1")
    on_the_day(hall, "09:00")
    took(hall, "B")
    hall.pad("1", records.NEXT)
    hall.pad("1", records.NO_SHOW)
    assert not lapses(hall, n)


def test_one_booking_that_was_kept_does_not_excuse_another(hall: BookedHall):
    kept = booked(hall, business="B", who="w1")
    n = booked(hall, business="B", who="w1", time="13:30")
    on_the_day(hall, "09:30")
    assert not isinstance(hall.wish(ArriveBooked(kept)), Reason)
    hall.serve("1")
    assert not lapses(hall, n, "14:30")


def test_who_still_waits_with_the_number_of_another_booking_is_there(hall: BookedHall):
    kept = booked(hall, business="B", who="w1")
    n = booked(hall, business="B", who="w1", time="13:30")
    on_the_day(hall, "09:30")
    hall.wish(ArriveBooked(kept))
    hall.at(TUESDAY, "13:30")
    assert hall.wish(ArriveBooked(n)) == about(reasons.HAS_A_TICKET, "B001")
    assert lapses(hall, n, "14:30")


def test_the_ticket_of_somebody_else_excuses_nobody(hall: BookedHall):
    n = booked(hall, business="B", who="w1")
    on_the_day(hall, "09:20")
    hall.wish(TakeTicket("B"), who="w2")
    hall.wish(TakeTicket("B"), by=GUIDE)
    assert not lapses(hall, n)


@pytest.mark.parametrize(
    ("opened", "excused"), [("09:59", False), ("10:00", True), ("14:00", True)]
)
def test_nobody_is_absent_from_a_slot_that_was_over_before_the_day_was_opened(
    hall: BookedHall, opened: str, excused: bool
):
    """As on the morning of a power cut: who came found nobody to take the booking."""
    n = booked(hall, who="w1", time="09:30")
    hall.at(TUESDAY, opened).open(TUESDAY)
    assert lapses(hall, n, "14:05") is excused
    told = hall.facts[-1][1]
    assert isinstance(told, BookingExpired)
    assert told.reason == ("hall" if excused else None)


def test_a_morning_without_a_hall_excuses_nobody_of_the_afternoon(hall: BookedHall):
    morning, afternoon = (booked(hall, who="w1", time=time) for time in ("09:30", "14:00"))
    hall.at(TUESDAY, "13:00").open(TUESDAY)
    assert hall.due() == (BookingExpired(morning, TUESDAY, "A", excused=True, reason="hall"),)
    assert not lapses(hall, afternoon, "15:00")


@pytest.mark.parametrize("opened", ["08:00", "14:00"])
def test_that_the_hall_was_shut_is_remembered_when_the_next_day_opens_before_anybody_looked(
    hall: BookedHall, opened: str
):
    n = booked(hall, who="w1")
    hall.at(TUESDAY, opened).open(TUESDAY)
    hall.at(WEDNESDAY, "08:00").open(WEDNESDAY)
    assert lapses(hall, n) is (opened == "14:00")


def test_a_day_that_was_opened_the_evening_before_was_open_in_all_its_slots(hall: BookedHall):
    n = booked(hall, who="w1")
    hall.at(MONDAY, "18:00").open(TUESDAY)
    assert not lapses(hall, n)
