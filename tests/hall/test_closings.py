"""Days on which the city has the hall closed: no new numbers, nobody to blame."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.hall import closings, reasons
from gateway.hall.absences import due as absences_due
from gateway.hall.booking_nouns import BookingStage
from gateway.hall.bookings import ArriveBooked, CancelBooking
from gateway.hall.calls import CallNext
from gateway.hall.cards import RedeemCard
from gateway.hall.here import Actor, Duty
from gateway.hall.reasons import Reason
from gateway.hall.reasons.city import CLOSED
from gateway.hall.slots import days_to_book, free_slots
from gateway.hall.tickets import CheckIn, TakeTicket
from protocol import records
from protocol.commands import CloseHall
from protocol.facts import (
    BookingCancelled,
    HallClosedDays,
    RequestRefused,
    TicketCalled,
    TicketCheckedIn,
    TicketIssued,
)
from tests.hall.booked import (
    GUIDE,
    MONDAY,
    TUESDAY,
    BookedHall,
    book,
    booked,
    hall_with,
    on_the_day,
)
from tests.hall.hall import DISPENSER
from tests.hall.patches import Patch

WEDNESDAY = "2026-11-25"
LEADER = Actor(Duty.LEADER, "l1")


def close(hall: BookedHall, *days: str, version: int = 1, cause: str = "power") -> None:
    wanted = CloseHall(version, days, cause)  # type: ignore[arg-type]
    fact = closings.decide_close(hall.here, wanted)
    assert isinstance(fact, HallClosedDays), fact
    hall.add(fact)


def test_on_a_closed_day_nobody_gets_a_number_and_all_are_told_why():
    hall = hall_with()
    close(hall, MONDAY)
    for by in (None, GUIDE):
        assert hall.wish(TakeTicket("A"), by=by) == reasons.city.CLOSED_POWER
    refused = hall.take(0)
    assert isinstance(refused, RequestRefused)
    assert refused.reason == "closed_power"
    assert "停电".encode("gb2312") in hall.face(DISPENSER).value
    close(hall, version=2)
    assert isinstance(hall.wish(TakeTicket("A")), TicketIssued)


@pytest.mark.parametrize("cause", list(CLOSED))
def test_each_cause_has_its_own_sentence(cause: str):
    hall = hall_with()
    close(hall, MONDAY, cause=cause)
    told = hall.wish(TakeTicket("A"))
    assert isinstance(told, Reason)
    assert told.code == f"closed_{cause}"
    assert len({one.zh for one in CLOSED.values()}) == len(CLOSED)


def test_who_waits_when_the_open_day_is_closed_is_still_served():
    hall = hall_with()
    hall.take(0)
    away = hall.wish(TakeTicket("A", present=False))
    assert isinstance(away, TicketIssued)
    n = hall.n
    close(hall, MONDAY)
    assert isinstance(hall.wish(CheckIn(n)), TicketCheckedIn), "the number was given before"
    for _ in range(2):
        called = hall.pad("1", records.NEXT)
        assert isinstance(called, TicketCalled)
        hall.pad("1", records.START)
        hall.pad("1", records.FINISH)
    assert hall.wish(CallNext(window="1"), by=LEADER) == reasons.NOBODY_WAITING


def test_the_next_day_counts_by_the_wall_while_nobody_has_opened_it():
    """A hall that is closed opens no day: phones must not be given numbers of the day before."""
    hall = hall_with()
    close(hall, TUESDAY)
    assert isinstance(hall.wish(TakeTicket("A")), TicketIssued)
    hall.at(TUESDAY, "09:00")
    assert hall.wish(TakeTicket("A")) == reasons.city.CLOSED_POWER
    hall.at("1970-01-02", "09:00")
    assert isinstance(hall.wish(TakeTicket("A")), TicketIssued), "a clock that was never set"


def test_the_morning_after_a_closed_day_is_not_open_yet_and_not_closed():
    hall = hall_with()
    close(hall, MONDAY)
    hall.at(TUESDAY, "08:00")
    assert hall.wish(TakeTicket("A")) == reasons.NO_DAY_OPEN
    assert closings.closed(hall.plan, hall.state, hall.now) is None


def test_a_card_is_worth_no_number_on_a_closed_day():
    hall = hall_with()
    close(hall, MONDAY)
    assert hall.wish(RedeemCard(1)) == reasons.city.CLOSED_POWER


def test_closed_days_are_offered_to_nobody_and_are_no_working_days():
    hall = hall_with(days_min=1, days_max=2)
    assert days_to_book(hall.plan, hall.state) == (TUESDAY, WEDNESDAY)
    close(hall, TUESDAY)
    assert days_to_book(hall.plan, hall.state) == (WEDNESDAY, "2026-11-26")
    assert free_slots(hall.plan, hall.state, hall.now, "A", TUESDAY) == ()
    assert book(hall) == reasons.city.DAY_CLOSED


def test_a_day_of_work_that_the_city_closes_is_closed():
    hall = hall_with(open_too=(date(2026, 11, 28),), days_max=6)
    assert "2026-11-28" in days_to_book(hall.plan, hall.state)
    close(hall, "2026-11-28")
    assert "2026-11-28" not in days_to_book(hall.plan, hall.state)


def test_bookings_of_a_closed_day_are_cancelled_and_count_against_nobody():
    hall = hall_with(no_shows=1, cancels=1)
    mine, other = booked(hall, who="w1"), booked(hall, day=WEDNESDAY, who="w2")
    close(hall, TUESDAY)
    assert hall.due() == (BookingCancelled(mine, TUESDAY, "A", "hall"),)
    assert hall.due() == ()
    assert hall.state.bookings[mine].stage is BookingStage.CANCELLED
    assert hall.state.bookings[other].stage is BookingStage.MADE
    assert (hall.state.strikes, hall.state.blocks) == ({}, {})
    assert hall.wish(CancelBooking(mine), who="w1") == reasons.BOOKING_CANCELLED


def test_nobody_arrives_on_a_closed_day_before_the_bookings_are_looked_at():
    hall = hall_with()
    n = booked(hall)
    close(hall, TUESDAY)
    on_the_day(hall, "09:30")
    assert hall.wish(ArriveBooked(n)) == reasons.city.CLOSED_POWER


def test_a_booking_of_a_closed_day_is_told_of_once_though_its_time_is_over():
    hall = hall_with(no_shows=1)
    n = booked(hall, who="w1")
    close(hall, TUESDAY)
    on_the_day(hall, "16:00")
    assert list(absences_due(hall.here)) == []
    assert hall.due() == (BookingCancelled(n, TUESDAY, "A", "hall"),)
    assert hall.state.blocks == {}


@given(
    st.lists(st.sampled_from([MONDAY, TUESDAY, WEDNESDAY, "2026-11-26"]), max_size=4),
    st.lists(st.sampled_from([TUESDAY, WEDNESDAY, "2026-11-26"]), max_size=5),
)
def test_after_a_look_no_booking_stands_on_a_closed_day(days: list[str], of: list[str]):
    hall = hall_with(capacity={"A": 9, "B": 2, "C": 1})
    for who, day in enumerate(of):
        booked(hall, day=day, who=f"w{who}")
    close(hall, *days)
    hall.due()
    for one in hall.state.bookings.values():
        assert (one.stage is BookingStage.CANCELLED) == (one.day in days)
    assert isinstance(hall.wish(TakeTicket("A")), TicketIssued) == (MONDAY not in days)
    assert not hall.state.strikes


def test_a_hall_that_forgets_its_closed_days_is_found_out(monkeypatch: Patch):
    hall = hall_with(no_shows=1)
    n = booked(hall, who="w1")
    close(hall, TUESDAY)
    on_the_day(hall, "16:00")
    monkeypatch.setattr(closings, "due", lambda here: iter(()))
    monkeypatch.setattr(closings, "closed_now", lambda *_: None)
    assert isinstance(hall.wish(TakeTicket("A")), TicketIssued)
    assert hall.due() == ()
    assert hall.state.bookings[n].stage is BookingStage.MADE


def test_a_closed_hall_says_to_which_day_and_when_it_works_again():
    hall = hall_with()
    assert closings.closed(hall.plan, hall.state, hall.now) is None
    close(hall, MONDAY, TUESDAY, "2026-11-26", "2026-11-27")
    found = closings.closed(hall.plan, hall.state, hall.now)
    assert found == closings.Closed("power", TUESDAY, WEDNESDAY)
    hall.at("2026-11-26", "09:00")
    found = closings.closed(hall.plan, hall.state, hall.now)
    assert found == closings.Closed("power", "2026-11-27", "2026-11-30"), "no weekend is worked"
    plan = replace(hall.plan, booking=None)
    found = closings.closed(plan, hall.state, hall.now)
    assert found == closings.Closed("power", "2026-11-27", None), "nobody knows its working days"
    none = replace(hall.plan, booking=hall_with(weekdays=()).plan.booking)
    found = closings.closed(none, hall.state, hall.now)
    assert found == closings.Closed("power", "2026-11-27", None), "it never works again"


def test_a_hall_closed_to_the_end_of_the_calendar_opens_never():
    hall = hall_with()
    close(hall, "9999-12-31")
    state = replace(hall.state, day="9999-12-31")
    found = closings.closed(hall.plan, state, hall.now)
    assert found == closings.Closed("power", "9999-12-31", None)
