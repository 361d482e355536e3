"""The arms of the study, and what one day in one of them came to, by the real measures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Final

from gateway.hall.nouns import Stage
from insight.filing import is_working
from insight.forecast import Day as PastDay
from insight.forecast import baseline
from insight.measures import BY_ID
from insight.scope import HALL, Scope
from insight.tally import Tally
from insight.windows import open_rate, spells
from protocol.stamp import Stamp
from tools.study import model
from tools.study.desks import Desks
from tools.study.floor import Floor
from tools.study.guests import Guests
from tools.study.leader import Known, Leader, known_of, quarters
from tools.study.model import CLOSES_S, MORE, OPENS_S, PLAN, ROSTER, SKILLS

FIRST_DAY: Final = date(2026, 3, 2)
BEFORE: Final = 8
"""Days before, from whose books the hall knows what to expect."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to run the same day."""

    advice: bool = False
    """The advice is followed; else the roster stands, whatever is advised."""
    told: bool = False
    """Near turns are told, numbers are easily given back, phones check in."""
    more: int = 0
    """So many windows more, all day, and no advice: is it the advice, or only the hours?"""


ARMS: Final[Mapping[str, Arm]] = {
    "ignored": Arm(),
    "followed": Arm(advice=True),
    "one_more": Arm(more=1),
    "two_more": Arm(more=2),
    "told": Arm(told=True),
    "both": Arm(advice=True, told=True),
}

MEASURES: Final[Mapping[str, str]] = {
    "wait_min": "F2.mean",
    "p90_min": "F2.p90",
    "invalid": "F8.count",
    "left": "F16.left",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A day of an arm."""

    figures: Mapping[str, float]
    """wait_min, p90_min: minutes (F2); invalid: calls in vain (F8); left: share who left unserved
    (F16), 0 to 1; hours: of open windows (F5)."""
    tallies: Mapping[Scope, Tally] = field(repr=False)
    given: Mapping[str, int] = field(default_factory=dict)
    """Advice by rule."""
    followed: Mapping[str, int] = field(default_factory=dict)


def working_days(first: date) -> list[date]:
    """Enough for the days before, and for a study of some months."""
    return [day for i in range(400) if is_working(day := first + timedelta(i))]


def run(arm: Arm, day: model.Day, on: date, known: Known | None) -> Outcome:
    """One day. Raises RuntimeError where somebody was left waiting."""
    floor = Floor(PLAN, on)
    guests = Guests(floor, arm.told)
    here = [staff for staff in SKILLS if staff != day.ill]
    desks = Desks(floor, guests, here, late=day.late)
    rostered = {**ROSTER, **dict(MORE[: arm.more])}
    for staff, window in rostered.items():
        if staff in here:
            begins_s = OPENS_S + (model.LATE_S if staff == day.late else 0)
            floor.at(begins_s, partial(desks.begin, staff, window))
    leader = None
    if arm.advice:
        assert known is not None
        leader = Leader(floor, desks, known, f"{day.seed}-leader")
    for visitor in day.visitors:
        guests.expect(visitor)
    floor.run()
    waiting = [n for n, t in floor.state.tickets.items() if t.stage is Stage.WAITING]
    if waiting:
        raise RuntimeError(f"{len(waiting)} people were left waiting.")
    return _outcome(floor, leader)


def _outcome(floor: Floor, leader: Leader | None) -> Outcome:
    day = floor.day.isoformat()
    tallies = floor.book.rollup[day]
    figures = {
        name: float(BY_ID[id].figure(tallies[HALL], HALL, (day, day)).value or 0.0)
        for name, id in MEASURES.items()
    }
    hours = [(floor.ms(0), floor.ms(24 * 3600))]
    found = spells((Stamp.of(entry), entry.fact) for entry in floor.entries)
    rate = open_rate(found, floor.plan.window, hours, floor.ms(floor.now_s))
    return Outcome(
        {
            **figures,
            "wait_min": figures["wait_min"] / 60,
            "p90_min": figures["p90_min"] / 60,
            "hours": rate.open_ms / 3_600_000,
        },
        tallies,
        dict(leader.given) if leader else {},
        dict(leader.followed) if leader else {},
    )


def know(seed: int, on: date) -> Known:
    """What the hall knows on the first day of the study: it has kept books for some days."""
    days = [day for day in working_days(on - timedelta(40)) if day < on][-BEFORE:]
    kept = [run(Arm(), model.day(f"{seed}-before-{day}"), day, None).tallies for day in days]
    slots = quarters(OPENS_S, CLOSES_S)
    past = [
        PastDay(day, tuple(tallies.get(one, Tally())["issued"] for one in slots))
        for day, tallies in zip(days, kept, strict=True)
    ]
    return known_of(kept, baseline(past, on))
