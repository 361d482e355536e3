"""Windows that a day needs, its tides, and whether a day kept to its roster."""

import pytest

from gateway.hall.services import Finish, Hold, ResumeTicket, Start
from insight.adherence import Adherence, adherence
from insight.erlang import Target
from insight.roster import Member, Shift, roster
from insight.staffing import GUIDE, Slot, Tide, Wanted, occupied_ms, slots, tides
from insight.windows import Spell
from tests.hall.staffed import LEADER, MINUTE, SECOND, opened
from tests.insight.test_visits import visit_of

HALL = {"A": [30.0]}
"""Sixty people an hour, F19's own example."""


def planned(wait_s: float, patience_s: float | None = None, absent: float = 0.0) -> Slot:
    wanted = Wanted(Target(wait_s, occupancy=1.0), patience_s, absent)
    (slot,) = slots([540], HALL, {"A": 600.0}, wanted)
    return slot


@pytest.mark.parametrize(
    ("wait_s", "windows", "found_s"), [(410, 11, 409.27), (409, 12, 134.82), (135, 12, 134.82)]
)
def test_the_fewest_windows_that_meet_the_target(wait_s: float, windows: int, found_s: float):
    slot = planned(wait_s)
    assert slot.windows == windows
    assert slot.erlangs == pytest.approx(10)
    assert slot.expected is not None
    assert slot.expected.mean_wait_s == pytest.approx(found_s, abs=5e-3)


def test_where_people_leave_fewer_windows_have_an_answer():
    slot = planned(166, patience_s=1800)
    assert slot.windows == 10
    assert slot.expected is not None
    assert slot.expected.leave == pytest.approx(0.09193, abs=5e-6)


def test_nobody_works_without_a_break_however_short_the_queue():
    (slot,) = slots([540], HALL, {"A": 600.0}, Wanted(Target(3600)))
    assert slot.windows == 12, "11 windows would be busy for 91 % of the time"


def test_whoever_is_away_without_a_word_is_planned_for():
    assert planned(409, absent=0.30).people == 18
    assert planned(409).people == 12


def test_businesses_share_the_windows_by_their_work():
    wanted = Wanted(Target(600))
    (slot,) = slots([540], {"A": [12.0], "B": [6.0]}, {"A": 300.0, "B": 600.0}, wanted)
    assert slot.shares == {"A": 0.5, "B": 0.5}
    assert slot.demand() == {"A": slot.people / 2, "B": slot.people / 2}
    assert slot.demand(guides=1)[GUIDE] == 1
    assert sum(slot.demand().values()) == slot.people


def test_where_nobody_comes_nobody_is_needed():
    (slot,) = slots([540], {"A": [0.0]}, {"A": 300.0}, Wanted(Target(600)))
    assert (slot.windows, slot.people, slot.expected, slot.demand(1)) == (0, 0, None, {GUIDE: 1})


def test_who_can_do_both_serves_two_halves_of_a_window():
    shift = Shift("day", frozenset({0}))
    half = [[{"A": 0.5, "B": 0.5}]]
    assert not roster(half, [Member("li", frozenset("AB"))], [shift]).missing
    found = roster(half, [Member("li", frozenset("A"))], [shift])
    assert found.missing == {(0, 0, "B"): 0.5}


def day(*windows: int) -> list[Slot]:
    return [
        Slot(540 + 30 * i, {"A": 5.0, "B": 1.0}, 1.0, n, n, None, {}) for i, n in enumerate(windows)
    ]


def test_the_first_windows_are_open_all_day_and_others_with_the_tide():
    found = tides(day(2, 3, 3, 2, 2, 3), {"1": "A", "2": "A", "3": "B", "4": "AB"})
    assert found == [
        Tide("4", 540, 720, True),
        Tide("1", 540, 720, True),
        Tide("2", 570, 630, False),
        Tide("2", 690, 720, False),
    ]


def test_a_window_is_not_closed_for_half_an_hour():
    assert tides(day(2, 1, 2, 1, 1, 2), {"1": "AB", "2": "AB"})[1:] == [
        Tide("2", 540, 630, False),
        Tide("2", 690, 720, False),
    ]


def test_a_business_that_one_window_alone_serves_has_that_window_first():
    found = tides(day(2, 2), {"1": "A", "2": "A", "3": "B"})
    assert [tide.window for tide in found] == ["1", "3"]


def test_a_slot_without_anybody_makes_no_tide_of_the_others():
    (first, *_) = tides(day(1, 0, 0, 1), {"1": "AB"})
    assert (first.begins, first.ends, first.all_day) == (540, 570, True)


def test_a_window_is_kept_from_the_call_to_the_end_but_for_what_was_held():
    hall = opened()
    ticket = hall.issue()
    hall.call("1")
    hall.wait(30 * SECOND)
    hall.want(LEADER, Start(window="1"))
    hall.wait(5 * MINUTE)
    hall.want(LEADER, Hold(window="1"))
    hall.wait(60 * MINUTE)
    hall.want(LEADER, ResumeTicket(window="1", ticket=ticket))
    hall.wait(2 * MINUTE)
    unfinished = visit_of(hall, ticket)
    assert occupied_ms(unfinished, unfinished.services[0]) is None
    hall.want(LEADER, Finish(window="1"))
    visit = visit_of(hall, ticket)
    assert occupied_ms(visit, visit.services[0]) == 7 * MINUTE + 30 * SECOND


def test_adherence_is_of_what_was_planned_and_past():
    spells = [
        Spell("1", "open", "li", 0, 60),
        Spell("1", "paused", "li", 60, 80),
        Spell("1", "open", "li", 80, None),
        Spell("2", "open", "wang", 0, 50),
        Spell("2", "closed", "wang", 50, None),
    ]
    found = adherence({"li": [(10, 70), (90, 200)], "zhao": [(0, 50)]}, spells, now_ms=100)
    assert found == {
        "li": Adherence(70, 60, 10, 20),
        "wang": Adherence(0, 0, 0, 50),
        "zhao": Adherence(50, 0, 0, 0),
    }
    assert found["li"].share == pytest.approx(6 / 7)
    assert (found["wang"].share, found["zhao"].share) == (None, 0)
