"""From how much on something is an alarm. Sources and words for people: docs/hall-rules.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Annotated, Any, ClassVar, Final

from pydantic import ConfigDict, Field

from gateway.hall.booking_rules import TimeOfDay
from gateway.hall.bounds import whole
from protocol.thresholds import MINUTES, PEOPLE, PERCENT, SEATS, THRESHOLDS

SEATS_A_WINDOW: Final = 5
"""Seats of a hall that says nothing of them."""

Minutes = Annotated[int, whole(MINUTES[0], MINUTES[-1])]
Percent = Annotated[int, whole(PERCENT[0], PERCENT[-1])]
People = Annotated[int, whole(PEOPLE[0], PEOPLE[-1])]


@dataclass(frozen=True)
class Period:
    """[[alarms.period]] of hall.toml: other limits at a time of day. What it leaves out is as
    usual."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=r"^[0-9A-Za-z_.-]{1,32}$")]
    """It stands in the alarms of that time."""
    starts: TimeOfDay
    ends: TimeOfDay
    """Of the same day; this minute is no part of it."""
    wait_min: Minutes | None = None
    """Of congestion (F9) too."""
    business_wait_min: Mapping[str, Minutes] = field(default_factory=dict)
    congestion_percent: Percent | None = None
    idle_with_queue: People | None = None
    no_window: People | None = None

    def holds_at(self, at: time) -> bool:
        """Whether this time of day is in it."""
        return time.fromisoformat(self.starts) <= at < time.fromisoformat(self.ends)


@dataclass(frozen=True)
class Limits:
    """Those in force at a moment."""

    period: str
    """Name of the period; empty: the usual ones."""
    wait_min: int
    business_wait_min: Mapping[str, int]
    congestion_percent: int
    idle_with_queue: int
    no_window: int

    def wait_s(self, business: str) -> int:
        """How long somebody may wait for this business, in seconds."""
        return self.business_wait_min.get(business, self.wait_min) * 60


@dataclass(frozen=True)
class AlarmRules:
    """[alarms] of hall.toml."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    wait_min: Minutes = 30
    """Somebody has waited so long (09.1); also the wait that is all the hall bears (F9)."""
    business_wait_min: Mapping[str, Minutes] = field(default_factory=dict)
    """Business → the same for it alone."""
    congestion_percent: Percent = 85
    """So much of what the hall bears (F9): orange."""
    seats: Annotated[int, whole(SEATS[0], SEATS[-1])] = 0
    """Of the hall (F9); 0: five for each window."""
    pressure_min: Minutes = 30
    """Work that waits for each open window, which is all the hall bears (F6, F9)."""
    idle_with_queue: People = 1
    """So many people wait whom an idle window could call."""
    no_window: People = 1
    """So many people wait for a business that no open window serves."""
    period: tuple[Period, ...] = ()
    """The first one that holds is in force."""

    def at(self, at: time) -> Limits:
        """The limits in force at a time of day."""
        now = next((period for period in self.period if period.holds_at(at)), None)
        if now is None:
            return Limits(
                "",
                self.wait_min,
                self.business_wait_min,
                self.congestion_percent,
                self.idle_with_queue,
                self.no_window,
            )
        # A period's wait for all goes before the usual one of a business.
        of_business = {} if now.wait_min is not None else self.business_wait_min
        return Limits(
            now.name,
            now.wait_min or self.wait_min,
            {**of_business, **now.business_wait_min},
            now.congestion_percent or self.congestion_percent,
            now.idle_with_queue or self.idle_with_queue,
            now.no_window or self.no_window,
        )

    def seats_of(self, windows: int) -> int:
        """How many may sit in a hall of so many windows."""
        return self.seats or SEATS_A_WINDOW * windows

    def fault(self, businesses: frozenset[str]) -> str | None:
        """What does not fit together, in a sentence; None: all does."""
        for period in self.period:
            if period.starts >= period.ends:
                return (
                    f"[[alarms.period]] {period.name} starts at {period.starts} and ends at"
                    f" {period.ends}; give it an end later on the same day."
                )
        names = [period.name for period in self.period]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            return f"There are two entries for [[alarms.period]] {twice}; give each its own name."
        return _unknown(
            [self.business_wait_min, *(p.business_wait_min for p in self.period)], businesses
        )


def in_force(rules: AlarmRules, city: Mapping[str, int]) -> AlarmRules:
    """The hall's own rules with the limits that the city has set in their place, by name. What the
    hall has for a business or a time of day alone stays."""
    limits: dict[str, Any] = {name: city[name] for name in THRESHOLDS if name in city}
    return replace(rules, **limits)


def _unknown(waits: Sequence[Mapping[str, int]], businesses: frozenset[str]) -> str | None:
    for code in (code for each in waits for code in each):
        if code not in businesses:
            return f"business_wait_min of [alarms] names business {code}, which is not there."
    return None


USUAL_ALARMS: Final = AlarmRules()
"""What holds where a hall sets nothing."""
