"""A hall that takes bookings, whose clock a test sets."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from gateway.hall import wishes
from gateway.hall.booking_rules import BookingRules
from gateway.hall.bookings import MakeBooking
from gateway.hall.due import decide_due
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.slots import free_slots
from protocol.facts import BookingMade, Fact
from protocol.stamp import Moment
from tests.hall.hall import PLAN, START, Hall

PHONE = Actor(Duty.KIOSK, program="phone")
GUIDE = Actor(Duty.GUIDE, staff="g1")
MOST_MS = 12 * 3_600_000
MONDAY, TUESDAY = "2026-11-23", "2026-11-24"


def plan_with(timezone: str = "Asia/Shanghai", **settings: Any) -> HallPlan:
    rules = BookingRules(**{"capacity": {"A": 2, "B": 2, "C": 1}} | settings)
    return replace(PLAN, booking=rules, timezone=timezone)


@dataclass
class BookedHall(Hall):
    """Its methods return the outcome of a wish, which is written when it is a fact."""

    by: Actor = PHONE
    who: str | None = None

    def at(self, day: str, time: str) -> "BookedHall":
        """Some hours pass until then; a wall clock that moves by more, or back, was set."""
        wall_ms = self.ms(day, time)
        passed = wall_ms - self.now.wall_ms
        mono = self.now.mono_ms + (passed if 0 < passed <= MOST_MS else 1000)
        self.now = Moment(wall_ms, START.boot, mono)
        return self

    def ms(self, day: str, time: str) -> int:
        wall = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=self.plan.zone)
        return int(wall.timestamp()) * 1000

    @property
    def here(self) -> Here:
        return Here(self.plan, self.state, self.now, self.by, self.who, "70ce")

    def wish(self, wish: object, by: Actor | None = None, who: str | None = None) -> Fact | Reason:
        here = replace(self.here, by=by or self.by, who=who or self.who)
        outcome = wishes.decide(here, wish)
        if not isinstance(outcome, Reason):
            self.add(outcome)
        return outcome

    def due(self) -> tuple[Fact, ...]:
        """Let the gateway look once."""
        found = decide_due(self.here)
        for fact in found:
            self.add(fact)
        return found


def hall_with(**settings: Any) -> BookedHall:
    hall = BookedHall(plan=plan_with(**settings))
    hall.at(MONDAY, "08:00").open(MONDAY)
    return hall


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
