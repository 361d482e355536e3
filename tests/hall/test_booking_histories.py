"""What holds for every history of bookings, whatever the wall clock says meanwhile."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall import fold
from gateway.hall.blocks import Unblock
from gateway.hall.booking_nouns import BookingStage
from gateway.hall.bookings import ArriveBooked, CancelBooking, MakeBooking
from gateway.hall.places_taken import counted
from gateway.hall.slots import slots_of, taken
from gateway.hall.tickets import CancelTicket, TakeTicket
from protocol.facts import (
    BookingCancelled,
    BookingExpired,
    BookingMade,
    BookingUnblocked,
    DayOpened,
    TicketIssued,
)
from protocol.stamp import Stamp
from tests.hall.booked import GUIDE, MONDAY, PHONE, BookedHall, plan_with

PLACES = {"A": 2, "B": 1}
WHO = st.sampled_from([None, "w1", "w2"])
BUSINESS = st.sampled_from("AB")
TIMES = st.sampled_from(["09:00", "09:30", "13:30"])
WHICH = st.integers(0, 5)
STEP = st.one_of(
    st.tuples(st.just("make"), BUSINESS, st.integers(0, 2), TIMES, WHO),
    st.tuples(st.just("make"), BUSINESS, st.integers(0, 2), TIMES, WHO),
    st.tuples(st.just("cancel"), WHICH, st.booleans()),
    st.tuples(st.just("arrive"), WHICH, WHO),
    st.tuples(st.just("take"), BUSINESS, WHO),
    st.tuples(st.just("give_back"), WHICH),
    st.tuples(st.just("unblock"), WHO),
    st.tuples(st.just("clock"), st.integers(-1, 1), TIMES),
    st.tuples(st.just("next_day")),
    st.tuples(st.just("due")),
)


class History:
    """A hall that takes the steps of a test."""

    def __init__(self) -> None:
        self.hall = BookedHall(
            plan=plan_with(capacity=PLACES, days_min=0, no_shows=2, cancels=2, cancel_before_min=0)
        )
        self.hall.at(MONDAY, "08:00").open(MONDAY)

    @property
    def day(self) -> date:
        assert self.hall.state.day is not None
        return date.fromisoformat(self.hall.state.day)

    def made(self, which: int) -> int:
        """The n of a booking, the last ones first; one that is none if there are fewer."""
        found = [n for n, fact, _ in self.hall.facts if isinstance(fact, BookingMade)]
        return found[-1 - which] if which < len(found) else 1

    def make(self, business: str, ahead: int, time: str, who: str | None) -> None:
        day = str(self.day + timedelta(days=ahead))
        self.hall.wish(MakeBooking(business, day, self.hall.ms(day, time)), who=who)

    def cancel(self, which: int, by_staff: bool) -> None:
        self.hall.wish(CancelBooking(self.made(which)), by=GUIDE if by_staff else PHONE)

    def arrive(self, which: int, who: str | None) -> None:
        self.hall.wish(ArriveBooked(self.made(which)), who=who)

    def take(self, business: str, who: str | None) -> None:
        self.hall.wish(TakeTicket(business), who=who)

    def give_back(self, which: int) -> None:
        for n in sorted(self.hall.state.tickets)[which : which + 1]:
            self.hall.wish(CancelTicket(n))

    def unblock(self, who: str | None) -> None:
        self.hall.wish(Unblock(), by=GUIDE, who=who)

    def clock(self, days: int, time: str) -> None:
        self.hall.at(str(self.day + timedelta(days=days)), time)

    def next_day(self) -> None:
        self.hall.open(str(self.day + timedelta(days=1)))

    def due(self) -> None:
        self.hall.due()


def play(steps: list[tuple[Any, ...]]) -> BookedHall:
    history = History()
    for name, *arguments in steps:
        getattr(history, name)(*arguments)
    return history.hall


def is_to_come(hall: BookedHall, made: BookingMade, today: str, stamp: Stamp) -> bool:
    """By the clock; and on a later business day, or on a clock that shows this one."""
    told = made.day > today or made.day == today == wall(hall, stamp)
    return told and stamp.at.wall_ms < made.starts_ms


def is_in_time(hall: BookedHall, made: BookingMade, today: str, stamp: Stamp) -> bool:
    """Up to the very minute where a clock can tell. Where none can, it is never too late: the day
    is open and the wall shows another, or it is to come and the wall is past the slot."""
    if made.day > today:
        return not made.starts_ms < stamp.at.wall_ms < made.ends_ms
    dated = today == wall(hall, stamp)
    return made.day == today and (not dated or stamp.at.wall_ms <= made.starts_ms)


def wall(hall: BookedHall, stamp: Stamp) -> str:
    return datetime.fromtimestamp(stamp.at.wall_ms / 1000, hall.plan.zone).date().isoformat()


@settings(max_examples=200, deadline=None)
@given(st.lists(STEP, max_size=60))
def test_every_history_keeps_the_promises_of_booking(steps: list[tuple[Any, ...]]):
    hall = play(steps)
    made: dict[int, BookingMade] = {}
    held: Counter[tuple[int, str]] = Counter()
    ended: Counter[int] = Counter()
    blocked: dict[str, str] = {}
    today = ""
    for stamp, fact in hall.stamped:
        n = stamp.n
        match fact:
            case DayOpened(day):
                today = day
            case BookingMade():
                assert is_to_come(hall, fact, today, stamp), "a slot that may have begun"
                made[n] = fact
                held[fact.starts_ms, fact.business] += 1
                assert held[fact.starts_ms, fact.business] <= PLACES[fact.business], "over-booked"
                assert blocked.get(fact.who or "", "") <= today, "somebody who is blocked"
            case BookingCancelled(booking=booking) | BookingExpired(booking=booking):
                ended[booking] += 1
                one = made[booking]
                if isinstance(fact, BookingCancelled):
                    held[one.starts_ms, one.business] -= 1
                    in_time = is_in_time(hall, one, today, stamp)
                    assert in_time or fact.by == "staff", "when it was too late"
                else:
                    assert one.day <= today, "expired before its day"
                if fact.blocked_until is not None:
                    assert one.who is not None
                    blocked[one.who] = fact.blocked_until
            case BookingUnblocked(who):
                del blocked[who]
            case TicketIssued(booking=int(booking)):
                ended[booking] += 1
                assert made[booking].day == fact.day == today
    assert all(times == 1 for times in ended.values()), "a booking has two ends"
    assert fold.fold(hall.stamped) == hall.state


@settings(max_examples=100, deadline=None)
@given(st.lists(STEP, max_size=60))
def test_the_places_of_every_slot_are_a_recount_of_the_bookings(steps: list[tuple[Any, ...]]):
    history = History()
    for name, *arguments in [*steps, ("next_day",)]:
        getattr(history, name)(*arguments)
        state = history.hall.state
        assert state.places_taken == counted(state.bookings.values())
    hall = history.hall
    assert hall.plan.booking is not None
    for ahead in range(3):
        for slot in slots_of(hall.plan.booking, hall.plan.zone, history.day + timedelta(ahead)):
            assert taken(hall.state, "A", slot) == sum(
                one.business == "A"
                and one.stage is not BookingStage.CANCELLED
                and one.starts_ms < slot.ends_ms
                and slot.starts_ms < one.ends_ms
                for one in hall.state.bookings.values()
            )


@settings(max_examples=50, deadline=None)
@given(st.lists(STEP, max_size=40))
def test_one_subject_has_one_place_in_a_queue(steps: list[tuple[Any, ...]]):
    hall = play(steps)
    waiting = [hall.state.tickets[n].issued for n in hall.state.waiting]
    places = Counter((one.who, one.business) for one in waiting if one.who is not None)
    assert not places or max(places.values()) == 1


@settings(max_examples=50, deadline=None)
@given(st.lists(STEP, max_size=40))
def test_in_the_end_every_booking_of_before_has_come_to_something(steps: list[tuple[Any, ...]]):
    hall = play(steps)
    hall.open("2027-03-01")
    while hall.due():
        pass
    assert all(one.stage is not BookingStage.MADE for one in hall.state.bookings.values())
    hall.open("2027-03-02")
    assert len(hall.state.bookings) == 0
