"""What is carried over a change of disks is what stood for somebody, as it stood."""

from typing import Any

import pytest

from gateway.hall import restoring
from gateway.hall.booking_nouns import BookingStage
from gateway.hall.bookings import ArriveBooked, CancelBooking
from gateway.hall.carried import by_code
from gateway.hall.here import Here
from gateway.hall.nouns import OPEN, Idle, Stage
from gateway.hall.requests import decide_record
from gateway.hall.state import HallState
from protocol import records
from protocol.codes import number_of
from protocol.facts import (
    BookingCarried,
    DeviceRecord,
    TicketCarried,
    TicketCheckedIn,
    TicketIssued,
)
from protocol.restoring import TAKEN
from tests.hall.booked import BookedHall, booked, hall_with, on_the_day
from tests.hall.hall import DISPENSER, STREAM, Hall
from tests.hall.replaced import SECOND_STREAM, THIRD_STREAM, cut, entries_of, replaced
from tests.hall.staffed import Staffed

SEEDS = range(60)


def standing(hall: Staffed) -> dict[str, Any]:
    """All that people see of a hall, whatever the facts are called."""
    state = hall.state
    tickets = {
        (one.issued.day, one.issued.label): (
            one.stage,
            one.business,
            one.only,
            one.missed,
            one.joined.wall_ms if one.stage is not Stage.AWAY else 0,
            one.issued.priority,
            one.issued.channel,
            one.issued.language,
        )
        for one in state.tickets.values()
        if one.stage in OPEN or (one.stage is Stage.NO_SHOW and one.issued.day == state.day)
    }
    windows = {
        id: (type(at.doing).__name__, label_of(state, at.doing.ticket))
        for id, at in state.windows.items()
        if not isinstance(at.doing, Idle)
    }
    return {
        "day": state.day,
        "tickets": tickets,
        "windows": windows,
        "numbers": {business: last for business, last in state.last_number.items() if last},
        "held": {
            id: sorted(label_of(state, n) for n in at.held)
            for id, at in state.windows.items()
            if at.held
        },
    }


def label_of(state: HallState, n: int) -> str:
    return state.tickets[n].issued.label


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hall_on_a_new_disk_stands_as_it_stood(seed: int):
    old = cut(seed)
    assert standing(replaced(old)) == standing(old)


@pytest.mark.parametrize("seed", SEEDS)
def test_and_calls_in_the_same_order(seed: int):
    old = cut(seed)
    places = sorted(old.state.waiting, key=lambda n: old.state.tickets[n].place)
    new = replaced(old)
    carried = sorted(new.state.waiting, key=lambda n: new.state.tickets[n].place)
    assert [label_of(new.state, n) for n in carried] == [label_of(old.state, n) for n in places]


@pytest.mark.parametrize("seed", SEEDS)
def test_over_two_lost_disks_as_over_one(seed: int):
    second = replaced(cut(seed))
    assert standing(replaced(second, SECOND_STREAM)) == standing(second)


@pytest.mark.parametrize("seed", SEEDS)
def test_only_the_facts_that_are_asked_for_are_needed(seed: int):
    old = cut(seed)
    entries = entries_of(old)
    few = [entry for entry in entries if entry.fact.TYPE in TAKEN]
    whole = restoring.before(STREAM, entries, old.n)
    assert restoring.before(STREAM, reversed(few), old.n) == whole


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hole_costs_what_is_behind_it_but_gives_no_number_twice(seed: int):
    old = cut(seed)
    entries = [entry for entry in entries_of(old) if entry.n != old.n // 2]
    past = restoring.before(STREAM, entries, old.n // 2 - 1)
    for entry in entries:
        match entry.fact:
            case TicketIssued(day, business, number) if day == past.state.day:
                assert number <= past.state.last_number[business]
            case _:
                pass


def test_without_an_open_day_there_is_nothing_to_carry():
    past = restoring.before(STREAM, [], 0)
    assert list(restoring.carried(Hall().plan, past, 2)) == []


def test_bookings_that_are_to_come_and_those_whose_owner_waits():
    hall = hall_with()
    waits = booked(hall, time="09:30", who="waits")
    cancelled = booked(hall, time="10:00", business="B", who="cancelled")
    today = booked(hall, time="11:00", business="B", who="today")
    hall.wish(CancelBooking(cancelled), who="cancelled")
    on_the_day(hall, "09:30").wish(ArriveBooked(waits), who="waits")
    coming = booked(hall, day="2026-11-25", time="10:00", who="coming")
    past = restoring.before(STREAM, entries_of(hall), hall.n)
    facts = list(restoring.carried(hall.plan, past, 2))
    bookings = [fact for fact in facts if isinstance(fact, BookingCarried)]
    assert [one.was for one in bookings] == [waits, today, coming]
    (ticket,) = [fact for fact in facts if isinstance(fact, TicketCarried)]
    assert ticket.booking is not None
    new = BookedHall(hall.plan)
    new.add(facts[0])
    for fact in facts[1:]:
        new.add(fact)
    stages = sorted(one.stage for one in new.state.bookings.values())
    assert stages == sorted([BookingStage.MADE, BookingStage.ARRIVED, BookingStage.MADE])


def test_a_code_of_before_finds_what_was_carried_over_two_disks():
    first = Hall()
    first.open()
    phone = TicketIssued("2026-11-23", "A", 1, "", 0, channel="phone", present=False)
    n = first.add(phone)
    third = replaced(replaced(first), SECOND_STREAM)
    (here,) = third.state.tickets
    assert by_code(third.state.tickets, number_of(STREAM, n)) == here
    (was,) = replaced(first).state.tickets
    assert by_code(third.state.tickets, number_of(SECOND_STREAM, was)) == here
    assert by_code(third.state.tickets, number_of(THIRD_STREAM, n)) is None
    code = number_of(STREAM, n).to_bytes(6, "little")
    seen = third.face(DISPENSER).cmd_id
    payload = bytes((records.TICKET_CODE, 0)) + seen.to_bytes(4, "little") + code
    record = DeviceRecord(DISPENSER, 7, 1, records.SCAN, 0, payload.hex())
    here_now = Here(third.plan, third.state, third.now)
    outcome = decide_record(here_now, record, 0, THIRD_STREAM)
    assert outcome == TicketCheckedIn(here, "A", DISPENSER, "A001")
