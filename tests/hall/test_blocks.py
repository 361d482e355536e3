"""Blocks: too many bookings not kept, or cancelled, and a person books no more for a while."""

from dataclasses import replace

import pytest

from gateway.hall import reasons
from gateway.hall.blocks import Unblock
from gateway.hall.bookings import CancelBooking, MakeBooking
from protocol.facts import (
    BookingCancelled,
    BookingExpired,
    BookingUnblocked,
    Fact,
)
from tests.hall.booked import (
    GUIDE,
    BookedHall,
    book,
    booked,
    hall_with,
    on_the_day,
)


@pytest.fixture
def hall() -> BookedHall:
    return hall_with()


def not_kept(hall: BookedHall, who: str, times: int = 3) -> Fact | None:
    """One booking a working day that nobody comes for; the last of the facts."""
    last: Fact | None = None
    for day in range(23, 23 + times):
        today, next_day = f"2026-11-{day}", f"2026-11-{day + 1}"
        if hall.state.day != today:
            hall.at(today, "08:00").open(today)
        hall.wish(MakeBooking("A", next_day, hall.ms(next_day, "09:30")), who=who)
        hall.at(next_day, "08:00").open(next_day)
        hall.at(next_day, "18:00")
        (last,) = hall.due()
    return last


def test_the_third_no_show_blocks_for_thirty_days(hall: BookedHall):
    last = not_kept(hall, "w1")
    assert isinstance(last, BookingExpired)
    assert last.blocked_until == "2026-12-26"
    assert book(hall, day="2026-11-27", who="w1") == reasons.BOOKING_BLOCKED
    booked(hall, day="2026-11-27", who="w2")
    hall.at("2026-12-25", "08:00").open("2026-12-25")
    assert book(hall, day="2026-12-28", who="w1") == reasons.BOOKING_BLOCKED
    hall.at("2026-12-26", "08:00").open("2026-12-26")
    booked(hall, day="2026-12-28", who="w1")


def test_two_no_shows_and_one_of_long_ago_block_nobody():
    hall = hall_with(within_days=1)
    last = not_kept(hall, "w1")
    assert isinstance(last, BookingExpired)
    assert last.blocked_until is None


def test_a_block_is_lifted_at_the_hall_for_whoever_shows_an_id(hall: BookedHall):
    assert hall.wish(Unblock(), by=GUIDE) == reasons.SHOW_ID
    assert hall.wish(Unblock(), by=GUIDE, who="w1") == reasons.NOT_BLOCKED
    not_kept(hall, "w1")
    assert hall.wish(Unblock(), who="w1") == reasons.NOT_YOUR_DUTY
    nameless = replace(GUIDE, staff=None)
    assert hall.wish(Unblock(), by=nameless, who="w1") == reasons.ONLY_BY_STAFF
    assert hall.wish(Unblock(), by=GUIDE, who="w1") == BookingUnblocked("w1", "g1")
    booked(hall, day="2026-11-27", who="w1")
    assert hall.state.strikes == {}


def test_the_fifth_cancelling_of_an_owner_blocks_and_the_halls_own_do_not(hall: BookedHall):
    for _ in range(6):
        hall.wish(CancelBooking(booked(hall, who="w1")), by=GUIDE)
    told = [hall.wish(CancelBooking(booked(hall, who="w1"))) for _ in range(5)]
    until = [one.blocked_until for one in told if isinstance(one, BookingCancelled)]
    assert until == [None] * 4 + ["2026-12-23"]
    assert book(hall, who="w1") == reasons.BOOKING_BLOCKED


def test_no_shows_and_cancellings_are_counted_apart(hall: BookedHall):
    for _ in range(4):
        hall.wish(CancelBooking(booked(hall, who="w1")))
    last = not_kept(hall, "w1", times=2)
    assert isinstance(last, BookingExpired)
    assert last.blocked_until is None


def test_after_a_block_the_count_begins_anew():
    hall = hall_with(block_days=1, within_days=366)
    not_kept(hall, "w1")
    hall.at("2026-11-30", "08:00").open("2026-11-30")
    booked(hall, day="2026-12-01", who="w1")
    hall.at("2026-12-02", "08:00").open("2026-12-02")
    (told,) = hall.due()
    assert isinstance(told, BookingExpired)
    assert told.blocked_until is None


def test_no_shows_of_one_person_at_once_are_told_one_by_one(hall: BookedHall):
    for time, business in (("09:30", "A"), ("09:30", "B"), ("09:30", "C")):
        booked(hall, time=time, business=business, who="w1")
    on_the_day(hall, "18:00")
    told = [fact for _ in range(4) for fact in hall.due() if isinstance(fact, BookingExpired)]
    assert [fact.blocked_until for fact in told] == [None, None, "2026-12-24"]
