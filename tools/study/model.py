"""The hall of the studies, and the people who come to it on a day: all that is made up is here.

Nobody's real hall. What each number stands for is said beside it; none was fitted to a result but
PEOPLE, with which people who get no advice wait as long as Shijiazhuang says that its people did.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf
from random import Random
from typing import Final

from gateway.hall.plan import Business, HallPlan, Window
from gateway.hall.rules import Rules

OPENS_S: Final = 9 * 3600
CLOSES_S: Final = 17 * 3600
"""Numbers are given between these, seconds of the day; whoever has one by then is served."""

SLOT_S: Final = 1800
PEOPLE: Final = 330.0
"""Of a day on average."""

DAY_SIGMA: Final = 0.12
MIX_SIGMA: Final = 0.15
"""How far a day's people, and what they come for, are from what was expected (lognormal)."""

PROFILE: Final = (
    *(1.3, 1.6, 1.6, 1.4, 1.1, 0.8, 0.5, 0.4),
    *(0.5, 0.9, 1.3, 1.4, 1.2, 0.9, 0.7, 0.4),
)
"""People by half hour, 1 on average: a peak in the morning, and one after lunch."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What people come for."""

    share: float
    median_s: float
    """Of handling."""


MATTERS: Final[Mapping[str, Matter]] = {
    "A": Matter(0.40, 5 * 60.0),
    "B": Matter(0.30, 8 * 60.0),
    "C": Matter(0.15, 14 * 60.0),
    "D": Matter(0.15, 7 * 60.0),
}
HANDLING_SIGMA: Final = 0.55

PATIENCE_MEDIAN_S: Final = 60 * 60.0
PATIENCE_SIGMA: Final = 0.6
"""Whoever has waited longer in the hall goes, and mostly says nothing."""

FROM_AFAR: Final = 0.18
"""Share of those who take their number by phone, on their way or before it."""

NEVER_COMES: Final = 0.10
"""Of these."""

TRAVEL_MEDIAN_S: Final = 25 * 60.0
TRAVEL_SIGMA: Final = 0.4

STEPS_OUT: Final = 0.15
"""Share of those in the hall who go out for a while: to copy a paper, to move the car."""

OUT_MEDIAN_S: Final = 15 * 60.0
OUT_SIGMA: Final = 0.5

TELLS: Final = 0.7
"""Of those who go for good: they give the number back, where one touch does it."""

LOOKS: Final = 0.8
"""Of those who are out: they come when their phone says that their turn is near."""

COMES_BACK: Final = 0.8
"""Of those who were missed and are in the hall after all: they ask for a place in the queue."""

PLAN: Final = HallPlan(
    hall="study",
    name="研究用办税厅",
    businesses=(
        Business("A", "发票领用"),
        Business("B", "申报纳税"),
        Business("C", "登记变更"),
        Business("D", "车购税"),
    ),
    windows=tuple(
        Window(str(number), f"{number}号窗口", tuple(served))
        for number, served in enumerate(
            ("AB", "AB", "AB", "AD", "BC", "BC", "CD", "AB", "AD", "BC", "CD", "ABCD"), 1
        )
    ),
    boards=(),
    rules=Rules(),
)

SKILLS: Final[Mapping[str, tuple[str, ...]]] = {
    "c01": ("A", "B"),
    "c02": ("A", "B"),
    "c03": ("A", "B"),
    "c04": ("A", "D"),
    "c05": ("B", "C"),
    "c06": ("B", "C"),
    "c07": ("C", "D"),
    "c08": ("A", "B", "C", "D"),
    "c09": ("A", "B", "C"),
    "c10": ("A", "B", "D"),
}
"""Clerks and what they know. The first seven are rostered to windows, the last three to the back
office, from which they can be called."""

ROSTER: Final[Mapping[str, str]] = {f"c{number:02d}": str(number) for number in range(1, 8)}
"""Clerk → window, all day."""

MORE: Final = (("c08", "12"), ("c09", "10"))
"""Clerks and windows that the arms with one and two windows more roster besides, all day."""

LATE: Final = 0.5
LATE_S: Final = 30 * 60.0
ILL: Final = 0.1
"""On half of the days one of the roster comes half an hour late, on a tenth one does not come."""

LUNCH_S: Final = 45 * 60.0
LUNCHES_S: Final = (11.5 * 3600, 12.25 * 3600, 13.0 * 3600)
"""When clerks go to lunch, in three groups."""

LONGEST_SPELL_S: Final = 150 * 60.0
BREAK_S: Final = 10 * 60.0
"""Nobody serves for longer without a break."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """One who comes, with all that chance has in store, so that it is the same in every arm."""

    at_s: float
    """When the number is taken, seconds of the day."""
    business: str
    handling_s: float
    patience_s: float
    walk_s: float
    """From the seat to the window."""
    travel_s: float = 0.0
    """From taking the number by phone to the hall; 0: it is taken in the hall; inf: never."""
    out_after_s: float | None = None
    """So long after coming it steps out; None: it stays."""
    out_s: float = 0.0
    tells: bool = False
    looks: bool = False
    comes_back: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """What a seed makes of a day."""

    seed: str
    visitors: tuple[Visitor, ...]
    late: str | None
    """A clerk of the roster who comes late."""
    ill: str | None
    """A clerk of the roster who does not come."""


def day(seed: str) -> Day:
    """Always the same of the same seed."""
    chance = Random(seed)
    people = PEOPLE * chance.lognormvariate(0, DAY_SIGMA)
    weights = [m.share * chance.lognormvariate(0, MIX_SIGMA) for m in MATTERS.values()]
    late = chance.choice(list(ROSTER)) if chance.random() < LATE else None
    ill = chance.choice(list(ROSTER)) if chance.random() < ILL else None
    visitors = tuple(_visitor(chance, at_s, weights) for at_s in _arrivals(chance, people))
    return Day(seed, visitors, late, ill)


def _arrivals(chance: Random, people: float) -> Iterator[float]:
    """A Poisson stream whose rate is that of the half hour."""
    for slot, part in enumerate(PROFILE):
        rate = people * part / sum(PROFILE) / SLOT_S
        at_s = chance.expovariate(rate)
        while at_s < SLOT_S:
            yield OPENS_S + slot * SLOT_S + at_s
            at_s += chance.expovariate(rate)


def _visitor(chance: Random, at_s: float, weights: list[float]) -> Visitor:
    (business,) = chance.choices(list(MATTERS), weights)
    handling = chance.lognormvariate(0, HANDLING_SIGMA) * MATTERS[business].median_s
    patience = chance.lognormvariate(0, PATIENCE_SIGMA) * PATIENCE_MEDIAN_S
    walk = chance.uniform(10, 30)
    travel = chance.lognormvariate(0, TRAVEL_SIGMA) * TRAVEL_MEDIAN_S
    afar, never = chance.random() < FROM_AFAR, chance.random() < NEVER_COMES
    steps_out, after = chance.random() < STEPS_OUT, chance.uniform(120, 900)
    out = chance.lognormvariate(0, OUT_SIGMA) * OUT_MEDIAN_S
    habits = [chance.random() < share for share in (TELLS, LOOKS, COMES_BACK)]
    return Visitor(
        at_s,
        business,
        handling,
        patience,
        walk,
        (inf if never else travel) if afar else 0.0,
        after if steps_out and not afar else None,
        out,
        *habits,
    )
