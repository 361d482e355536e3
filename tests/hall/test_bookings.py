"""Booking: a place of a slot is held, kept, cancelled, or nobody comes."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from gateway.hall import reasons
from gateway.hall.blocks import Unblock
from gateway.hall.booking_nouns import BookingStage
from gateway.hall.bookings import ArriveBooked, CancelBooking, MakeBooking
from gateway.hall.nouns import Stage
from gateway.hall.plan import PlanError
from gateway.hall.reasons import Reason
from gateway.hall.slots import bookable_days, free_slots, slots_of
from gateway.hall.standing import BookingStanding, TicketStanding, booking_standing, ticket_standing
from gateway.hall.tickets import CancelTicket, TakeTicket
from protocol import records
from protocol.facts import (
    BookingCancelled,
    BookingExpired,
    BookingMade,
    BookingUnblocked,
    Fact,
    TicketCalled,
    TicketIssued,
)
from tests.hall.booked import GUIDE, MONDAY, TUESDAY, BookedHall, plan_with


def hall_with(**settings: Any) -> BookedHall:
    hall = BookedHall(plan=plan_with(**settings))
    hall.at(MONDAY, "08:00").open(MONDAY)
    return hall


@pytest.fixture
def hall() -> BookedHall:
    return hall_with()


def book(
    hall: BookedHall, day: str = TUESDAY, time: str = "09:30", business: str = "A", **of: Any
) -> Fact | Reason:
    return hall.wish(MakeBooking(business, day, hall.ms(day, time)), **of)


def booked(hall: BookedHall, **of: Any) -> int:
    made = book(hall, **of)
    assert isinstance(made, BookingMade), made
    return hall.n


def on_the_day(hall: BookedHall, time: str) -> BookedHall:
    hall.at(TUESDAY, "08:00").open(TUESDAY)
    hall.at(TUESDAY, time)
    return hall


def about(reason: Reason, label: str) -> Reason:
    return replace(reason, about=label)


def free(hall: BookedHall, time: str, day: str = TUESDAY, business: str = "A") -> int:
    offered = free_slots(hall.plan, hall.state, hall.now, business, day)
    return next(one.free for one in offered if one.slot.starts_ms == hall.ms(day, time))


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
    assert hall.due() == (BookingExpired(n, "2026-11-25", "A", excused=True),)
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


@pytest.mark.parametrize("shown", ["2026-11-20", "2026-11-22", "2026-11-24", "2026-12-24"])
def test_by_a_wall_clock_on_another_date_no_slot_of_the_day_is_booked_or_cancelled(shown: str):
    """Back where it was never right, as well as ahead: nobody knows what hour it is."""
    hall = hall_with(days_min=0)
    of_today = booked(hall, day=MONDAY, time="16:00", who="w1")
    hall.at(shown, "08:00")
    assert book(hall, day=MONDAY, time="16:00") is reasons.NO_SUCH_SLOT
    assert free_slots(hall.plan, hall.state, hall.now, "A", MONDAY) == ()
    assert hall.wish(CancelBooking(of_today)) is reasons.TOO_LATE_TO_CANCEL
    standing = booking_standing(hall.plan, hall.state, hall.now, of_today)
    assert isinstance(standing, BookingStanding)
    assert not standing.may_cancel
    hall.at(MONDAY, "08:00")
    assert isinstance(hall.wish(CancelBooking(of_today)), BookingCancelled)


def test_a_booking_of_a_day_that_is_over_is_not_cancelled_by_a_clock_set_back(hall: BookedHall):
    made = booked(hall, who="w1")
    hall.open("2026-11-25")
    hall.at(MONDAY, "08:00")
    assert hall.wish(CancelBooking(made)) is reasons.TOO_LATE_TO_CANCEL
    assert hall.due() == (BookingExpired(made, TUESDAY, "A", excused=True),)


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


def test_a_booking_of_a_later_day_is_not_over_when_the_halls_zone_was_wrong(hall: BookedHall):
    booked(hall)
    hall.plan = replace(hall.plan, timezone="America/Los_Angeles")
    hall.at(MONDAY, "23:59")
    assert hall.due() == ()


def test_no_shows_of_one_person_at_once_are_told_one_by_one(hall: BookedHall):
    for time, business in (("09:30", "A"), ("09:30", "B"), ("09:30", "C")):
        booked(hall, time=time, business=business, who="w1")
    on_the_day(hall, "18:00")
    told = [fact for _ in range(4) for fact in hall.due() if isinstance(fact, BookingExpired)]
    assert [fact.blocked_until for fact in told] == [None, None, "2026-12-24"]


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


def test_slots_that_were_cut_otherwise_leave_no_place_taken_twice(hall: BookedHall):
    booked(hall, business="C")
    hall.plan = plan_with(slot_min=45)
    assert book(hall, time="09:00", business="C") == reasons.SLOT_FULL
    booked(hall, time="10:30", business="C")


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
