"""Who works which shift (F22): the fewest people missing, then fair, then cheap; by HiGHS.

Demand is windows per slot and business (a guide's place is a business too). A shift is a pattern of
slots with its lunch in it, so that lunch windows stay open where demand says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array

MISSING: Final = 1_000.0
"""Cost of a window missing for a slot, against 1 for a slot of somebody's work."""

UNFAIR: Final = 20.0
"""Cost of each unpopular shift that one person has more than another."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A pattern of a day."""

    name: str
    slots: frozenset[int]
    """In which somebody sits at a window; lunch and breaks are the gaps."""
    unpopular: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the staff."""

    staff: str
    skills: frozenset[str]
    """Businesses."""
    away: frozenset[int] = frozenset()
    """Days of leave, by place in the demand."""
    most_days: int = 5
    unpopular_before: int = 0
    """Unpopular shifts of the weeks before, for fairness."""


LEAST: Final = 0.01
"""Less of a window is not missing: the program counts in fractions."""

Demand = Sequence[Sequence[Mapping[str, float]]]
"""By day and slot: business → windows. Parts of a window add up for whoever can serve both."""


@dataclass(frozen=True, slots=True)
class Roster:
    """What came out."""

    shifts: Mapping[tuple[str, int], str]
    """(staff, day) → name of the shift."""
    missing: Mapping[tuple[int, int, str], float]
    """(day, slot, business) → windows for which nobody is there."""
    best: bool
    """False: the time was over before this was known to be the best."""


class NoRosterError(ValueError):
    """No roster was found in the time given."""


@dataclass
class _Program:
    """min c·x with rows of A x ≤ or ≥ b; a column a variable."""

    cost: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def variable(self, cost: float, upper: float, whole: bool) -> int:
        """Its column."""
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(int(whole))
        return len(self.cost) - 1

    def row(self, terms: Mapping[int, float], least: float, most: float) -> None:
        """least ≤ Σ value·variable ≤ most."""
        for column, value in terms.items():
            self.rows.append(len(self.least))
            self.columns.append(column)
            self.values.append(value)
        self.least.append(least)
        self.most.append(most)


def roster(
    demand: Demand, team: Sequence[Member], shifts: Sequence[Shift], seconds: float = 20.0
) -> Roster:
    """The best roster for these days. Raises NoRosterError where none is found in `seconds`.

    Somebody of several skills is at one window at a time: who works where in a slot is part of the
    program, and so a business is covered only by people who can do it and are not elsewhere.
    """
    program = _Program()
    works = {
        (member.staff, day, shift.name): program.variable(len(shift.slots), 1, True)
        for member in team
        for day in range(len(demand))
        if day not in member.away
        for shift in shifts
    }
    _one_shift_a_day(program, works, demand, team, shifts)
    missing = _cover(program, works, demand, team, shifts)
    _fairness(program, works, demand, team, shifts)
    found = _solve(program, seconds)
    return Roster(
        {(staff, day): name for (staff, day, name), at in works.items() if found.x[at] > 0.5},
        {where: round(found.x[at], 2) for where, at in missing.items() if found.x[at] > LEAST},
        found.status == 0,
    )


_Works = Mapping[tuple[str, int, str], int]


def _one_shift_a_day(
    program: _Program,
    works: _Works,
    demand: Demand,
    team: Sequence[Member],
    shifts: Sequence[Shift],
) -> None:
    for member in team:
        week: list[int] = []
        for day in range(len(demand)):
            choices = [
                works[member.staff, day, shift.name]
                for shift in shifts
                if (member.staff, day, shift.name) in works
            ]
            if choices:
                program.row(dict.fromkeys(choices, 1.0), 0, 1)
            week += choices
        if week:
            program.row(dict.fromkeys(week, 1.0), 0, member.most_days)


def _cover(
    program: _Program,
    works: _Works,
    demand: Demand,
    team: Sequence[Member],
    shifts: Sequence[Shift],
) -> dict[tuple[int, int, str], int]:
    """Windows that are missing, by day, slot and business."""
    groups = sorted({member.skills for member in team}, key=sorted)
    missing = {}
    for day, slots in enumerate(demand):
        for slot, needed in enumerate(slots):
            at = {
                (skills, business): program.variable(0, len(team), False)
                for skills in groups
                for business in skills & needed.keys()
            }
            for skills in groups:
                present = {
                    works[member.staff, day, shift.name]: -1.0
                    for member in team
                    if member.skills == skills
                    for shift in shifts
                    if slot in shift.slots and (member.staff, day, shift.name) in works
                }
                placed = {column: 1.0 for (who, _), column in at.items() if who == skills}
                program.row({**placed, **present}, -np.inf, 0)
            for business, windows in needed.items():
                lack = program.variable(MISSING, windows, False)
                missing[day, slot, business] = lack
                there = {column: 1.0 for (_, what), column in at.items() if what == business}
                program.row({**there, lack: 1.0}, windows, np.inf)
    return missing


def _fairness(
    program: _Program,
    works: _Works,
    demand: Demand,
    team: Sequence[Member],
    shifts: Sequence[Shift],
) -> None:
    """The most unpopular shifts of anybody, less the fewest, are to be few."""
    if not team:
        return
    most = program.variable(UNFAIR, np.inf, False)
    fewest = program.variable(-UNFAIR, np.inf, False)
    for member in team:
        mine = {
            works[member.staff, day, shift.name]: 1.0
            for day in range(len(demand))
            for shift in shifts
            if shift.unpopular and (member.staff, day, shift.name) in works
        }
        before = member.unpopular_before
        program.row({**mine, most: -1.0}, -np.inf, -before)
        program.row({**mine, fewest: -1.0}, -before, np.inf)


def _solve(program: _Program, seconds: float) -> OptimizeResult:
    shape = len(program.least), len(program.cost)
    matrix = coo_array((program.values, (program.rows, program.columns)), shape=shape)
    found = milp(
        np.array(program.cost),
        integrality=np.array(program.whole),
        bounds=Bounds(0, np.array(program.upper)),
        constraints=LinearConstraint(matrix.tocsr(), program.least, program.most),
        options={"time_limit": seconds, "mip_rel_gap": 1e-4},
    )
    if found.x is None:
        raise NoRosterError(f"No roster was found in {seconds:.0f} s: {found.message}")
    return found


def short_slots(found: Roster) -> dict[str, float]:
    """Business → slots times windows for which nobody is there."""
    of: dict[str, float] = {}
    for (_, _, business), windows in found.missing.items():
        of[business] = of.get(business, 0.0) + windows
    return of
