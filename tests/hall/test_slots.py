"""Slots: when they are, how many places they have, and what may be booked on which day."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from gateway.hall import reasons
from gateway.hall.bookings import ArriveBooked, MakeBooking
from gateway.hall.plan import PlanError
from gateway.hall.slots import bookable_days, free_slots, slots_of
from protocol.facts import (
    TicketIssued,
)
from tests.hall.booked import (
    MONDAY,
    TUESDAY,
    BookedHall,
    book,
    booked,
    free,
    hall_with,
    plan_with,
)


@pytest.fixture
def hall() -> BookedHall:
    return hall_with()


def test_a_date_that_no_calendar_has_is_none_to_book(hall: BookedHall):
    assert hall.wish(MakeBooking("A", "2026-11-31", 0)) == reasons.DAY_NOT_BOOKABLE
    assert free_slots(hall.plan, hall.state, hall.now, "A", "2026-11-31") == ()


def test_a_hall_without_the_table_and_one_that_is_not_open_take_none(hall: BookedHall):
    assert book(BookedHall(plan=hall.plan)) == reasons.NO_DAY_OPEN
    hall.plan = replace(hall.plan, booking=None)
    assert book(hall) == reasons.NO_BOOKING_HERE
    assert free_slots(hall.plan, hall.state, hall.now, "A", TUESDAY) == ()


def test_the_open_day_is_booked_only_where_the_hall_says_so_and_only_what_is_to_come():
    hall = hall_with(days_min=0)
    hall.at(MONDAY, "09:30")
    assert book(hall, day=MONDAY, time="09:30") == reasons.NO_SUCH_SLOT
    booked(hall, day=MONDAY, time="10:00")
    offered = free_slots(hall.plan, hall.state, hall.now, "A", MONDAY)
    assert offered[0].slot.starts_ms == hall.ms(MONDAY, "10:00")


def test_days_ahead_are_working_days(hall: BookedHall):
    rules = plan_with(closed=(date(2026, 11, 24),), open_too=(date(2026, 11, 28),)).booking
    assert rules is not None
    assert [str(day) for day in bookable_days(rules, date(2026, 11, 23))] == [
        "2026-11-25",
        "2026-11-26",
        "2026-11-27",
    ]
    assert [str(day) for day in bookable_days(rules, date(2026, 11, 26))] == [
        "2026-11-27",
        "2026-11-28",
        "2026-11-30",
    ]


def test_a_hall_that_never_opens_offers_no_day(hall: BookedHall):
    rules = plan_with(weekdays=()).booking
    assert rules is not None
    assert bookable_days(rules, date(2026, 11, 23)) == ()


def test_without_a_figure_of_its_own_a_business_has_a_share_of_what_its_windows_can_do():
    hall = hall_with(capacity={}, share_percent=50, handling_min=10, slot_min=30)
    # Window 1 serves A and B, window 2 B alone: half a window and one and a half, times 30/10/2.
    assert free(hall, "09:30") == 1
    assert free(hall, "09:30", business="B") == 2
    assert free(hall, "09:30", business="C") == 1


@pytest.mark.parametrize("shown", ["2026-11-20", "2026-11-22", "2026-11-24", "2026-12-24"])
def test_by_a_wall_clock_on_another_date_no_slot_of_the_day_is_booked(shown: str):
    """Back where it was never right, as well as ahead: nobody knows what hour it is."""
    hall = hall_with(days_min=0)
    hall.at(shown, "08:00")
    assert book(hall, day=MONDAY, time="16:00") is reasons.NO_SUCH_SLOT
    assert free_slots(hall.plan, hall.state, hall.now, "A", MONDAY) == ()
    hall.at(MONDAY, "08:00")
    booked(hall, day=MONDAY, time="16:00")


def test_slots_that_were_cut_otherwise_leave_no_place_taken_twice(hall: BookedHall):
    booked(hall, business="C")
    hall.plan = plan_with(slot_min=45)
    assert book(hall, time="09:00", business="C") == reasons.SLOT_FULL
    booked(hall, time="10:30", business="C")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"capacity": {"Z": 1}}, "names business Z"),
        ({"lunch_to": "11:00"}, "must follow each other"),
        ({"days_min": 4}, "days_min is 4"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(settings: dict[str, Any], sentence: str):
    with pytest.raises(PlanError, match=sentence):
        plan_with(**settings)


def starts(hall: BookedHall, day: str) -> list[tuple[str, int]]:
    """(on the wall, hours since the first)"""
    rules = hall.plan.booking
    assert rules is not None
    found = slots_of(rules, hall.plan.zone, date.fromisoformat(day))
    return [
        (
            f"{datetime.fromtimestamp(slot.starts_ms / 1000, hall.plan.zone):%H:%M}",
            (slot.starts_ms - found[0].starts_ms) // 3_600_000,
        )
        for slot in found
    ]


@pytest.mark.parametrize(
    ("day", "at"),
    [
        ("2026-03-28", [("01:00", 0), ("02:00", 1), ("03:00", 2), ("04:00", 3)]),
        ("2026-03-29", [("01:00", 0), ("03:00", 1), ("04:00", 2)]),
        ("2026-10-25", [("01:00", 0), ("02:00", 1), ("03:00", 3), ("04:00", 4)]),
    ],
)
def test_slots_follow_the_wall_over_a_change_of_the_clocks(day: str, at: list[tuple[str, int]]):
    night = {"opens": "01:00", "lunch_from": "05:00", "lunch_to": "05:00", "closes": "05:00"}
    hall = BookedHall(plan=plan_with("Europe/Berlin", slot_min=60, **night))
    assert starts(hall, day) == at


def test_a_booking_over_a_change_of_the_clocks_is_kept_by_the_halls_wall():
    hall = BookedHall(plan=plan_with("Europe/Berlin", days_max=5))
    hall.at("2026-03-27", "08:00").open("2026-03-27")
    n = booked(hall, day="2026-03-30", time="09:30")
    hall.at("2026-03-30", "08:00").open("2026-03-30")
    hall.at("2026-03-30", "09:14")
    assert hall.wish(ArriveBooked(n)) == reasons.TOO_EARLY
    hall.at("2026-03-30", "09:59")
    issued = hall.wish(ArriveBooked(n))
    assert isinstance(issued, TicketIssued)
    assert issued.priority == "booked"
