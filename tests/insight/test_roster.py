"""Rosters that cover what they can, and share what nobody likes."""

from collections import Counter

import pytest

from insight.roster import Demand, Member, NoRosterError, Shift, roster, short_slots

EARLY = Shift("early", frozenset({0, 1, 2, 4, 5}))
LATE = Shift("late", frozenset({0, 1, 3, 4, 5}))
EVENING = Shift("evening", frozenset({4, 5, 6, 7}), unpopular=True)
SHIFTS = (EARLY, LATE, EVENING)
A, B, AB = frozenset("A"), frozenset("B"), frozenset("AB")


def week(days: int = 5, **windows: int) -> Demand:
    return [[dict(windows) for _ in range(8)] for _ in range(days)]


def daytime(days: int = 5, **windows: int) -> Demand:
    return [[dict(windows) if slot < 6 else {} for slot in range(8)] for _ in range(days)]


def test_lunch_is_covered_by_who_lunches_at_another_time():
    team = [Member("li", A), Member("wang", A)]
    found = roster(daytime(A=1), team, SHIFTS)
    assert not found.missing
    assert found.best
    for day in range(5):
        assert {found.shifts["li", day], found.shifts["wang", day]} == {"early", "late"}


def test_nobody_is_at_two_windows_at_once():
    """One person who can do both does not cover a window of each."""
    found = roster(daytime(1, A=1, B=1), [Member("li", AB)], SHIFTS)
    assert sum(found.missing.values()) == 2 * 6 - 5


def test_skills_decide_who_covers_what():
    team = [Member("li", A), Member("wang", AB), Member("zhao", A), Member("sun", AB)]
    assert not roster(daytime(A=1, B=1), team, SHIFTS).missing
    found = roster(daytime(A=1, B=1), [Member("li", A), Member("zhao", A)], SHIFTS)
    assert short_slots(found) == {"B": 30}


def test_whoever_is_on_leave_has_no_shift():
    team = [Member("li", A, away=frozenset({1, 2})), Member("wang", A, most_days=3)]
    found = roster(daytime(A=1), team, SHIFTS)
    days = Counter(staff for staff, _ in found.shifts)
    assert not {("li", 1), ("li", 2)} & found.shifts.keys()
    assert days["wang"] <= 3


def test_what_nobody_likes_is_shared_and_what_was_before_counts():
    team = [Member(staff, A) for staff in ("li", "wang", "zhao", "sun", "qian")]
    evenings = [[{"A": 1} if slot in (6, 7) else {} for slot in range(8)] for _ in range(5)]
    found = roster(evenings, team, SHIFTS)
    assert not found.missing
    assert Counter(Counter(staff for staff, _ in found.shifts).values()) == {1: 5}
    tired = [Member("li", A, unpopular_before=3), *team[1:4]]
    assert not [staff for staff, _ in roster(evenings, tired, SHIFTS).shifts if staff == "li"]


def test_nobody_comes_in_for_nothing():
    assert not roster(daytime(A=0), [Member("li", A)], SHIFTS).shifts


def test_a_team_that_is_not_there_leaves_all_windows_missing():
    found = roster(daytime(1, A=2), [], SHIFTS)
    assert short_slots(found) == {"A": 12}


def test_no_time_at_all_is_told():
    big = [Member(f"s{i}", AB if i % 3 else A) for i in range(40)]
    with pytest.raises(NoRosterError, match="No roster was found"):
        roster(week(A=9, B=7), big, SHIFTS, seconds=0.0)
