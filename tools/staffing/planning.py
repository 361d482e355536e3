"""The staffing of some days to come: forecast, windows, roster, tides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gateway.hall.plan import HallPlan
from insight.filing import is_working
from insight.forecast import Choice, as_it_unfolds, choose
from insight.roster import NoRosterError, Roster, roster
from insight.staffing import Slot, Tide, slots, tides
from tools.staffing.past import Past
from tools.staffing.settings import Staffing, StaffingError


@dataclass(frozen=True)
class Planned:
    """What is told."""

    days: Sequence[date]
    choices: Mapping[str, Choice]
    """Business → by what its arrivals were forecast, and how wrong that was."""
    slots: Sequence[Sequence[Slot]]
    """By day and half hour."""
    tides: Sequence[Sequence[Tide]]
    """By day."""
    roster: Roster
    settings: Staffing
    plan: HallPlan
    past: Past

    def sits(self, at: int, staff: str) -> list[tuple[int, int]]:
        """Minutes of a day in which the roster has somebody at a window."""
        name = self.roster.shifts.get((staff, at))
        shift = next((one for one in self.settings.shift if one.name == name), None)
        return shift.spans if shift is not None else []

    def there(self, at: int, slot: int) -> int:
        """People at work in a half hour."""
        spans = {one.name: one.slots for one in self.settings.shifts()}
        return sum(
            slot in spans[name] for (_, day), name in self.roster.shifts.items() if day == at
        )


def working_days(first: date, number: int) -> list[date]:
    """The first of so many days on which offices work; the first one is taken as it is."""
    after = (first + timedelta(i) for i in range(1, 10 * number + 30))
    return [first, *[day for day in after if is_working(day)][: number - 1]]


def make(
    plan: HallPlan, settings: Staffing, past: Past, days: Sequence[date], seconds: float
) -> Planned:
    """The plan of these days. Raises StaffingError."""
    choices = {
        code: choose(history) for code, history in past.arrivals.items() if code in plan.business
    }
    if not choices:
        raise StaffingError("Nobody came on the days before: nothing can be expected of them.")
    occupied_s = {code: past.occupied_s.get(code, settings.handling_min * 60.0) for code in choices}
    of_whom = [past, *(replace(past, came={}) for _ in days[1:])]
    try:
        of_days = [
            slots(
                settings.begins,
                {code: _arrivals(known, code, choice, day) for code, choice in choices.items()},
                occupied_s,
                settings.wanted,
            )
            for known, day in zip(of_whom, days, strict=True)
        ]
        demand = [[slot.demand(settings.guides) for slot in of] for of in of_days]
        found = roster(demand, settings.team(list(days)), settings.shifts(), seconds)
    except (NoRosterError, ValueError) as error:
        raise StaffingError(f"{str(error).rstrip('.')}.") from error
    windows = {window.id: window.businesses for window in plan.windows}
    return Planned(
        days,
        choices,
        of_days,
        [tides(of, windows) for of in of_days],
        found,
        settings,
        plan,
        past,
    )


def _arrivals(past: Past, code: str, choice: Choice, day: date) -> Sequence[float]:
    """As expected; of a day that has begun who came, and the rest as the day unfolds."""
    expected = choice.method(past.arrivals[code], day)
    came = past.came.get(code, ())
    return (*map(float, came), *as_it_unfolds(expected, came)) if came else expected
