"""Booking: a place of a slot is held, kept, cancelled, or nobody comes."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.hall import reasons
from gateway.hall.booking_nouns import BookingStage
from gateway.hall.bookings import ArriveBooked, CancelBooking
from gateway.hall.here import Actor, Duty
from gateway.hall.nouns import Stage
from gateway.hall.reasons import Reason
from gateway.hall.slots import free_slots
from gateway.hall.standing import BookingStanding, TicketStanding, booking_standing, ticket_standing
from gateway.hall.tickets import CancelTicket, TakeTicket
from protocol import records
from protocol.facts import (
    BookingCancelled,
    BookingExpired,
    BookingMade,
    TicketCalled,
    TicketCancelled,
    TicketIssued,
)
from tests.hall.booked import (
    GUIDE,
    MONDAY,
    TUESDAY,
    BookedHall,
    about,
    book,
    booked,
    free,
    hall_with,
    on_the_day,
)


@pytest.fixture
def hall() -> BookedHall:
    return hall_with()


def test_a_place_is_held_for_whoever_booked_it(hall: BookedHall):
    starts_ms = hall.ms(TUESDAY, "09:30")
    assert book(hall, who="w1") == BookingMade(
        TUESDAY, starts_ms, starts_ms + 1_800_000, "A", "phone", "w1"
    )
    assert free(hall, "09:30") == 1
    assert book(hall, who="w2", by=GUIDE) == BookingMade(
        TUESDAY, starts_ms, starts_ms + 1_800_000, "A", "guide", "w2", "g1"
    )
    assert free(hall, "09:30") == 0
    assert free(hall, "10:00") == free(hall, "09:30", business="B") == 2
    assert book(hall) == reasons.SLOT_FULL


def test_a_cancelled_place_comes_back(hall: BookedHall):
    first = booked(hall, who="w1")
    booked(hall)
    assert hall.wish(CancelBooking(first)) == BookingCancelled(first, TUESDAY, "A", "owner")
    assert free(hall, "09:30") == 1
    booked(hall, who="w1")
    assert book(hall) == reasons.SLOT_FULL
    assert hall.wish(CancelBooking(first)) == reasons.BOOKING_CANCELLED


def test_the_last_cancelling_is_three_hours_before_and_the_hall_may_still(hall: BookedHall):
    first = booked(hall)
    second = booked(hall)
    on_the_day(hall, "06:30")
    assert isinstance(hall.wish(CancelBooking(second)), BookingCancelled)
    hall.at(TUESDAY, "06:31")
    assert hall.wish(CancelBooking(first)) == reasons.TOO_LATE_TO_CANCEL
    assert hall.wish(CancelBooking(first), by=GUIDE) == BookingCancelled(
        first, TUESDAY, "A", "staff", "g1"
    )


@pytest.mark.parametrize("duty", [Duty.GUIDE, Duty.LEADER])
def test_a_program_of_the_hall_is_no_owner_though_it_acts_for_no_account(
    hall: BookedHall, duty: Duty
):
    program = Actor(duty, program="till")
    made = book(hall, by=program, who="w1")
    assert isinstance(made, BookingMade)
    assert (made.channel, made.staff) == ("guide", None)
    n = hall.n
    on_the_day(hall, "09:00")
    gone = hall.wish(CancelBooking(n), by=program)
    assert gone == BookingCancelled(n, TUESDAY, "A", "staff", None)
    assert hall.state.strikes == {}
    issued = hall.wish(TakeTicket("A"), by=program)
    assert isinstance(issued, TicketIssued)
    assert (issued.channel, issued.staff) == ("guide", None)
    n = hall.n
    assert hall.wish(CancelTicket(n), by=program) == TicketCancelled(n, "staff", None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"business": "Z"}, reasons.NO_SUCH_BUSINESS),
        ({"day": MONDAY}, reasons.DAY_NOT_BOOKABLE),
        ({"day": "2026-11-27"}, reasons.DAY_NOT_BOOKABLE),
        ({"time": "09:31"}, reasons.NO_SUCH_SLOT),
        ({"time": "12:00"}, reasons.NO_SUCH_SLOT),
        ({"time": "17:00"}, reasons.NO_SUCH_SLOT),
    ],
)
def test_only_what_is_offered_is_booked(hall: BookedHall, change: dict[str, Any], reason: Reason):
    assert book(hall, **change) == reason


def test_one_booking_of_a_person_for_a_business_in_a_half_day(hall: BookedHall):
    booked(hall, who="w1")
    assert book(hall, who="w1", time="11:30") == reasons.HAS_A_BOOKING
    booked(hall, who="w1", time="13:30")
    booked(hall, who="w1", time="11:30", business="B")
    booked(hall, who="w1", day="2026-11-25")
    booked(hall)
    assert book(hall) == reasons.SLOT_FULL


def test_a_hall_may_ask_for_a_name():
    hall = hall_with(real_name=True)
    assert book(hall) == reasons.SHOW_ID
    booked(hall, who="w1")


def test_in_the_slot_the_number_is_of_the_class_of_the_booked(hall: BookedHall):
    n = booked(hall, who="w1")
    on_the_day(hall, "09:40")
    hall.take(0)
    issued = hall.wish(ArriveBooked(n))
    assert issued == TicketIssued(
        TUESDAY,
        "A",
        2,
        "",
        ahead=1,
        priority="booked",
        who="w1",
        booking=n,
        not_before_ms=hall.ms(TUESDAY, "09:30"),
    )
    assert hall.state.bookings[n].stage is BookingStage.ARRIVED
    call = hall.pad("1", records.NEXT)
    assert isinstance(call, TicketCalled)
    assert (call.ticket, call.why) == (hall.state.bookings[n].ticket, "priority")


def test_whoever_comes_early_waits_for_the_slot_and_fills_idle_windows_till_then(hall: BookedHall):
    n = booked(hall)
    on_the_day(hall, "09:14")
    assert hall.wish(ArriveBooked(n)) == reasons.TOO_EARLY
    hall.at(TUESDAY, "09:15")
    issued = hall.wish(ArriveBooked(n))
    assert isinstance(issued, TicketIssued)
    ticket = hall.n
    hall.take(0)
    normal = hall.n
    standing = ticket_standing(hall.plan, hall.state, hall.now, ticket)
    assert isinstance(standing, TicketStanding)
    assert (standing.early, standing.near) == (True, False)
    theirs = ticket_standing(hall.plan, hall.state, hall.now, normal)
    assert isinstance(theirs, TicketStanding)
    assert theirs.ahead == 0
    call = hall.pad("1", records.NEXT)
    assert isinstance(call, TicketCalled)
    assert call.ticket == normal
    hall.pad("1", records.NO_SHOW)
    hall.at(TUESDAY, "09:30")
    standing = ticket_standing(hall.plan, hall.state, hall.now, ticket)
    assert isinstance(standing, TicketStanding)
    assert (standing.early, standing.near, standing.ahead) == (False, True, 0)


def test_whoever_comes_late_has_a_normal_number_and_then_none(hall: BookedHall):
    first, second = booked(hall), booked(hall)
    on_the_day(hall, "10:00")
    late = hall.wish(ArriveBooked(first))
    assert isinstance(late, TicketIssued)
    assert (late.priority, late.not_before_ms, late.booking) == ("normal", 0, first)
    hall.at(TUESDAY, "10:29")
    assert hall.due() == ()
    hall.at(TUESDAY, "10:30")
    assert hall.wish(ArriveBooked(second)) == reasons.BOOKING_OVER
    assert hall.due() == (BookingExpired(second, TUESDAY, "A"),)
    assert hall.wish(ArriveBooked(second)) == reasons.BOOKING_OVER
    assert hall.due() == ()


def test_arriving_twice_is_one_number_and_it_is_named(hall: BookedHall):
    n = booked(hall)
    on_the_day(hall, "09:30")
    assert isinstance(hall.wish(ArriveBooked(n)), TicketIssued)
    assert hall.wish(ArriveBooked(n)) == about(reasons.ALREADY_ARRIVED, "A001")
    assert hall.wish(CancelBooking(n)) == about(reasons.ALREADY_ARRIVED, "A001")
    hall.wish(CancelTicket(hall.n))
    assert hall.wish(ArriveBooked(n)) == about(reasons.ALREADY_ARRIVED, "A001")
    assert len(hall.state.tickets) == 1


def test_one_subject_with_a_paper_ticket_and_a_booking_has_one_place(hall: BookedHall):
    n = booked(hall, who="w1")
    on_the_day(hall, "09:30")
    paper = hall.wish(TakeTicket("A"), who="w1")
    assert isinstance(paper, TicketIssued)
    assert hall.wish(ArriveBooked(n)) == about(reasons.HAS_A_TICKET, "A001")
    hall.wish(CancelTicket(hall.n))
    assert isinstance(hall.wish(ArriveBooked(n)), TicketIssued)
    assert hall.wish(TakeTicket("A"), who="w1") == about(reasons.HAS_A_TICKET, "A002")


def test_on_another_day_nobody_arrives(hall: BookedHall):
    n = booked(hall, day="2026-11-25")
    on_the_day(hall, "09:30")
    assert hall.wish(ArriveBooked(n)) == reasons.BOOKED_FOR_ANOTHER_DAY
    hall.at("2026-11-26", "08:00").open("2026-11-26")
    assert hall.wish(ArriveBooked(n)) == reasons.BOOKING_OVER
    assert hall.due() == (BookingExpired(n, "2026-11-25", "A", excused=True, reason="hall"),)
    hall.at("2026-11-27", "08:00").open("2026-11-27")
    assert hall.wish(ArriveBooked(n)) == reasons.NO_SUCH_BOOKING
    assert len(hall.state.bookings) == 0


def test_the_number_of_a_phone_is_not_printed(hall: BookedHall):
    first, second, third = booked(hall), booked(hall, time="10:00"), booked(hall, time="10:30")
    on_the_day(hall, "10:20")
    told = [
        hall.wish(ArriveBooked(first, paper=False)),
        hall.wish(ArriveBooked(second), by=GUIDE),
        hall.wish(ArriveBooked(third)),
    ]
    channels = [one.channel for one in told if isinstance(one, TicketIssued)]
    assert channels == ["phone", "guide", "dispenser"]


@pytest.mark.parametrize("jump", ["2026-11-22", "2026-11-24", "2026-11-25"])
def test_a_wall_clock_that_jumps_a_day_makes_nobody_absent_late_or_early(jump: str):
    hall = hall_with(days_min=0)
    today = booked(hall, day=MONDAY, time="09:30")
    tomorrow = booked(hall)
    hall.at(MONDAY, "09:35")
    hall.at(jump, "16:59")
    assert hall.due() == ()
    issued = hall.wish(ArriveBooked(today))
    assert isinstance(issued, TicketIssued)
    assert (issued.priority, issued.not_before_ms) == ("booked", 0)
    assert hall.wish(ArriveBooked(tomorrow)) == reasons.BOOKED_FOR_ANOTHER_DAY
    hall.at(MONDAY, "16:59")
    assert hall.due() == ()
    assert hall.state.bookings[tomorrow].stage is BookingStage.MADE


def test_a_booking_of_a_day_that_is_over_is_not_cancelled_by_a_clock_set_back(hall: BookedHall):
    made = booked(hall, who="w1")
    hall.open("2026-11-25")
    hall.at(MONDAY, "08:00")
    assert hall.wish(CancelBooking(made)) is reasons.TOO_LATE_TO_CANCEL
    assert hall.due() == (BookingExpired(made, TUESDAY, "A", excused=True, reason="hall"),)


@pytest.mark.parametrize("jump", ["2026-11-22", "2026-11-24", "2026-12-25"])
def test_a_clock_that_shows_another_day_does_not_tell_an_owner_that_it_is_too_late(jump: str):
    hall = hall_with(days_min=0, no_shows=1)
    n = booked(hall, day=MONDAY, time="16:30", who="w1")
    hall.at(jump, "16:00")
    standing = booking_standing(hall.plan, hall.state, hall.now, n)
    assert isinstance(standing, BookingStanding)
    assert standing.may_cancel
    assert hall.wish(CancelBooking(n)) == BookingCancelled(n, MONDAY, "A", "owner")
    assert free_slots(hall.plan, hall.state, hall.now, "A", MONDAY) == (), "nor books it again"
    hall.at(TUESDAY, "08:00").open(TUESDAY)
    assert hall.due() == ()
    assert hall.state.blocks == {}


def test_before_a_day_opens_the_wall_tells_how_late_it_is_and_past_its_slots_no_more(
    hall: BookedHall,
):
    """At night and on Sundays the wall shows a later date than the open day, and is right."""
    n, other = booked(hall, time="13:30"), booked(hall, time="13:30")
    hall.at(TUESDAY, "10:30")
    assert isinstance(hall.wish(CancelBooking(other)), BookingCancelled)
    for time in ("10:31", "13:59"):
        hall.at(TUESDAY, time)
        assert hall.wish(CancelBooking(n)) is reasons.TOO_LATE_TO_CANCEL
    hall.at(TUESDAY, "14:00")
    assert isinstance(hall.wish(CancelBooking(n)), BookingCancelled), "nobody could have come yet"


def test_a_clock_set_back_keeps_nobody_from_booking_and_cancelling_ahead(hall: BookedHall):
    hall.at("2026-11-20", "08:00")
    assert isinstance(hall.wish(CancelBooking(booked(hall))), BookingCancelled)


def test_what_has_expired_stays_so_when_the_clock_goes_back():
    hall = hall_with(days_min=0)
    n = booked(hall, day=MONDAY, time="09:30")
    hall.at(MONDAY, "10:30")
    assert len(hall.due()) == 1
    hall.at(MONDAY, "09:40")
    assert hall.wish(ArriveBooked(n)) == reasons.BOOKING_OVER
    hall.at("2026-11-22", "09:40")
    assert hall.due() == ()
    assert hall.wish(ArriveBooked(n)) == reasons.BOOKING_OVER


def test_a_booking_of_a_later_day_is_not_over_when_the_halls_zone_was_wrong(hall: BookedHall):
    booked(hall)
    hall.plan = replace(hall.plan, timezone="America/Los_Angeles")
    hall.at(MONDAY, "23:59")
    assert hall.due() == ()


def test_a_day_that_nobody_came_is_told_in_portions():
    hall = hall_with(capacity={"A": 200})
    for _ in range(100):
        booked(hall)
    on_the_day(hall, "18:00")
    assert [len(hall.due()) for _ in range(3)] == [64, 36, 0]


def test_bookings_outlive_the_table_that_let_them_be_made(hall: BookedHall):
    n = booked(hall)
    hall.plan = replace(hall.plan, booking=None)
    on_the_day(hall, "09:30")
    assert isinstance(hall.wish(ArriveBooked(n)), TicketIssued)


def test_how_a_booking_stands(hall: BookedHall):
    n = booked(hall)
    standing = booking_standing(hall.plan, hall.state, hall.now, n)
    assert isinstance(standing, BookingStanding)
    assert (standing.may_cancel, standing.may_arrive) == (True, False)
    on_the_day(hall, "09:30")
    standing = booking_standing(hall.plan, hall.state, hall.now, n)
    assert isinstance(standing, BookingStanding)
    assert (standing.may_cancel, standing.may_arrive) == (False, True)
    assert booking_standing(hall.plan, hall.state, hall.now, 999) == reasons.NO_SUCH_BOOKING


def test_how_a_number_stands_from_the_queue_to_the_window(hall: BookedHall):
    on_the_day(hall, "09:00")
    for _ in range(5):
        hall.take(0)
    numbers = sorted(hall.state.tickets)

    def standing(n: int) -> TicketStanding:
        found = ticket_standing(hall.plan, hall.state, hall.now, n)
        assert isinstance(found, TicketStanding)
        return found

    assert [standing(n).ahead for n in numbers] == [0, 1, 2, 3, 4]
    assert [standing(n).near for n in numbers] == [True] * 4 + [False]
    assert standing(numbers[0]).may_cancel
    hall.pad("1", records.NEXT)
    called = standing(numbers[0])
    assert (called.stage, called.ahead, called.near) == (Stage.CALLED, None, False)
    assert (called.window, called.may_cancel) == ("1", False)
    assert standing(numbers[4]).near
    assert ticket_standing(hall.plan, hall.state, hall.now, 999) == reasons.NO_SUCH_TICKET
