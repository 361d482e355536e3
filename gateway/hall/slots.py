"""The slots of a booking: when they are, how many places they have, which of them are free.

A slot is a stretch of the hall's own wall time, so the dates of its zone decide: a day on which the
clocks change has the same hours on the wall as any other. A slot whose start the change leaves out
does not exist; where an hour comes twice, its first time is meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from gateway.hall.booking_rules import MOST_DAYS, BookingRules
from gateway.hall.places_taken import Taken
from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState
from protocol.stamp import Moment


@dataclass(frozen=True, slots=True)
class Slot:
    """From its start up to, not including, its end; Unix ms."""

    starts_ms: int
    ends_ms: int
    morning: bool
    """In which half of the day."""


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot of a business that may still be booked, or is full."""

    slot: Slot
    capacity: int
    free: int


def slots_of(rules: BookingRules, zone: ZoneInfo, day: date) -> tuple[Slot, ...]:
    """The slots of a date, in order. Whether the hall is open on it is not asked."""
    noon = _minutes(rules.lunch_from)
    found = []
    for begin, end in (
        (_minutes(rules.opens), noon),
        (_minutes(rules.lunch_to), _minutes(rules.closes)),
    ):
        for minute in range(begin, end - rules.slot_min + 1, rules.slot_min):
            starts_ms = _unix_ms(day, minute, zone)
            if starts_ms is not None:
                ends_ms = starts_ms + rules.slot_min * 60_000
                found.append(Slot(starts_ms, ends_ms, morning=minute < noon))
    return tuple(found)


def rules_in_force(plan: HallPlan, state: HallState) -> BookingRules | None:
    """Those of the hall, closed on what the city has closed too; None: it takes no bookings."""
    days = [date_of(day) for day in state.city.closed_days]
    closed = tuple(day for day in days if day is not None)
    if plan.booking is None or not closed:
        return plan.booking
    open_too = tuple(day for day in plan.booking.open_too if day not in closed)
    return replace(plan.booking, closed=(*plan.booking.closed, *closed), open_too=open_too)


def is_open(rules: BookingRules, day: date) -> bool:
    """Whether the hall works on this date."""
    if day in rules.open_too:
        return True
    return day.isoweekday() in rules.weekdays and day not in rules.closed


def bookable_days(rules: BookingRules, today: date) -> tuple[date, ...]:
    """Dates that may be booked on the open business day `today`: working days ahead, counted."""
    found = [today] if not rules.days_min and is_open(rules, today) else []
    ahead = 0
    for day in _days_after(today):
        ahead += is_open(rules, day)
        if ahead > rules.days_max:
            break
        if is_open(rules, day) and ahead >= rules.days_min:
            found.append(day)
    return tuple(found)


def days_to_book(plan: HallPlan, state: HallState) -> tuple[str, ...]:
    """ISO dates that may be booked now, in order; none where the hall takes no bookings."""
    rules = rules_in_force(plan, state)
    if rules is None or state.day is None:
        return ()
    days = bookable_days(rules, date.fromisoformat(state.day))
    return tuple(day.isoformat() for day in days)


def capacity(plan: HallPlan, rules: BookingRules, business: str) -> int:
    """Places of one slot: as hall.toml says, else Σ windows · slot / handling · share (03.2).

    A window that serves several businesses is divided among them. Any business has one place.
    """
    if business in rules.capacity:
        return rules.capacity[business]
    windows = sum(
        (
            Fraction(1, len(window.businesses))
            for window in plan.windows
            if business in window.businesses
        ),
        Fraction(0),
    )
    return max(1, int(windows * rules.slot_min * rules.share_percent / (rules.handling_min * 100)))


def taken(state: HallState, business: str, slot: Slot) -> int:
    """Places of a slot that are held: of all bookings that touch it, unless they were cancelled.

    Any that touch it, since the slots may have been others when they were made.
    """
    of_business = state.places_taken.get(business, ())
    return sum(held.places for held in of_business if _touches(held, slot))


def free_slots(
    plan: HallPlan, state: HallState, now: Moment, business: str, day: str
) -> tuple[FreeSlot, ...]:
    """What a page offers for a date: the slots to come, with their free places.

    Empty if that day, or that business, cannot be booked. `day`: ISO date.
    """
    rules = plan.booking
    if rules is None or state.day is None or business not in plan.business:
        return ()
    of = date_of(day)
    if of is None or day not in days_to_book(plan, state):
        return ()
    places = capacity(plan, rules, business)
    return tuple(
        FreeSlot(slot, places, max(0, places - taken(state, business, slot)))
        for slot in slots_of(rules, plan.zone, of)
        if is_to_come(plan, state, now, day, slot)
    )


def is_to_come(plan: HallPlan, state: HallState, now: Moment, day: str, slot: Slot) -> bool:
    """Whether a slot of this date has not begun; False too where no clock can tell.

    Of a date before the open business day's none can; of that day's own, only one that shows it.
    """
    today = state.day or ""
    told = day > today or (day == today and wall_shows_the_day(plan, state, now))
    return told and now.wall_ms < slot.starts_ms


def wall_shows_the_day(plan: HallPlan, state: HallState, now: Moment) -> bool:
    """A wall clock on another date than the business day tells nothing of its hours."""
    wall = datetime.fromtimestamp(now.wall_ms // 1000, UTC).astimezone(plan.zone)
    return wall.date().isoformat() == state.day


def date_of(day: str) -> date | None:
    """The date of an ISO date; None for one that no calendar has."""
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def _touches(held: Taken, slot: Slot) -> bool:
    return held.starts_ms < slot.ends_ms and slot.starts_ms < held.ends_ms


def _days_after(day: date) -> Iterator[date]:
    first = day.toordinal() + 1
    for ordinal in range(first, min(first + MOST_DAYS, date.max.toordinal())):
        yield date.fromordinal(ordinal)


def _minutes(time_of_day: str) -> int:
    return int(time_of_day[:2]) * 60 + int(time_of_day[3:])


def _unix_ms(day: date, minute: int, zone: ZoneInfo) -> int | None:
    """When the hall's wall shows that minute of the day; None if it never does."""
    wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60)
    then = wall.replace(tzinfo=zone).astimezone(UTC)
    if then.astimezone(zone).replace(tzinfo=None) != wall:
        return None
    return int(then.timestamp()) * 1000
